"""Books of 1, 50 and 500 projects as PDF: our drawers beside reportlab and LibreOffice, on the same data.

    python -m benchmarks.print_book [counts …] [--tools weasyprint direct reportlab libreoffice]
    python -m benchmarks.print_book 5000 --beside FOLDER [--times 5]

With `--beside` the direct drawer of this house and that of another build of it, whose files lie in FOLDER,
print the same books in turns; the ratios are those of the quickest runs.

Each line is a process of its own, started cold: imports, fonts and planning are in its figures. Large books
are printed by two processes where there are two processors (`taskset -c 0` leaves one). reportlab draws our
planned pages in a font that is not embedded; LibreOffice converts our workbook, whose making is not counted.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import pikepdf

from printing.pdf import DRAWERS, write_pdf

from .measure import Cost, run_apart, size_of, this_module
from .synthetic import synthetic_table

COUNTS = (1, 50, 500)
PEERS = ("reportlab", "libreoffice")
MEMORY_LIMIT, GROWTH_LIMIT = 400, 11


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", nargs="*", type=int, default=COUNTS)
    parser.add_argument("--tools", nargs="+", default=[*DRAWERS, *PEERS], choices=[*DRAWERS, *PEERS])
    parser.add_argument("--beside", type=Path, help="the folder of another build")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--draw", help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.draw:
        draw(options.draw, options.counts[0], options.output)
        return
    print("| tool | projects | CPU s | wall s | RSS MB | pages | PDF MB |\n|---|---|---|---|---|---|---|")
    if options.beside:
        for count in options.counts:
            compare(count, options.beside, options.times)
        return
    costs = {}
    for tool in options.tools:
        for count in options.counts:
            costs[tool, count] = measure(tool, count)
    report(costs)


def compare(count: int, other: Path, times: int) -> None:
    """This build and the other in turns, so that both meet the same machine."""
    here, there = [], []
    for _ in range(times):
        there.append(measure("direct", count, other.resolve()))
        here.append(measure("direct", count))
    ratios = [
        min(getattr(c, of) for c in here) / min(getattr(c, of) for c in there) for of in ("wall", "cpu")
    ]
    memory = max(cost.memory for cost in here)
    print(f"{count}: {ratios[0]:.2f} of the other's wall time, {ratios[1]:.2f} of its CPU;", end=" ")
    print(f"{memory:.0f} MB a process (≤ {MEMORY_LIMIT})", memory <= MEMORY_LIMIT)


def measure(tool: str, count: int, build: Path | None = None) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.pdf")
        if tool == "libreoffice":
            cost = convert(count, Path(folder))
        else:
            drawing = this_module("benchmarks.print_book", count, "--draw", tool, "--output", path)
            cost = run_apart(drawing, build)
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
        figures = f"{cost.cpu:.1f} | {cost.wall:.1f} | {cost.memory:.0f} | {pages} | {size_of(path)}"
        print(f"| {f'{tool} of {build.name}' if build else tool} | {count} | {figures} |", flush=True)
    return cost


def report(costs: dict[tuple[str, int], Cost]) -> None:
    """The bars of issue and design: linear time, bounded memory."""
    for tool in DRAWERS:
        if (tool, 50) in costs and (tool, 500) in costs:
            growth = costs[tool, 500].cpu / costs[tool, 50].cpu
            memory = costs[tool, 500].memory
            met = growth <= GROWTH_LIMIT and memory <= MEMORY_LIMIT
            print(
                f"{tool}: 50 → 500 ×{growth:.1f} (≤ {GROWTH_LIMIT}), {memory:.0f} MB (≤ {MEMORY_LIMIT})", met
            )


def draw(tool: str, count: int, path: Path) -> None:
    table = synthetic_table(count)
    if tool == "reportlab":
        draw_with_reportlab(table, path)
    else:
        with tempfile.TemporaryDirectory() as data:
            write_pdf(table, path, data_dir=Path(data), drawer=tool)


def draw_with_reportlab(table, path: Path) -> None:
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfgen.canvas import Canvas

    from printing.drawing import draw_pages
    from printing.fonts import find_fonts
    from printing.planner import plan_table

    registerFont(UnicodeCIDFont("STSong-Light"))
    plan = plan_table(table, find_fonts(path.parent))
    height = plan.paper.height
    canvas = Canvas(str(path), pagesize=(plan.paper.width, height))
    for drawing in draw_pages(plan):
        canvas.lines([(r.x1, height - r.y1, r.x2, height - r.y2) for r in (*drawing.thin, *drawing.thick)])
        for text in drawing.texts:
            canvas.setFont("STSong-Light", text.size)
            write = {
                "start": canvas.drawString,
                "center": canvas.drawCentredString,
                "end": canvas.drawRightString,
            }
            for baseline, line in text.baselines():
                write[text.align](text.anchor, height - baseline, line)
        canvas.showPage()
    canvas.save()


def convert(count: int, folder: Path) -> Cost:
    from printing.xlsx import write_workbook

    soffice = shutil.which("soffice")
    if not soffice:
        raise SystemExit("LibreOffice is not installed: apt install libreoffice-calc-nogui")
    write_workbook(synthetic_table(count), folder / "book.xlsx")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    target = ["--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "book.xlsx")]
    return run_apart([soffice, profile, *target])


if __name__ == "__main__":
    main()
