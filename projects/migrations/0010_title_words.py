"""The words of 表名格式 are Chinese; patterns of before are rewritten."""

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Replace

import perfgoals.common.fields

WORDS = (("{region}", "{地区}"), ("{year}", "{年度}"), ("{level}", "{级次}"))


def _replace(apps, words) -> None:
    text = F("title_pattern")
    for old, new in words:
        text = Replace(text, Value(old), Value(new))
    apps.get_model("projects", "BudgetCycle").objects.update(title_pattern=text)


def to_chinese(apps, schema_editor):
    _replace(apps, WORDS)


def to_english(apps, schema_editor):
    _replace(apps, [(new, old) for old, new in WORDS])


class Migration(migrations.Migration):
    dependencies = [("projects", "0009_lists_from_indexes")]

    operations = [
        migrations.AlterField(
            model_name="budgetcycle",
            name="title_pattern",
            field=perfgoals.common.fields.CleanCharField(
                default="{地区}{年度}年{级次}项目绩效目标表",
                help_text="{地区}、{年度}、{级次}会换成本批次的地区、年度和级次。",
                max_length=100,
                verbose_name="表名格式",
            ),
        ),
        migrations.RunPython(to_chinese, to_english),
    ]
