"""Starts the program that reads one worksheet, takes its rows, and goes on by itself where that one ends.

Reading a large sheet is half of a preview's work. A second processor takes that half: unpacking, XML and
number formats there, what the rows mean here. Nothing else changes: the limits are the same, and a program
that does not start, is killed or runs out of its memory costs only the time to read on in this process.
"""

import json
import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from perfgoals.common.second_process import SecondProcess, has_processor

from ..cells import Row
from ..errors import UnreadableFile
from ..limits import MEGABYTE, Limits
from ..markup import Budget
from ..worksheet import Outline
from .lines import Reader, as_line

SMALLEST = 400_000  # bytes, packed: some 4 MB of XML, as the program takes a quarter of a second to start
SECONDS = 120  # of processor time
MEMORY = 300 * MEGABYTE
_PROGRAM = Path(__file__).with_name("__main__.py")
_logger = logging.getLogger(__name__)


def is_worth_it(size: int) -> bool:
    """Whether a worksheet of `size` bytes gains by a second process: there must be a processor for it.

    Packed bytes count: a small file that unpacks to much is no large table.
    """
    return size >= SMALLEST and has_processor()


class RowsApart:
    """One worksheet of the workbook `content`; `order` says which (see the program)."""

    def __init__(self, content: bytes, order: dict, limits: Limits) -> None:
        self._content = content
        self._order = order | {"limits": asdict(limits)}
        self._process = SecondProcess(_PROGRAM, seconds=SECONDS, memory=MEMORY)

    def start(self, budget: Budget) -> None:
        """Starts the program, which then waits for the merged ranges; of `budget` it may use what is left."""
        own = {"left": budget.left, "shared": budget.shared}
        with suppress(OSError), tempfile.TemporaryFile() as file:
            file.write(self._content)
            file.seek(0)
            self._process.start(self._order | own, file)

    def stop(self) -> None:
        """Ends the program, whatever it does."""
        self._process.stop()

    def rows(
        self, outline: Outline, hidden: set[int], budget: Budget, *, otherwise: Callable[[], Iterator[Row]]
    ) -> Iterator[Row]:
        """All rows; `otherwise` gives them in this process. `hidden` columns are filled before the first."""
        last = 0
        is_whole = False
        try:
            for row in self._handed_over(outline, hidden, budget):
                last = row.number
                yield row
            is_whole = True
        except (OSError, EOFError, ValueError, TypeError, LookupError):
            _logger.warning("a sheet is read on in one process, after row %s", last, exc_info=True)
        finally:
            self.stop()
        if not is_whole:
            yield from (row for row in otherwise() if row.number > last)

    def _handed_over(self, outline: Outline, hidden: set[int], budget: Budget) -> Iterator[Row]:
        if not self._process.is_started:
            self.start(budget)
        self._process.input.write(as_line({"areas": list(outline.merges), "count": outline.merge_count}))
        self._process.input.close()
        reader = Reader()
        for text in self._process.output:
            line = json.loads(text)
            if "refused" in line:
                raise UnreadableFile(**line["refused"])
            if "done" in line:
                budget.spend(line["done"])
                budget.spend_shared(line["shared"])
                return
            if "hidden" in line:
                hidden.update(line["hidden"])
            else:
                yield from reader.rows(line)
        raise EOFError("the program ended before the sheet did")
