"""Reading a workbook of 5,000 projects into blocks, beside a bare pass of openpyxl over the same file.

    python benchmarks/import_read.py [--projects 5000] [--rounds 3] [FILE …]

Each pass runs in a process of its own; shown are the best time of the rounds (processor time, so that other work
on the machine counts little), the largest memory, and the ratio to the bare pass. Without FILE the workbook is
made first, in the three shapes that units send: merged cells, every cell repeated, shared strings.
"""

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl

sys.path.insert(0, str(Path(__file__).parents[1]))

from indicators.importing import read_blocks
from perfgoals.common.spreadsheet import open_workbook
