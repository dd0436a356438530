"""A site of many projects backed up, checked and brought back: python -m benchmarks.backup [projects, 10000]

Prints seconds, rows and size of each; the site is made in a folder of its own, on SQLite.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAKE = "from benchmarks.made_up_site import make_site; make_site({projects})"


def manage(folder: Path, *arguments: str) -> tuple[float, str]:
    """Run manage.py for the site in `folder`; seconds and what it said."""
    environment = os.environ | {"PERFGOALS_DATA": str(folder), "PYTHONPATH": str(ROOT)}
    environment.pop("DATABASE_URL", None)
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=environment, cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return time.perf_counter() - began, done.stdout.strip()


def main() -> None:
    projects = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="perfgoals-backup-") as name:
        site, again, backups = (Path(name) / part for part in ("site", "again", "backups"))
        manage(site, "setup_site")
        manage(site, "shell", "-v", "0", "-c", MAKE.format(projects=projects))
        seconds, said = manage(site, "backup", "--to", str(backups))
        print(f"backup and check: {seconds:.1f} s. {said.splitlines()[0]}")
        [file] = backups.iterdir()
        seconds, said = manage(site, "verify_backup", str(file))
        print(f"verify_backup: {seconds:.1f} s")
        seconds, said = manage(again, "restore", str(file))
        print(f"restore and check: {seconds:.1f} s. {said.splitlines()[0]}")


if __name__ == "__main__":
    main()
