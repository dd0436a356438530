"""An unseen exam for the checks: clean projects, single injected errors, tricky controls.

Written by somebody who had not read the checks. `clean/` holds the projects by trade, `faults.toml` and
`controls.toml` say what is changed in them, `cases.py` makes the cases, `runner.py` puts them to the product,
`measure.py` prints the figures. The half `held_out` stays unread while the checks are being mended.
"""
