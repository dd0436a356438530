"""python -m tests.corpus.measure [--half open|held_out|all] [--details [--unseal]]

Puts the corpus to the checks on a site of its own and prints the figures of `figures.py`. `--details` names
every missed error and every false alarm; those of the half `held_out`, which stays unread while the checks
are being mended, only with `--unseal`.

First measurement, of the checks as they were before anybody had seen the corpus:

                                 open          held_out      all
    recall                       0.686         0.659         0.673 (224 of 333)
    false 强制 clean / controls   0 / 4         1 / 4         1 / 8
    false 提示 clean / controls   59 / 40       51 / 38       110 / 78
    cases with a false alarm     57 of 201     57 of 208     114 of 409
    advice right                 0.581         0.610         0.595 (176 of 296)
"""

import argparse
import os
import sys
import tempfile

HALVES = ["open", "held_out", "all"]


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        _set_up_site(folder)
        figures = _measure(options.half)
    _print_figures(figures, options.half)
    if options.details:
        _print_details(figures, unseal=options.unseal)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.measure", description="检查是否判断得对")
    parser.add_argument("--half", choices=HALVES, default="all")
    parser.add_argument("--details", action="store_true", help="列出漏报和误报（默认只列公开的一半）")
    parser.add_argument("--unseal", action="store_true", help="连同封存的一半一起列出")
    return parser


def _set_up_site(folder: str) -> None:
    """An empty, migrated site of its own: nobody's data is read or touched."""
    os.environ |= {"PERFGOALS_DATA": folder, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _measure(half: str):
    from .cases import cases
    from .figures import figures_of
    from .runner import run

    outcomes = run(cases())
    kept = [outcome for outcome in outcomes if half in ("all", outcome.case.half)]
    return figures_of(kept, clean=outcomes)


def _print_figures(figures, half: str) -> None:
    _say(f"half: {half}, {len(figures.outcomes)} cases")
    _say(f"{'recall':<40}{figures.recall:.3f}  ({_found(figures)})")
    for level, blocking in (("强制", True), ("提示", False)):
        for sort in ("clean", "control"):
            _say(
                f"{'false ' + level + ' on ' + sort:<38}{len(figures.false_alarms(sort, blocking=blocking))}"
            )
    right_tables = sum(outcome.case.sort != "injected" for outcome in figures.outcomes)
    _say(f"{'clean, controls with a false alarm':<40}{figures.alarmed('clean', 'control')} of {right_tables}")
    _say(f"{'advice right':<40}{figures.advice_right:.3f}  ({_of(figures.advice)})")
    _say(f"{'two findings for one fault':<40}{figures.doubles}")
    _say(f"{'提示 where 强制 is expected':<36}{len(figures.too_mild)}")
    _say(f"{'right value said where certain':<40}{_of(figures.right_values)}")
    for group, kind, found, count in figures.by_kind():
        _say(f"  {group:<14}{kind:<24}{found:>3} of {count:>3}{'' if found == count else '  *'}")


def _print_details(figures, *, unseal: bool) -> None:
    def shown(outcome):
        return unseal or outcome.case.half == "open"

    for title, outcomes in (("missed", figures.missed), ("too mild", figures.too_mild)):
        _say(f"\n{title}:")
        for outcome in filter(shown, outcomes):
            _say(f"  {outcome.case.id}  {_change(outcome.case)}")
    for blocking in (True, False):
        _say(f"\nfalse {'强制' if blocking else '提示'}:")
        for outcome, said in figures.false_alarms("clean", "control", "injected", blocking=blocking):
            if shown(outcome):
                _say(f"  {outcome.case.id}  {said.check}  {said.row or said.field}  {said.text}")


def _change(case) -> str:
    """What an injected case has and its clean project has not, and what it lacks."""
    before, after = case.parents[-1], case.tables[-1]
    texts = [f"{word}：{text}" for word, text in after.texts.items() if text != before.texts[word]]
    rows = [
        f"{row.category} {row.name} {row.period} / {row.annual}"
        for row in after.rows
        if row not in before.rows
    ]
    left = {row.name for row in after.rows}
    gone = [f"没有 {row.name}" for row in before.rows if row.name not in left and not rows]
    return "；".join(texts + rows + gone)


def _found(figures) -> str:
    return f"{len(figures.injected) - len(figures.missed)} of {len(figures.injected)}"


def _of(pair: tuple[int, int]) -> str:
    return f"{pair[0]} of {pair[1]}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
