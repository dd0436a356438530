from django.db import migrations, models

from indicators.change_marks import change_marks


def count_anew(apps, editor):
    """检查统计 is counted from now on: every cycle is counted anew with the new parts."""
    for model in ('UnitCount', 'CountRun'):
        apps.get_model('indicators', model).objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0026_unit_counts'),
    ]

    operations = [
        migrations.RunPython(count_anew, count_anew),
        migrations.RemoveConstraint(
            model_name='unitcount',
            name='unit_count_once',
        ),
        migrations.AddConstraint(
            model_name='unitcount',
            constraint=models.UniqueConstraint(fields=('cycle', 'part', 'department', 'key'), name='unit_count_once'),
        ),
        migrations.RunPython(change_marks().code, migrations.RunPython.noop),
    ]
