"""What the command prints: figures of every kind, and no word of the half that stays unread unless asked."""

import pytest

from .cases import HELD_OUT, OPEN, cases
from .figures import figures_of
from .measure import _parser, _print_details, _print_figures
from .runner import Outcome, Said

pytestmark = pytest.mark.pure


def first(half, sort):
    return next(case for case in cases(half) if case.sort == sort)


@pytest.fixture
def figures():
    """One missed error and one false alarm in each half."""
    alarm = Said(check="vague_value", level="提示", field="period_target", row=None, text="含糊")
    halves = (OPEN, HELD_OUT)
    return figures_of([
        *(Outcome(first(half, "injected"), ()) for half in halves),
        *(Outcome(first(half, "clean"), (alarm,)) for half in halves),
    ])  # fmt: skip


def test_details_name_the_open_half_only(figures, capsys):
    _print_details(figures, unseal=False)
    printed = capsys.readouterr().out
    for sort in ("injected", "clean"):
        assert first(OPEN, sort).id in printed
        assert first(HELD_OUT, sort).id not in printed


def test_the_held_out_half_is_named_when_it_is_unsealed(figures, capsys):
    _print_details(figures, unseal=True)
    assert first(HELD_OUT, "injected").id in capsys.readouterr().out


def test_figures_are_printed_with_every_kind(figures, capsys):
    _print_figures(figures, "all")
    printed = capsys.readouterr().out
    assert "(0 of 2)" in printed
    assert "2 of 2" in printed  # the clean projects with a false alarm
    assert first(OPEN, "injected").kind in printed


def test_unsealing_is_never_the_default():
    options = _parser().parse_args(["--details"])
    assert (options.half, options.details, options.unseal) == ("all", True, False)


def test_another_half_is_refused(capsys):
    with pytest.raises(SystemExit):
        _parser().parse_args(["--half", "both"])
    assert "held_out" in capsys.readouterr().err
