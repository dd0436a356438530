"""Filings that came from goals know when they were submitted."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    filings = apps.get_model("filings", "Filing").objects.using(schema_editor.connection.alias)
    versions = apps.get_model("filings", "FilingVersion").objects.using(schema_editor.connection.alias)
    moment = versions.filter(pk=OuterRef("submission")).values("frozen_at")
    filings.exclude(submission=None).update(submitted_at=Subquery(moment))


class Migration(migrations.Migration):
    dependencies = [("indicators", "0014_grouped_findings"), ("filings", "0002_submitted_at")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
