from django.db import migrations, models

from indicators.change_marks import change_marks


def count_doubled_anew(apps, editor):
    """A cycle with two totals of the same has them counted again; which of the two was right nobody knows."""
    totals = apps.get_model('indicators', 'UnitCount').objects.filter(department=None)
    doubled = totals.order_by().values('cycle', 'part', 'key').annotate(n=models.Count('pk')).filter(n__gt=1)
    cycles = set(doubled.values_list('cycle', flat=True))
    apps.get_model('indicators', 'CountRun').objects.filter(cycle__in=cycles).delete()
    totals.filter(cycle__in=cycles).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0027_tally_marks'),
    ]

    operations = [
        migrations.RunPython(count_doubled_anew, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='unitcount',
            constraint=models.UniqueConstraint(condition=models.Q(('department', None)), fields=('cycle', 'part', 'key'), name='unit_total_once'),
        ),
        # The functions of the triggers now say whose tables they mean.
        migrations.RunPython(change_marks().code, migrations.RunPython.noop),
    ]
