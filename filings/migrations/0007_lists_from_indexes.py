from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The queue is read in its order from an index."""

    dependencies = [
        ('filings', '0006_attachments'),
        ('projects', '0009_lists_from_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['cycle', 'kind', 'status', 'submitted_at'], name='filing_by_waiting'),
        ),
    ]
