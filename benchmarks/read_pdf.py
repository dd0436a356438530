"""Reading published PDFs: our own book, and the made-up table printed by LibreOffice, cold.

    python -m benchmarks.read_pdf [projects] [--files FILE …]

Each file is read by a process of its own, imports and PDFium included; memory is the larger of both.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

from .measure import run_apart, this_module
from .synthetic import synthetic_table

SECONDS_FOR_A_HUNDRED_PAGES, MEMORY_LIMIT = 10, 300


def read(path: Path) -> None:
    from reading import read_blocks

    assert read_blocks(path).blocks


def files(folder: Path, projects: int) -> list[Path]:
    """Our own book, and LibreOffice's print of our workbook."""
    from printing.pdf import write_pdf
    from printing.xlsx import write_workbook

    table = synthetic_table(projects)
    write_pdf(table, folder / "own.pdf", data_dir=folder, drawer="direct")
    write_workbook(table, folder / "libreoffice.xlsx")
    command = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    command += ["--outdir", str(folder), str(folder / "libreoffice.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return [folder / "own.pdf", folder / "libreoffice.pdf"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("projects", nargs="?", type=int, default=150)
    parser.add_argument("--files", nargs="+", type=Path)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        read(options.read)
        return
    with tempfile.TemporaryDirectory() as folder:
        for path in options.files or files(Path(folder), options.projects):
            show(path)


def show(path: Path) -> None:
    from pikepdf import Pdf

    with Pdf.open(path) as pdf:
        pages = len(pdf.pages)
    cost = run_apart(this_module("benchmarks.read_pdf", "--read", path))
    hundred = cost.cpu * 100 / pages
    kept = hundred <= SECONDS_FOR_A_HUNDRED_PAGES and cost.memory <= MEMORY_LIMIT
    print(
        f"{path.name}: {pages} pages, {cost.cpu:.2f} s CPU, {cost.wall:.2f} s, {cost.memory:.0f} MB; "
        f"100 pages {hundred:.2f} s {'ok' if kept else 'TOO MUCH'}"
    )


if __name__ == "__main__":
    main()
