from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('filings', '0009_withdrawn_request'),
        ('projects', '0010_title_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['cycle', 'kind', 'updated_at'], name='filing_by_update'),
        ),
    ]
