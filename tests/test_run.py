"""./run on machines that lack something: one clear line and an exit code, or a site that answers.

The script runs in a folder of its own, with a virtual environment that leads to the packages of the tests and
with stand-ins for the system's commands where a machine must lack something. Nothing is installed.
"""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from pathlib import Path

import pytest

from tests.sites import ROOT, bare_environment

pytestmark = pytest.mark.pure  # the sites it starts have databases of their own

NEWEST = "python3.13"  # the name that ./run tries first
TOOLS = ["bash", "cat", "cut", "dirname", "env", "find", "grep", "rm", "seq", "sha256sum", "sort", "tail"]


def script(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), "utf-8")
    path.chmod(0o755)
    return path


class Checkout:
    """A copy of the project as far as ./run needs it."""

    def __init__(self, folder: Path):
        self.folder = folder / "checkout"
        self.data = folder / "data"
        self.stand_ins = folder / "stand-ins"
        self.stand_ins.mkdir()
        self.path = f"{self.stand_ins}:{os.environ['PATH']}"
        self.folder.mkdir()
        for entry in ROOT.iterdir():
            if entry.name in ("run", "setup.sh", "requirements.txt"):
                shutil.copy2(entry, self.folder)
            elif not entry.name.startswith(".") and entry.name != "var":
                (self.folder / entry.name).symlink_to(entry)

    def add_virtual_environment(self):
        """One that is up to date, so that nothing is installed."""
        programs = self.folder / ".venv" / "bin"
        script(programs / "python", f'exec "{sys.executable}" "$@"')
        script(programs / "gunicorn", f'exec "{sys.executable}" -m gunicorn "$@"')
        wanted = hashlib.sha256((self.folder / "requirements.txt").read_bytes()).hexdigest()
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        (self.folder / ".venv" / ".requirements").write_text(f"{wanted} {version}\n")

    def machine_says(self, **commands: str):
        """Stand-ins: command name → the line of shell that it is."""
        for name, line in commands.items():
            script(self.stand_ins / name.replace("_", "-"), line)

    def lacks_everything_but(self, tools):
        for tool in tools:
            (self.stand_ins / tool).symlink_to(shutil.which(tool))
        self.path = str(self.stand_ins)

    @property
    def environment(self):
        return bare_environment() | {"PERFGOALS_DATA": str(self.data), "PATH": self.path}

    def run(self, *arguments, **environment) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["./run", *arguments],
            cwd=self.folder,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=600,
        )


def assert_one_line(done, message):
    assert done.returncode != 0
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stdout


@pytest.fixture
def checkout(tmp_path):
    checkout = Checkout(tmp_path)
    checkout.machine_says(dpkg_query="echo install ok installed", **{NEWEST: f'exec "{sys.executable}" "$@"'})
    checkout.add_virtual_environment()
    return checkout


@pytest.fixture
def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.mark.parametrize("argument", ["--nonsense", "demo", "-h"])
def test_an_unknown_argument_is_named_with_those_there_are(checkout, argument):
    done = checkout.run("--demo", argument)
    assert_one_line(done, f"不认识的参数“{argument}”")
    assert "--setup-only" in done.stderr
    assert not checkout.data.exists()


def test_a_busy_port_is_named_before_anything_is_made(checkout):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert_one_line(checkout.run("--demo", PORT=str(port)), f"端口 {port} 不能使用")
    assert not checkout.data.exists()


@pytest.mark.parametrize("port", ["abc", "99999", "-1", "80.5"])
def test_a_port_that_is_none_is_named(checkout, port):
    assert_one_line(checkout.run(PORT=port), f"端口 {port} 不能使用")


@pytest.mark.parametrize("folder", ["/dev/null/data", "/sys/data"])
def test_a_data_folder_that_cannot_be_written_is_named(checkout, folder):
    assert_one_line(checkout.run("--setup-only", PERFGOALS_DATA=folder), f"数据目录 {folder} 不能使用")


def test_a_database_that_is_none_is_named(checkout):
    assert_one_line(checkout.run("--setup-only", DATABASE_URL="nonsense"), "DATABASE_URL")


def assert_goes_on(done):
    """The set-up came to the point of making the site, which this data folder then refuses."""
    assert "不能使用" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_missing_packages_are_told_to_who_may_not_install_them_and_the_setup_goes_on(checkout):
    checkout.machine_says(dpkg_query="exit 1", id="echo 1000", apt_get="echo must not be called; exit 9")
    done = checkout.run("--setup-only", PERFGOALS_DATA="/dev/null/data")
    assert "sudo apt-get install libpango-1.0-0" in done.stdout
    assert "不能生成 PDF" in done.stdout
    assert "must not be called" not in done.stdout
    assert_goes_on(done)


def test_packages_that_cannot_be_installed_are_told_and_the_setup_goes_on(checkout):
    checkout.machine_says(dpkg_query="exit 1", id="echo 0", apt_get="exit 100")
    done = checkout.run("--setup-only", PERFGOALS_DATA="/dev/null/data")
    assert "没有装成，请检查软件源后运行：apt-get install" in done.stdout
    assert_goes_on(done)


def test_packages_of_python_that_cannot_be_installed_end_the_setup(checkout):
    shutil.rmtree(checkout.folder / ".venv")
    broken = 'd=$3; mkdir -p "$d/bin"; for p in pip python; do ln -s /bin/false "$d/bin/$p"; done'
    checkout.machine_says(**{NEWEST: f'case "$1 $2" in "-m venv") {broken};; esac'})
    assert_one_line(checkout.run("--setup-only"), "Python 软件包没有装成")


@pytest.mark.parametrize("older", ["older requirements 3.11", "{wanted} 2.7"])
def test_an_environment_of_older_requirements_or_another_python_is_made_anew(checkout, older):
    stamp = checkout.folder / ".venv" / ".requirements"
    stamp.write_text(older.format(wanted=stamp.read_text().split()[0]) + "\n")
    says = (
        f"""case "$1 $2" in "-m venv") echo made anew >&2; exit 1;; *) exec "{sys.executable}" "$@";; esac"""
    )
    checkout.machine_says(**{NEWEST: says})
    done = checkout.run("--setup-only")
    assert done.returncode != 0
    assert "made anew" in done.stderr
    assert not (checkout.folder / ".venv").exists()


# --- which Python ----------------------------------------------------------------------------------


def python_of(version):
    """The line of a stand-in that says it is this version: python -c PROGRAM."""
    pretend = f"import sys; sys.version_info = {(*version, 0)}; exec(sys.argv[1])"
    return f"""exec "{sys.executable}" -c "{pretend}" "$2" """


def chosen_python(checkout):
    command = ". ./setup.sh; need_python; echo $python"
    return subprocess.run(
        ["bash", "-c", command], cwd=checkout.folder, env=checkout.environment, capture_output=True, text=True
    )


@pytest.fixture
def machine(checkout):
    """machine(python3={...}): one with these commands, without a package source and no other Python."""

    def make(commands):
        (checkout.stand_ins / NEWEST).unlink()
        checkout.machine_says(id="echo 1000", apt_get="exit 9", **commands)
        checkout.lacks_everything_but(TOOLS)
        return checkout

    return make


@pytest.mark.parametrize(
    ("commands", "chosen"),
    [
        ({"python3": python_of((3, 11))}, "python3"),  # Debian 12
        ({"python3": python_of((3, 13)), "python3.13": python_of((3, 13))}, "python3.13"),  # Debian 13
        ({"python3.11": python_of((3, 11)), "python3.12": python_of((3, 12))}, "python3.12"),
        ({"python3.13": "exit 127", "python3.12": python_of((3, 12))}, "python3.12"),  # named, not there
        (
            {"python3.13": 'echo "No module named ensurepip" >&2; exit 1', "python3.11": python_of((3, 11))},
            "python3.11",
        ),
        ({"python3": python_of((3, 14)), "python3.11": python_of((3, 11))}, "python3.11"),
    ],
)
def test_the_newest_python_that_fits_is_taken(machine, commands, chosen):
    done = chosen_python(machine(commands))
    assert (done.stdout.strip(), done.stderr) == (chosen, "")


@pytest.mark.parametrize(
    "commands", [{}, {"python3": python_of((3, 10))}, {"python3": python_of((3, 14))}, {"python3": "exit 1"}]
)
def test_a_machine_without_a_python_that_fits_is_told_what_to_install(machine, commands):
    done = machine(commands).run("--setup-only")
    assert_one_line(done, "需要 Python 3.11、3.12 或 3.13")
    assert "apt-get install python3 python3-venv" in done.stderr


def test_the_versions_of_the_script_are_those_of_the_project():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert declared == ">=3.11,<3.14"
    assert "(3, 11) <= sys.version_info[:2] <= (3, 13)" in (ROOT / "setup.sh").read_text("utf-8")


def fetch(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.status, answer.headers, answer.read().decode()


def wait_for(address, process):
    for _ in range(600):  # two minutes: a busy machine installs and starts slowly
        assert process.poll() is None, process.stderr.read()
        try:
            return fetch(address)
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the site did not answer")


def test_the_site_answers_leaves_nothing_running_and_prints_its_passwords_once(checkout, free_port):
    process = subprocess.Popen(
        ["./run"],
        cwd=checkout.folder,
        env=checkout.environment | {"PORT": str(free_port), "WEB_PROCESSES": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        status, headers, page = wait_for(f"http://127.0.0.1:{free_port}/", process)
        assert status == 200
        assert "登录" in page
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        [style] = [part for part in page.split('"') if part.startswith("/static/css/base.")]
        assert style != "/static/css/base.css", "names change with the content"
        status, headers, _ = fetch(f"http://127.0.0.1:{free_port}{style}")
        assert (status, "max-age=315360000" in headers["Cache-Control"]) == (200, True)
    finally:
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=30)
    assert f"网址：http://127.0.0.1:{free_port}/" in output
    assert "administrator" in output
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    second = checkout.run("--setup-only")
    assert (second.returncode, second.stdout.strip(), second.stderr) == (0, "", "")
