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
    names = re.findall(r"^([A-Z_]+)=", (FOLDER / "environment.example").read_text("utf-8"), re.M)
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
