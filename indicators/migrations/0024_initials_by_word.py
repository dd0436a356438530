"""Initials of the library are read by the word: those stored before are renewed."""

from django.db import migrations

from perfgoals.common.initials import pinyin_initials


def renew(apps, schema_editor):
    model = apps.get_model("indicators", "LibraryIndicator")
    changed = []
    for entry in model.objects.only("pk", "name", "initials").iterator(chunk_size=2000):
        if (initials := pinyin_initials(entry.name)) != entry.initials:
            entry.initials = initials
            changed.append(entry)
    model.objects.bulk_update(changed, ["initials"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0023_category_mapping")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
