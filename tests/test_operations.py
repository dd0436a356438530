"""The files of the handbook are such that a machine takes them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.sites import ROOT

pytestmark = pytest.mark.pure
FOLDER = ROOT / "docs" / "operations"
SBIN = Path("/usr/sbin/nginx")
NGINX = shutil.which("nginx") or (str(SBIN) if SBIN.exists() else "")
AROUND = """
pid {folder}/pid; error_log stderr; events {{ }}
http {{
  access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  include {folder}/site.conf;
}}
"""


def pages():
    return sorted(FOLDER.glob("*.md"))


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_link_of_the_handbook_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def commands():
    text = "\n".join(page.read_text("utf-8") for page in pages())
    services = "\n".join(path.read_text("utf-8") for path in (FOLDER / "systemd").iterdir())
    typed = re.findall(r"(?:^|&& |OWNER=1 |`)perfgoals ([a-z][a-z_]+)\b(?! perfgoals)", text, re.M)
    called = re.findall(r"manage\.py ([a-z_]+)", services)
    return sorted({*typed, *called})


@pytest.mark.parametrize("command", commands())
def test_every_command_of_the_handbook_exists(command):
    assert [*ROOT.glob(f"**/management/commands/{command}.py")] or command == "check"


def test_every_setting_of_the_example_is_one_that_the_program_reads():
    names = re.findall(r"^#?([A-Z_]+)=", (FOLDER / "environment.example").read_text("utf-8"), re.M)
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "perfgoals").rglob("*.py"))
    assert names
    assert [name for name in names if not re.search(f"[\"']{name}[\"']", sources)] == []


@pytest.mark.skipif(not NGINX or not shutil.which("openssl"), reason="nginx or openssl is not installed")
def test_nginx_takes_its_configuration(tmp_path):
    key = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-days", "2"]
    subprocess.run([*key, "-keyout", tmp_path / "k", "-out", tmp_path / "c"], check=True, capture_output=True)
    site = (FOLDER / "nginx" / "perfgoals.conf").read_text("utf-8")
    site = site.replace("/etc/perfgoals/tls/site.crt", f"{tmp_path}/c")
    (tmp_path / "site.conf").write_text(site.replace("/etc/perfgoals/tls/site.key", f"{tmp_path}/k"))
    (tmp_path / "nginx.conf").write_text(AROUND.format(folder=tmp_path))
    done = subprocess.run([NGINX, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def command(tmp_path):
    """docs/operations/perfgoals on a machine of the given settings: what it would run, and where."""
    machine = tmp_path / "machine"
    (machine / "opt").mkdir(parents=True)
    (machine / "etc").mkdir()
    (machine / "etc" / "owner").write_text("0123abcd\n")
    runuser = machine / "runuser"
    runuser.write_text('#!/bin/sh\necho "$@"; echo "$DATABASE_URL"; echo "$PERFGOALS_BACKUP_PASSPHRASE"\n')
    runuser.chmod(0o755)
    text = (FOLDER / "perfgoals").read_text("utf-8")
    text = text.replace("/etc/perfgoals", f"{machine}/etc").replace("/opt/perfgoals", f"{machine}/opt")

    def run(settings: str, *arguments, **environment):
        (machine / "etc" / "environment").write_bytes(settings.encode())
        path = {"PATH": f"{machine}:/usr/bin:/bin"}
        done = subprocess.run(
            ["sh", "-c", text, "perfgoals", *arguments],
            env=path | environment,
            capture_output=True,
            text=True,
        )
        return done.stdout.splitlines() or done.stderr.splitlines()

    return run


LOCAL = "postgresql://perfgoals_app@/perfgoals?host=%2Frun%2Fpostgresql"


def test_the_command_reads_settings_as_the_services_do(command):
    settings = f"# 说明 “引号” 'x'\n  DATABASE_URL={LOCAL}  \nPERFGOALS_BACKUP_PASSPHRASE=长 $口令 `x`; #=1"
    assert command(settings, "backup", "--to", "/a b") == [
        "-u perfgoals -- .venv/bin/python manage.py backup --to /a b",
        LOCAL,
        "长 $口令 `x`; #=1",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LOCAL, "postgresql://perfgoals_owner:0123abcd@/perfgoals?host=%2Frun%2Fpostgresql"),
        (
            "postgresql://perfgoals_app:a%40b@10.0.0.5:5432/perfgoals?sslmode=require",
            "postgresql://perfgoals_owner:0123abcd@10.0.0.5:5432/perfgoals?sslmode=require",
        ),
    ],
    ids=["this machine", "another machine"],
)
def test_the_owner_comes_with_a_password_of_his_own(command, before, after):
    assert command(f"DATABASE_URL={before}\n", "restore", "x", OWNER="1")[1] == after
    assert command(f"DATABASE_URL={before}\n", "restore", "x")[1] == before


@pytest.mark.parametrize(
    "value",
    ["a\\b", '"whole"', "it's", " led", "ended\r"],
    ids=["backslash", "quoted", "apostrophe", "space", "CR"],
)
def test_what_the_services_would_read_otherwise_is_refused_and_named(command, value):
    [said] = command(f"PORT=8000\nPERFGOALS_BACKUP_PASSPHRASE={value}\n", "backup")
    assert "PERFGOALS_BACKUP_PASSPHRASE 一行有" in said
    assert value.strip() not in said


def test_without_the_owners_password_the_command_says_where_it_is_made(command, tmp_path):
    (tmp_path / "machine" / "etc" / "owner").unlink()
    assert command(f"DATABASE_URL={LOCAL}\n", "restore", "x", OWNER="1")[-1].startswith("缺所有者的密码")


def test_the_backup_is_made_at_night_whatever_the_clock_of_the_machine_says():
    [when] = re.findall(
        r"^OnCalendar=(.*)$", (FOLDER / "systemd" / "perfgoals-backup.timer").read_text(), re.M
    )
    assert when.endswith(" Asia/Shanghai")
