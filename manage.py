#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "perfgoals.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A setting of the environment is wrong: one line for the administrator, no traceback.
        sys.exit(f"错误：{error}")
    except DatabaseError as error:
        from perfgoals.common.outages import said_of

        # A site that was never set up, or a database that is away: nothing to look for in the program.
        if "--traceback" in sys.argv or not (said := said_of(error)):
            raise
        sys.exit(f"错误：{said}")
