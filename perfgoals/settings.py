"""Settings, all from the environment; every one has a default that suits a single office computer.

PERFGOALS_DATA   folder of database, files, fonts and secret key (default: var/ beside manage.py)
DATABASE_URL     PostgreSQL instead of SQLite
PERFGOALS_DEBUG  1 for developers
PERFGOALS_HOSTS  comma-separated host names the site answers to (default: every name, for an intranet)
PERFGOALS_TLS    1 when a proxy in front speaks https
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from perfgoals.common.secret_key import load_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("PERFGOALS_DATA") or BASE_DIR / "var").resolve()

DEBUG = os.environ.get("PERFGOALS_DEBUG") == "1"
TLS = os.environ.get("PERFGOALS_TLS") == "1"
SECRET_KEY = load_secret_key(DATA_DIR)
ALLOWED_HOSTS = [h.strip() for h in os.environ.get("PERFGOALS_HOSTS", "*").split(",") if h.strip()]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "axes",
    "csp",
    "perfgoals.common",
    "perfgoals.accounts",
    "perfgoals.audit",
    "perfgoals.jobs",
    "projects",
    "indicators",
]
