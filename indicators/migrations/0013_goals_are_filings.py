"""What goals have handed over to their filings goes; backwards it comes again, sealed as it was."""

import django.db.models.deletion
from django.db import migrations, models
from perfgoals.common.append_only import append_only


def sealed_again(table):
    """Forwards nothing: the table goes. Backwards the table that was made anew is append-only again."""
    seals = append_only(table)
    return migrations.RunPython(seals.reverse_code, seals.code)


class Migration(migrations.Migration):
    dependencies = [("indicators", "0012_filings")]

    operations = [
        migrations.AlterField(
            model_name="performancegoal",
            name="filing",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="goal",
                to="filings.filing",
                verbose_name="报送",
            ),
        ),
        migrations.RemoveConstraint(model_name="performancegoal", name="goal_status_known"),
        *(
            migrations.RemoveField(model_name="performancegoal", name=name)
            for name in ("submission", "status", "version_number", "revision", "updated_at", "updated_by")
        ),
        sealed_again("indicators_goaltransition"),
        sealed_again("indicators_goalversion"),
        *(
            migrations.DeleteModel(name)
            for name in (
                "ReviewAnswer",
                "ReviewSheet",
                "Remark",
                "GoalTransition",
                "GoalVersion",
                "ReviewQuestion",
                "ReviewBlock",
                "ReturnReason",
                "DeadlineExtension",
            )
        ),
    ]
