"""Objects of a page and the rules among them."""

import ctypes
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2.raw as c
from geometry import Matrix, Refused, matrix_of

_NESTING = 8  # forms inside forms
_THINNEST_CELL = 3.0  # a filled rectangle up to this is a line, in points
_SHORTEST_RULE = 2.0
_STRAIGHT = 0.4
_LIGHT = 250


class Shapes:
    """All objects of a page, those inside forms too, with the matrices of what they stand in."""

    def __init__(self, page, most: int) -> None:
        self.found: list[tuple[object, int, Matrix]] = []
        self._most = most
        self._walk(page.raw, c.FPDFPage_CountObjects, c.FPDFPage_GetObject, Matrix(), _NESTING)

    def _walk(self, owner, count, get, outer: Matrix, depth: int) -> None:
        for index in range(count(owner)):
            shape = get(owner, index)
            kind = c.FPDFPageObj_GetType(shape)
            if kind == c.FPDF_PAGEOBJ_FORM:
                if depth:
                    inner = matrix_of(shape).inside(outer)
                    self._walk(shape, c.FPDFFormObj_CountObjects, c.FPDFFormObj_GetObject, inner, depth - 1)
                continue
            self.found.append((shape, kind, outer))
            if len(self.found) > self._most:
                raise Refused("objects")


def segments(count: int, get) -> Iterator[tuple[int, float, float, bool]]:
    """(kind, x, y, closes its figure) of a path's points."""
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = get(index)
        c.FPDFPathSegment_GetPoint(segment, x, y)
        kind = c.FPDFPathSegment_GetType(segment)
        yield kind, x.value, y.value, bool(c.FPDFPathSegment_GetClose(segment))


def figures(shape, matrix: Matrix, most: int) -> Iterator[list[tuple[float, float]]]:
    """The straight figures of a path; those with curves are no rules."""
    count = c.FPDFPath_CountSegments(shape)
    if count > most:
        raise Refused("objects")
    points: list[tuple[float, float]] = []
    curved = False
    for kind, x, y, closes in segments(count, lambda index: c.FPDFPath_GetPathSegment(shape, index)):
        if kind == c.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == c.FPDF_SEGMENT_BEZIERTO
        points.append(matrix.point(x, y))
        if closes:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def is_light(shape, get) -> bool:
    """Whether a colour cannot be seen on paper."""
    parts = [ctypes.c_uint() for _ in range(4)]
    if not get(shape, *parts):
        return False
    *colours, alpha = (part.value for part in parts)
    return alpha == 0 or min(colours) >= _LIGHT


def rules_of(shape, matrix: Matrix, most: int) -> Iterator[tuple[str, float, float, float]]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    c.FPDFPath_GetDrawMode(shape, fill, stroke)
    is_stroked = bool(stroke.value) and not is_light(shape, c.FPDFPageObj_GetStrokeColor)
    is_filled = bool(fill.value) and not is_light(shape, c.FPDFPageObj_GetFillColor)
    if not is_stroked and not is_filled:
        return
    for points in figures(shape, matrix, most):
        if is_stroked:
            for (x0, y0), (x1, y1) in pairwise(points):
                yield from rule(x0, y0, x1, y1)
        elif is_filled:
            yield from thin_box(points)


def rule(x0: float, y0: float, x1: float, y1: float) -> Iterator[tuple[str, float, float, float]]:
    if abs(y1 - y0) <= _STRAIGHT and abs(x1 - x0) >= _SHORTEST_RULE:
        yield "h", (y0 + y1) / 2, min(x0, x1), max(x0, x1)
    elif abs(x1 - x0) <= _STRAIGHT and abs(y1 - y0) >= _SHORTEST_RULE:
        yield "v", (x0 + x1) / 2, min(y0, y1), max(y0, y1)


def thin_box(points: list[tuple[float, float]]) -> Iterator[tuple[str, float, float, float]]:
    """A line that is drawn as a filled rectangle."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if bottom - top <= _THINNEST_CELL and right - left > max(bottom - top, _SHORTEST_RULE):
        yield from rule(left, (top + bottom) / 2, right, (top + bottom) / 2)
    elif right - left <= _THINNEST_CELL and bottom - top > max(right - left, _SHORTEST_RULE):
        yield from rule((left + right) / 2, top, (left + right) / 2, bottom)


def clip_of(shape, matrix: Matrix, most: int) -> list[float] | None:
    """The rectangle in which an object can be seen."""
    clip = c.FPDFPageObj_GetClipPath(shape)
    paths = c.FPDFClipPath_CountPaths(clip) if clip else 0
    box: list[float] | None = None
    for path in range(max(paths, 0)):
        count = c.FPDFClipPath_CountPathSegments(clip, path)
        if not 0 < count <= most:
            continue
        points = segments(count, lambda index, path=path: c.FPDFClipPath_GetPathSegment(clip, path, index))
        found = [matrix.point(x, y) for _, x, y, _ in points]
        xs, ys = [x for x, _ in found], [y for _, y in found]
        one = [min(xs), min(ys), max(xs), max(ys)]
        box = one if box is None else [*map(max, box[:2], one[:2]), *map(min, box[2:], one[2:])]
    return box
