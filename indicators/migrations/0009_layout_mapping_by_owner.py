from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A mapping holds for the files of the person who confirmed it; rows kept so far were made by that person."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("indicators", "0008_finding_keys"),
    ]

    operations = [
        migrations.RenameField("layoutmapping", "confirmed_by", "owner"),
        migrations.AlterField("layoutmapping", "signature", models.CharField(max_length=64)),
        migrations.AddConstraint(
            "layoutmapping",
            models.UniqueConstraint(
                fields=["owner", "signature"],
                name="layout_mapping_once",
                violation_error_message="同一表头的列对应已记住。",
            ),
        ),
    ]
