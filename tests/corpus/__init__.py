"""An unseen exam for the checks: clean projects, single injected errors, tricky controls.

Written by somebody who had not read the checks; every unit, sum and local file is made up. `clean/` holds the
projects by trade, `faults.toml` and `controls.toml` say what is changed in them (the format stands at the top
of the first), `tables.py` reads the projects, `cases.py` makes the cases, `runner.py` puts them to the
product, `figures.py` counts, `measure.py` prints. The half `held_out` stays unread while checks are mended.

* A new check: say in `checks.toml` which kinds of fault it speaks about.
* A bar for the suite: `shortfalls(figures_of(run(cases()))) == []`, in a test that has a database.
* A new case: a line in the data. In a kind that exists it may move others of that kind to the other half; a
  new kind moves nobody.
"""
