"""Plans and draws the half of a table that lies in a file, and leaves its pages there: for pages_in_two."""

import os
import pickle
import sys
from dataclasses import replace
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[2])

from perfgoals.common.second_process import bounded_order  # noqa: E402
from printing.apart.half import Half, planned  # noqa: E402
from printing.pages import TablePages  # noqa: E402

STEP = 25


def main() -> None:
    file = bounded_order()["file"]
    asked = Connection(sys.stdin.fileno(), writable=False)
    answers = Connection(sys.stdout.fileno(), readable=False)
    half: Half = pickle.loads(os.pread(file, asked.recv(), 0))
    plan = half.plan()
    answers.send(planned(plan))
    before, fonts = pickle.loads(os.pread(file, asked.recv(), 0))
    sheets, place = TablePages(replace(plan, before=before)).sheets(fonts), 0
    while done := list(islice(sheets, STEP)):
        content = b"".join(sheet.content for sheet in done)
        if os.pwrite(file, content, place) < len(content):
            sys.exit("the disk is full")  # what came later would stand where the missing bytes are looked for
        place += len(content)
        answers.send([(sheet.width, sheet.height, len(sheet.content)) for sheet in done])
    answers.send([])


if __name__ == "__main__":
    main()
