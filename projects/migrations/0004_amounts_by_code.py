from django.db import migrations, models


class Migration(migrations.Migration):
    """Sums of money by code are read from the index alone."""

    dependencies = [
        ('projects', '0003_official_forms'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='project', name='project_by_fund'),
        migrations.RemoveIndex(model_name='project', name='project_by_subject'),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['cycle', 'fund_source', 'amount'], name='project_by_fund'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['cycle', 'functional_subject', 'amount'], name='project_by_subject'),
        ),
    ]
