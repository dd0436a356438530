from django.db import migrations, models


class Migration(migrations.Migration):
    """Findings are counted by check from the index alone; their messages are never read for it."""

    dependencies = [
        ('indicators', '0021_portal_file'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='goalfinding', name='finding_by_check'),
        migrations.AddIndex(
            model_name='goalfinding',
            index=models.Index(fields=['check_id', 'goal', 'level', 'outcome', 'leads'], name='finding_by_check'),
        ),
    ]
