"""What pages cost on a large site beside a small one: python -m benchmarks.scale [--sizes 1000 100000]

Makes a site of each size in a folder of its own (or takes the folders given) and opens every page of the
menu as finance, department and unit, and the pages of benchmarks.pages. Prints the CPU of each in ms and
how many times the smallest site's the largest one's is. Each site has a process of its own
(benchmarks.scaled_site) that lives through all: a page is opened on one site and at once on the next, in an
order that turns, and this some minutes apart again, so that what else the machine does meets all sites
alike. The least of the openings counts: other work only ever adds, and the figures of the table then give
the ratio beside them. With `--databases` each site is in a database of its own, and what its process of
PostgreSQL computes for the page is added (Linux, on this machine). Pages above the bound are marked; they
make the exit code 1; a page that shows much more on the largest site is said to be fuller there. With
--verbose the slowest queries follow.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

BOUND = 1.25
NOISE_MS = 2
PASSES = 3
OPENINGS = 4
FULLER = 1.2


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=[1000, 100_000], metavar="PROJECTS")
    parser.add_argument("--folders", nargs="+", metavar="FOLDER", help="sites, made where none is")
    parser.add_argument("--databases", nargs="+", metavar="URL", help="DATABASE_URL of each site")
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    parser.add_argument("--passes", type=int, default=PASSES, help="through all pages")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="perfgoals-scale-"))
        folders = options.folders or [str(Path(name) / str(size)) for size in options.sizes]
        databases = options.databases or [None] * len(folders)
        places = zip(folders, databases, options.sizes, strict=True)
        sites = [stack.enter_context(Site(Path(folder), *place)) for folder, *place in places]
        labels = [label for label in sites[0].labels if options.only in label]
        found = measured(sites, labels, options.passes)
        is_over = report(found, options)
        if options.verbose:
            print_slowest(sites, labels)
    sys.exit(is_over)


class Site:
    """A process that opens the pages of one site when it is asked to; until the end of the block."""

    def __init__(self, folder: Path, database: str | None, projects: int):
        command = [sys.executable, "-m", "benchmarks.scaled_site"]
        if not folder.exists():
            folder.mkdir()
            command += ["--prepare", str(projects)]
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment |= {"PERFGOALS_DATA": str(folder)} | ({"DATABASE_URL": database} if database else {})
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.labels = self._answer()

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *exc):
        self.process.stdin.close()
        self.process.wait(timeout=30)

    def ask(self, what: str, label: str):
        """What benchmarks.scaled_site says of this page."""
        self.process.stdin.write(json.dumps([what, label]) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a site's process has ended, see above")
        return json.loads(line)


def measured(sites: list[Site], labels: list[str], passes: int) -> list[dict]:
    """For each site: label of the page → least CPU in ms, queries, KB, status."""
    found = [{label: site.ask("look", label) for label in labels} for site in sites]
    order = list(zip(sites, found, strict=True))
    for _ in range(passes):
        for label in labels:
            for opening in range(OPENINGS + 1):
                for site, pages in order:
                    cost = site.ask("open", label)
                    if opening:  # the first one finds the caches full of the page before
                        pages[label]["ms"] = min(cost, pages[label].get("ms", cost))
                order.append(order.pop(0))
    return found


def print_slowest(sites: list[Site], labels: list[str]) -> None:
    for label in labels:
        for site in sites:
            print(label, *(f"   {line}" for line in site.ask("slowest", label)), sep="\n")


def report(found: list[dict], options) -> bool:
    heads = "".join(f"{size:>9}" for size in options.sizes)
    print(f"{'page':<30}{heads}{'times':>8}{'queries':>9}{'KB':>6}   CPU in ms")
    few, many = found[0], found[-1]
    over = 0
    for label, large in many.items():
        small = few[label]
        is_over = large["ms"] > small["ms"] * BOUND + NOISE_MS
        over += is_over
        costs = "".join(f"{site[label]['ms']:>9.1f}" for site in found)
        said = "" if large["status"] == 200 else f"  {large['status']}"
        said += "  fuller" * (large["kb"] > small["kb"] * FULLER + 1)
        line = f"{label:<30}{costs}{large['ms'] / small['ms']:>8.2f}{large['queries']:>9}{large['kb']:>6.0f}"
        print(f"{line}{'  over' * is_over}{said}")
    print(f"{over} of {len(many)} pages above {BOUND} times ({NOISE_MS} ms left for noise)")
    return over > 0


if __name__ == "__main__":
    main()
