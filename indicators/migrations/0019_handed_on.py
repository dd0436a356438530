"""Filings under review or approved know the day on which they were handed in."""

from django.db import migrations
from django.utils import timezone


def fill(apps, schema_editor):
    filings = apps.get_model("filings", "Filing").objects.using(schema_editor.connection.alias)
    waiting = filings.filter(status__in=["submitted", "endorsed", "approved"], submitted_at__isnull=False)
    changed = []
    for filing in waiting.iterator(500):
        filing.handed_on = timezone.localdate(filing.submitted_at)
        changed.append(filing)
    filings.bulk_update(changed, ["handed_on"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0018_official_forms"), ("filings", "0004_handed_on")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
