"""The entry point for gunicorn. It raises on a host that lacks keys or files of the others, and on
tables that were not upgraded: jobs/hosts.py, jobs/schema.py.
"""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfgoals.settings")
application = get_wsgi_application()

# Models, which are there only now; keep_joined is for serving/gunicorn_conf.py.
from perfgoals.jobs.hosts import join, keep_joined  # noqa: E402, F401
from perfgoals.jobs.schema import refuse_old_tables  # noqa: E402

get_resolver().url_patterns  # noqa: B018  reads all views: no first request waits for them

refuse_old_tables()
join()
connection.close()  # threads that answer requests have their own
