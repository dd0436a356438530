"""Matrices and places of what stands on a page."""

import ctypes
from typing import NamedTuple

import pypdfium2.raw as c


class Refused(Exception):
    """The file is not read; the name of the reason."""


class Matrix(NamedTuple):
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def inside(self, outer: "Matrix") -> "Matrix":
        """This matrix, then `outer`."""
        return Matrix(
            self.a * outer.a + self.b * outer.c,
            self.a * outer.b + self.b * outer.d,
            self.c * outer.a + self.d * outer.c,
            self.c * outer.b + self.d * outer.d,
            self.e * outer.a + self.f * outer.c + outer.e,
            self.e * outer.b + self.f * outer.d + outer.f,
        )


def matrix_of(shape) -> Matrix:
    found = c.FS_MATRIX()
    c.FPDFPageObj_GetMatrix(shape, found)
    return Matrix(found.a, found.b, found.c, found.d, found.e, found.f)


def upright(page, turned: int) -> Matrix:
    """From the page's own coordinates to those of a reader, for whom `turned` × 90° is upright."""
    left, bottom, right, top = page.get_cropbox()
    return {
        0: Matrix(1, 0, 0, -1, -left, top),
        1: Matrix(0, 1, 1, 0, -bottom, -left),
        2: Matrix(-1, 0, 0, 1, right, -bottom),
        3: Matrix(0, -1, -1, 0, top, right),
    }[turned]


def place_of(box: list[float], matrix: Matrix) -> list[float]:
    (x0, y0), (x1, y1) = matrix.point(*box[:2]), matrix.point(*box[2:])
    return [min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)]


def address_of(shape) -> int:
    return ctypes.cast(shape, ctypes.c_void_p).value or 0
