"""A program of its own: a PDF on standard input → rules and text pieces, one line of JSON a page.

It runs in a process with limits of memory and time, because a broken file may bring PDFium down; it imports
nothing of ours. Every length is in points, from the page's upper left corner, y downwards.

A page is `{"size": [width, height], "rules": [[axis, at, start, end], …], "pieces": [[text, left, top, right,
bottom, baseline, size, clip or null], …], "images": share of the page}`; axis "h" or "v". Errors are
`{"error": name}`: encrypted, broken, pages, objects. `{"started": true}` comes first: without it, it is the
installation that is broken and not the file.
"""

import json
import resource
import sys
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as c
from geometry import Refused, address_of, matrix_of, upright
from shapes import Shapes, rules_of
from texts import TextReader, style_of

_INVISIBLE = 3  # text rendering mode


def is_sideways(texts: list) -> int:
    """Quarter turns of most text objects: tables are printed across an upright page without saying so."""
    turns = [0, 0, 0, 0]
    for shape, outer in texts:
        matrix = matrix_of(shape).inside(outer)
        if abs(matrix.b) > abs(matrix.a):
            turns[1 if matrix.b > 0 else 3] += 1
        else:
            turns[2 if matrix.a < 0 else 0] += 1
    return turns.index(max(turns))


def read_page(page, most: int) -> dict:
    shapes = Shapes(page, most).found
    texts = [(shape, outer) for shape, kind, outer in shapes if kind == c.FPDF_PAGEOBJ_TEXT]
    turned = (page.get_rotation() // 90 + is_sideways(texts) * (page.get_rotation() == 0)) % 4
    matrix = upright(page, turned)
    left, bottom, right, top = page.get_cropbox()
    width, height = (right - left, top - bottom) if turned % 2 == 0 else (top - bottom, right - left)
    rules, images = [], 0.0
    for shape, kind, outer in shapes:
        if kind == c.FPDF_PAGEOBJ_PATH:
            own = matrix_of(shape).inside(outer).inside(matrix)
            rules += [[axis, *(round(n, 2) for n in rest)] for axis, *rest in rules_of(shape, own, most)]
        elif kind == c.FPDF_PAGEOBJ_IMAGE:
            own = matrix_of(shape).inside(outer)
            images += abs(own.a * own.d - own.b * own.c)
        if len(rules) > most:
            raise Refused("objects")
    styles = {
        address_of(shape): style_of(order, shape, matrix, outer, most)
        for order, (shape, outer) in enumerate(texts)
        if c.FPDFTextObj_GetTextRenderMode(shape) != _INVISIBLE
    }
    pieces = TextReader(page, styles, matrix, rules).pieces(most)
    return {
        "size": [width, height],
        "rules": rules,
        "pieces": [piece.plain() for piece in pieces],
        "images": round(images / max(width * height, 1), 3),
    }


def read(content: bytes, *, pages: int, objects: int) -> Iterator[dict]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise Refused("encrypted" if error.err_code == c.FPDF_ERR_PASSWORD else "broken") from error
    count = len(document)
    if count > pages:
        raise Refused("pages")
    origin = document.get_metadata_dict()
    yield {"pages": count, "origin": f"{origin.get('Creator', '')} {origin.get('Producer', '')}"[:200]}
    for number in range(count):
        try:
            page = document[number]
        except pdfium.PdfiumError as error:
            raise Refused("broken") from error
        yield read_page(page, objects)
        page.close()
    yield {"done": True}


def main() -> None:
    limits = json.loads(sys.argv[1])
    print(json.dumps({"started": True}), flush=True)  # noqa: T201
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"]))
    resource.setrlimit(resource.RLIMIT_DATA, (limits["memory"], limits["memory"]))
    try:
        for line in read(sys.stdin.buffer.read(), pages=limits["pages"], objects=limits["objects"]):
            print(json.dumps(line, ensure_ascii=False), flush=True)  # noqa: T201
    except Refused as refused:
        print(json.dumps({"error": str(refused)}), flush=True)  # noqa: T201
    except MemoryError:
        print(json.dumps({"error": "objects"}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
