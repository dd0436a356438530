"""The entry point for gunicorn. It raises on a host that lacks keys or files of the others: jobs/hosts.py."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfgoals.settings")
application = get_wsgi_application()

from perfgoals.jobs import hosts  # noqa: E402  models, which are there only now

hosts.join()
hosts.keep_joined()
connection.close()  # threads that answer requests have their own
