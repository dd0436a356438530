"""Forms of one project in one file, 50, 200 and 500 of them: our drawers beside LibreOffice.

    python -m benchmarks.print_forms [counts …] [--tools direct weasyprint libreoffice] [--style declaration]

Each line is a process of its own, started cold: imports, fonts and planning are in its figures. LibreOffice
prints the same forms from our workbook, a sheet each; its making is not counted.
"""

import argparse
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pikepdf

from indicators.printed_form import FormStyle, printed_form
from indicators.tables.printed import GoalForms, write_forms

from .measure import Cost, run_apart, size_of, this_module
from .synthetic import synthetic_table

COUNTS = (50, 200, 500)
TOOLS = ("direct", "weasyprint", "libreoffice")
MEMORY_LIMIT, SHARE_LIMIT = 400, 0.8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", nargs="*", type=int, default=COUNTS)
    parser.add_argument("--tools", nargs="+", default=TOOLS, choices=TOOLS)
    parser.add_argument("--style", default="declaration", choices=[s for s in FormStyle if not s.is_list])
    parser.add_argument("--draw", help=argparse.SUPPRESS)
    parser.add_argument("--output", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.draw:
        table = forms(options.counts[0], options.style)
        with tempfile.TemporaryDirectory() as data:
            write_forms(table, "pdf", options.output, drawer=options.draw, data_dir=Path(data))
        return
    print("| tool | forms | CPU s | wall s | RSS MB | pages | PDF MB |\n|---|---|---|---|---|---|---|")
    costs = {
        (tool, count): measure(tool, count, options.style)
        for tool in options.tools
        for count in options.counts
    }
    report(costs, min(options.counts), max(options.counts))


def forms(count: int, style: str) -> GoalForms:
    """Projects of the synthetic table, with what the form asks beyond it."""
    blocks = tuple(
        replace(
            block,
            project_code=f"51000021R{number:012d}",
            attribute="延续项目",
            duration="2023年—2025年",
            period_amount=Decimal(900_000),
            period_fiscal_amount=Decimal(900_000),
            period_other_amount=Decimal(0),
            fiscal_amount=block.amount,
            other_amount=Decimal(0),
        )
        for number, block in enumerate(synthetic_table(count).blocks)
    )
    return GoalForms("项目支出绩效目标表", blocks, date(2023, 3, 1), printed_form(style), 2023)


def measure(tool: str, count: int, style: str) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.pdf")
        if tool == "libreoffice":
            cost = convert(count, style, Path(folder))
        else:
            line = this_module(
                "benchmarks.print_forms", count, "--draw", tool, "--style", style, "--output", path
            )
            cost = run_apart(line)
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
        figures = f"{cost.cpu:.1f} | {cost.wall:.1f} | {cost.memory:.0f} | {pages} | {size_of(path)}"
        print(f"| {tool} | {count} | {figures} |", flush=True)
    return cost


def convert(count: int, style: str, folder: Path) -> Cost:
    soffice = shutil.which("soffice")
    if not soffice:
        raise SystemExit("LibreOffice is not installed: apt install libreoffice-calc-nogui")
    write_forms(forms(count, style), "xlsx", folder / "book.xlsx")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    target = ["--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "book.xlsx")]
    return run_apart([soffice, profile, *target])


def report(costs: dict[tuple[str, int], Cost], fewest: int, most: int) -> None:
    """The bars: linear time, bounded memory, cheaper than LibreOffice."""
    for tool in ("direct", "weasyprint"):
        if (tool, fewest) not in costs or fewest == most:
            continue
        growth = costs[tool, most].cpu / costs[tool, fewest].cpu
        memory = costs[tool, most].memory
        print(f"{tool}: {fewest} → {most} ×{growth:.1f}, {memory:.0f} MB", memory <= MEMORY_LIMIT)
        if peer := costs.get(("libreoffice", most)):
            share = costs[tool, most].cpu / peer.cpu
            print(f"{tool}: {share:.2f} × LibreOffice's CPU (≤ {SHARE_LIMIT})", share <= SHARE_LIMIT)


if __name__ == "__main__":
    main()
