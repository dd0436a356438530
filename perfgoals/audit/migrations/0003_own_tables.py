"""The function behind the audit's trigger says whose tables it means, whatever the session looks at."""

from django.db import migrations

from perfgoals.common.database import own_search_path


def say_whose(apps, editor):
    if editor.connection.vendor == "postgresql":
        path = own_search_path(editor.connection)
        editor.execute(f"ALTER FUNCTION move_audit_head() SET search_path = {path}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_seal_with_key")]

    operations = [migrations.RunPython(say_whose, migrations.RunPython.noop)]
