"""Which pages a spreadsheet program printed beside each other.

A sheet wider than the paper is printed down, then over (all left pages, then all right ones) or over, then
down. The order of the pages is the key: their columns change once, or take turns. The heights of their rules
are the check, as both parts of a row stand at the same height. Where all groups have the same columns, each
begins with titles of its own.
"""

from collections.abc import Iterator, Sequence

from .filling import Sheaf
from .running import plain

_MOST_GROUPS = 6
_NEAR = 1.5
_MOST_OF = 0.8  # so many pairs must fit before their order is believed
_LONGEST_TITLE = 20
_FEWEST_TITLES = 2
_NO_TITLE = set("0123456789≥≤＝=＞＜><。；")


def arranged(pages: Sequence[Sheaf]) -> Iterator[list[Sheaf]]:
    """The pages from the top down, each with those to its right; every page once."""
    index = 0
    while index < len(pages):
        run = _run_length(pages, index)
        rows = (
            _down_then_over(pages, index, run)
            or (_over_then_down(pages, index) if run == 1 else _alike(pages[index : index + run]))
            or [[page] for page in pages[index : index + run]]
        )
        yield from rows
        index += sum(len(row) for row in rows)


def _run_length(pages: Sequence[Sheaf], index: int) -> int:
    """How many pages from here have the same columns."""
    run = 1
    while index + run < len(pages) and _same_columns(pages[index], pages[index + run]):
        run += 1
    return run


def _down_then_over(pages: Sequence[Sheaf], index: int, run: int) -> list[list[Sheaf]]:
    """The rows of runs of `run` pages that stand beside each other; none where the first stands alone."""
    groups = 1
    while groups < _MOST_GROUPS and _fits_down(pages, index, run, groups):
        groups += 1
    if groups == 1:
        return []
    return [[pages[index + n + group * run] for group in range(groups)] for n in range(run)]


def _fits_down(pages: Sequence[Sheaf], index: int, run: int, groups: int) -> bool:
    """Whether the next `run` pages are a further group to the right of those from `index`."""
    start = index + groups * run
    left, right = pages[index : index + run], pages[start : start + run]
    if len(right) < run or _run_length(pages, start) < run or _same_columns(left[0], right[0]):
        return False
    fitting = sum(same_heights(one, other) for one, other in zip(left, right, strict=True))
    return fitting >= _MOST_OF * run


def _over_then_down(pages: Sequence[Sheaf], index: int) -> list[list[Sheaf]]:
    """The rows of pages whose columns take turns."""
    for groups in range(2, _MOST_GROUPS + 1):
        length = 0
        while _is_row(pages, index, index + length * groups, groups):
            length += 1
        if length:
            return [list(pages[index + n * groups : index + (n + 1) * groups]) for n in range(length)]
    return []


def _is_row(pages: Sequence[Sheaf], first: int, start: int, groups: int) -> bool:
    """Whether `groups` pages from `start` stand beside each other, with the columns of those from `first`."""
    if start + groups > len(pages):
        return False
    row = pages[start : start + groups]
    same = all(_same_columns(pages[first + n], page) for n, page in enumerate(row))
    after = pages[start + groups] if start + groups < len(pages) else None
    ends = after is None or _same_columns(row[0], after) or not same_heights(row[0], after)
    others = not any(_same_columns(row[0], page) for page in row[1:])
    return same and others and ends and all(same_heights(row[0], page) for page in row[1:])


def _alike(run: Sequence[Sheaf]) -> list[list[Sheaf]]:
    """The rows of pages with the same columns all over, if other titles tell that they stand side by side."""
    if not _has_titles(run[0]):
        return []
    for groups in range(2, min(_MOST_GROUPS, len(run)) + 1):
        length, rest = divmod(len(run), groups)
        if rest:
            continue
        down = [[run[n + group * length] for group in range(groups)] for n in range(length)]
        over = [list(run[n * groups : (n + 1) * groups]) for n in range(length)]
        for rows in (down, over):
            if _have_other_titles(rows[0]) and all(_fit(row) for row in rows):
                return rows
    return []


def _fit(row: Sequence[Sheaf]) -> bool:
    return all(same_heights(row[0], page) for page in row[1:])


def _have_other_titles(row: Sequence[Sheaf]) -> bool:
    titles = [_first_texts(page) for page in row]
    return all(map(_has_titles, row)) and len(set().union(*titles)) == sum(map(len, titles))


def _has_titles(page: Sheaf) -> bool:
    """Whether the first row looks like titles: short, without figures, no two alike."""
    cells = [one for one in page.tables[0].cells if one.cell.first_row == 0]
    texts = _first_texts(page)
    short = all(len(text) <= _LONGEST_TITLE and _NO_TITLE.isdisjoint(text) for text in texts)
    return short and len(texts) >= max(_FEWEST_TITLES, 0.6 * len(cells))


def _first_texts(page: Sheaf) -> set[str]:
    return {plain(one.text) for one in page.tables[0].cells if one.cell.first_row == 0 and one.text}


def _same_columns(one: Sheaf, other: Sheaf) -> bool:
    if len(one.tables) != 1 or len(other.tables) != 1:
        return False
    fewer, more = sorted((one.tables[0].lattice.xs, other.tables[0].lattice.xs), key=len)
    return _near(fewer[0], more[0]) and _near(fewer[-1], more[-1]) and _among(fewer, more)


def same_heights(one: Sheaf, other: Sheaf) -> bool:
    """Whether both tables begin and end alike, and the lines of one are all among those of the other."""
    if len(one.tables) != 1 or len(other.tables) != 1:
        return False
    fewer, more = sorted((one.tables[0].lattice.ys, other.tables[0].lattice.ys), key=len)
    return _near(fewer[0], more[0]) and _near(fewer[-1], more[-1]) and _among(fewer, more)


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= _NEAR


def _among(fewer: Sequence[float], more: Sequence[float]) -> bool:
    return all(any(_near(place, other) for other in more) for place in fewer)
