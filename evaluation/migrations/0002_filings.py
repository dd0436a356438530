"""Every table gets its filing, a draft with the revision, time and person that it had itself."""

import django.db.models.deletion
from django.db import migrations, models


def to_filings(apps, editor):
    Filing, Table = apps.get_model("filings", "Filing"), apps.get_model("evaluation", "Evaluation")
    for table in Table.objects.select_related("project").order_by("pk").iterator(chunk_size=500):
        filing = Filing.objects.create(
            kind="evaluation", cycle_id=table.project.cycle_id, department_id=table.project.department_id,
            revision=table.revision, updated_by_id=table.updated_by_id,
        )
        Filing.objects.filter(pk=filing.pk).update(updated_at=table.updated_at)
        Table.objects.filter(pk=table.pk).update(filing=filing)


def to_tables(apps, editor):
    """A table that was handed in stops it before its way is lost."""
    Filing, Table = apps.get_model("filings", "Filing"), apps.get_model("evaluation", "Evaluation")
    if Filing.objects.filter(kind="evaluation").exclude(status="draft", versions__isnull=True).exists():
        raise RuntimeError("已有送审过的表，不能退回到以前的版本。")
    for table in Table.objects.select_related("filing").order_by("pk").iterator(chunk_size=500):
        filing = table.filing
        Table.objects.filter(pk=table.pk).update(
            filing=None, revision=filing.revision, updated_at=filing.updated_at, updated_by=filing.updated_by_id
        )
        filing.delete()


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial"), ("filings", "0003_extension_of_a_kind")]

    operations = [
        migrations.AddField(
            model_name="evaluation",
            name="filing",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)s",
                to="filings.filing",
                verbose_name="报送",
            ),
        ),
        migrations.RunPython(to_filings, to_tables),
    ]
