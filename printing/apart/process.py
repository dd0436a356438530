"""Starts the program that plans and draws the last units of a table while this process does the first.

No unit's pages depend on another's, but for the number of pages and the characters in use: those are told
between planning and drawing. The pages come out byte for byte as those of one process, and a program that
does not start, is killed, hangs or runs out of memory costs only the time to do here what it did not do.
"""

import logging
import os
import pickle
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from itertools import accumulate, islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, BinaryIO

from perfgoals.common.second_process import SecondProcess, has_processor

from ..fonts import PrintFonts
from ..layout import Table
from ..pages import Bookmark, TablePages
from ..pen import Glyphs, Sheet
from ..planner import Plan, plan_part, warnings_of, whole_of
from .half import Half, Planned, planned

SMALLEST = 8_000  # rows and projects; fewer are done before the program has started
SHARE = 0.5  # of the work, done here
SMALLEST_SHARE = 0.2
SECONDS = 600  # of processor time
PATIENCE = 60  # seconds without a word
MEMORY = 400 * 1024 * 1024
_PROGRAM = Path(__file__).with_name("__main__.py")
_LOST = (OSError, EOFError)
_logger = logging.getLogger(__name__)


def halves(table: Table) -> tuple[Table, Table] | None:
    """Its first and its last units, of about equal work; None where a second process gains nothing.

    A unit is not cut: one that is nearly all of the table leaves nothing to share.
    """
    blocks = table.blocks
    work = list(accumulate((1 + len(block.rows) for block in blocks), initial=0))
    if work[-1] < SMALLEST or not has_processor():
        return None
    starts = [place for place in range(1, len(blocks)) if blocks[place].unit != blocks[place - 1].unit]
    cut = min(starts, key=lambda place: abs(work[place] - SHARE * work[-1]), default=0)
    if not SMALLEST_SHARE * work[-1] < work[cut] < (1 - SMALLEST_SHARE) * work[-1]:
        return None
    return replace(table, blocks=blocks[:cut]), replace(table, blocks=blocks[cut:])


@contextmanager
def pages_in_two(table: Table, parts: tuple[Table, Table], fonts: PrintFonts) -> Iterator["PagesInTwo"]:
    """The pages of `table` (see TablePages), whose `parts` two processes plan and draw."""
    first, last = parts
    with tempfile.TemporaryFile() as file, closing(_Rest(file)) as rest:
        whole = whole_of(table, fonts)  # while the program starts
        rest.begin(Half(last, fonts, whole))
        yield PagesInTwo(plan_part(first, fonts, whole, ends=False), rest)


class PagesInTwo:
    """Pages of which the last are drawn by the program."""

    def __init__(self, plan: Plan, rest: "_Rest"):
        self._rest, self._last = rest, rest.planned()
        self._plan = replace(plan, after=self._last.page_count)
        self._first = TablePages(self._plan)
        self.fonts, self.title = plan.fonts, self._first.title
        self.page_count = plan.page_count + self._last.page_count

    @property
    def warnings(self) -> list[str]:
        missing = {name: set(chars) for name, chars in self._plan.missing.items()}
        for name, chars in self._last.missing.items():
            missing.setdefault(name, set()).update(chars)
        return warnings_of(missing)

    def characters(self) -> dict[str, set[str]]:
        return {role: own | self._last.characters[role] for role, own in self._first.characters().items()}

    def bookmarks(self) -> list[Bookmark]:
        shift = self._plan.page_count
        return self._first.bookmarks() + [_shifted(mark, shift) for mark in self._last.bookmarks]

    def sheets(self, fonts: Sequence[Glyphs]) -> Iterator[Sheet]:
        self._rest.draw(self._plan.page_count, fonts)
        yield from self._first.sheets(fonts)
        yield from self._rest.sheets()


class _Rest:
    """The half that the program does; what it does not do, because it ended early, is done here."""

    half: Half
    before = 0
    glyphs: Sequence[Glyphs] = ()

    def __init__(self, file: BinaryIO):
        self.file = file
        self._process = SecondProcess(_PROGRAM, seconds=SECONDS, memory=MEMORY)
        self._process.start({}, file)
        self._pipes: tuple[Connection, ...] = ()

    def begin(self, half: Half) -> None:
        """Have the program plan `half`."""
        self.half = half
        try:
            self._pipes = (
                Connection(os.dup(self._process.input.fileno()), readable=False),
                Connection(os.dup(self._process.output.fileno()), writable=False),
            )
            self._tell(half)
        except (*_LOST, pickle.PicklingError, AttributeError, TypeError):
            self._go_on_here()

    def close(self) -> None:
        """End the program, whatever it does."""
        self._process.stop()
        for pipe in self._pipes:
            pipe.close()
        self._pipes = ()

    def planned(self) -> Planned:
        try:
            return self._told()
        except _LOST:
            self._go_on_here()
            return planned(self.half.plan())

    def draw(self, before: int, fonts: Sequence[Glyphs]) -> None:
        """Begin to draw: so many pages stand before these."""
        self.before, self.glyphs = before, fonts
        with suppress(*_LOST):  # said where the pages are asked for
            self._tell((before, fonts))

    def sheets(self) -> Iterator[Sheet]:
        """The pages in order, as soon as they are there."""
        done = 0
        try:
            for sheet in self._drawn():
                yield sheet
                done += 1
            return
        except _LOST:
            self._go_on_here()
        pages = TablePages(replace(self.half.plan(), before=self.before))
        yield from islice(pages.sheets(self.glyphs), done, None)

    def _drawn(self) -> Iterator[Sheet]:
        place = 0
        while sizes := self._told():
            for width, height, length in sizes:
                content = os.pread(self.file.fileno(), length, place)
                if len(content) < length:
                    raise EOFError("the disk is full")
                yield Sheet(width, height, content)
                place += length

    def _tell(self, word: object) -> None:
        """By the file: writing much into a pipe would wait for a program that hangs."""
        if not self._pipes:
            raise EOFError("the program has ended")
        self._pipes[0].send(os.pwrite(self.file.fileno(), pickle.dumps(word), 0))

    def _told(self) -> Any:
        """Its next word. Raises OSError or EOFError where there will be none."""
        if not self._pipes or not self._pipes[1].poll(PATIENCE):
            raise EOFError("the program has ended, or says nothing")
        return self._pipes[1].recv()

    def _go_on_here(self) -> None:
        _logger.warning("half of a table is printed in one process after all", exc_info=True)
        self.close()


def _shifted(mark: Bookmark, pages: int) -> Bookmark:
    children = [_shifted(child, pages) for child in mark.children]
    return replace(mark, page=mark.page + pages, children=children)
