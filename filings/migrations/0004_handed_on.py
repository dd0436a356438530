from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('filings', '0003_extension_of_a_kind'),
    ]

    operations = [
        migrations.AddField(
            model_name='filing',
            name='handed_on',
            field=models.DateField(blank=True, editable=False, help_text='正在审核或已批复的那一次送审是哪一天；在单位手里的为空。', null=True, verbose_name='送审日期'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['cycle', 'kind', 'handed_on', 'department'], name='filing_by_day'),
        ),
    ]
