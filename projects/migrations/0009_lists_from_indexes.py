from django.db import migrations, models


class Migration(migrations.Migration):
    """Lists are counted, summed and searched from indexes alone."""

    dependencies = [
        ('projects', '0008_code_request'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='project',
            name='project_by_amount',
        ),
        migrations.RemoveIndex(
            model_name='project',
            name='project_by_fund',
        ),
        migrations.RemoveIndex(
            model_name='project',
            name='project_by_subject',
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['cycle', 'amount', 'department'], name='project_by_amount'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['cycle', 'fund_source', 'department', 'amount'], name='project_by_fund'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['cycle', 'functional_subject', 'department', 'amount'], name='project_by_subject'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['cycle', 'name', 'department', 'functional_subject', 'amount'], name='project_by_name'),
        ),
    ]
