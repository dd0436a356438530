"""The client's address, through as many proxies as are ours."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.test import RequestFactory

from perfgoals.audit.origin import client_address
from tests.sites import ROOT

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "10.9.9.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "10.1.2.3", "10.1.2.3"),
        (1, "6.6.6.6, 10.1.2.3", "10.1.2.3"),
        (2, "6.6.6.6, 10.1.2.3, 10.0.0.1", "10.1.2.3"),
        (2, "10.0.0.1", "127.0.0.1"),
        (1, "10.1.2.3:51000", "10.1.2.3"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "nonsense", "127.0.0.1"),
        (1, "10.1.2.3, '; DROP TABLE", "127.0.0.1"),
    ],
)
def test_only_what_our_own_proxies_say_counts(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(RequestFactory(headers=headers).get("/")) == address


NGINX = shutil.which("nginx") or ("/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else "")
APPLICATION = """
import django
from django.conf import settings
settings.configure(TRUSTED_PROXIES=1)
from django.core.handlers.wsgi import WSGIRequest
from perfgoals.audit.origin import client_address
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [client_address(WSGIRequest(environ)).encode()]
"""
CONFIGURATION = """
pid {folder}/nginx.pid; error_log stderr; daemon off; worker_processes 1;
events {{ }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen 127.0.0.1:{port}; location / {{
    proxy_pass http://127.0.0.1:{behind};
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  }} }}
}}
"""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture
def nginx(tmp_path):
    """The address of a real nginx, before an application that answers with the client's address."""
    port, behind = free_port(), free_port()
    (tmp_path / "echo.py").write_text(APPLICATION)
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=tmp_path, port=port, behind=behind))
    web = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{behind}", "echo", "--no-control-socket"]
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    processes = [
        subprocess.Popen(web, env=environment, stderr=subprocess.DEVNULL),
        subprocess.Popen([NGINX, "-c", str(configuration)], stderr=subprocess.DEVNULL),
    ]
    yield f"http://127.0.0.1:{port}/"
    for process in processes:
        process.terminate()
        process.wait()


def fetch(address, **headers):
    request = urllib.request.Request(address, headers=headers)
    for _ in range(100):
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("no answer")


@pytest.mark.skipif(not NGINX, reason="nginx is not installed")
def test_through_a_real_nginx_the_client_is_seen_and_cannot_pretend(nginx):
    assert fetch(nginx) == "127.0.0.1"
    assert fetch(nginx, **{"X-Forwarded-For": "6.6.6.6"}) == "127.0.0.1"
