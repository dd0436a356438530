#!/usr/bin/env bash
# Django 5.2.19 on SQLite: an aggregate of a DecimalField equals a Decimal in Python but not in the query. One expects
# filter(total=x) to find what Python calls equal: three amounts of 0.10 have Sum == Decimal("0.30") (shown as
# 0.300000000000000), and filter(total=Decimal("0.30")) finds nothing, filter(total__gt=Decimal("0.30")) finds it. The
# database compares doubles, and rounding to 15 digits comes after it. Compare sums in Python.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install Django==5.2.19 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
import django
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, LANGUAGE_CODE="zh-hans", USE_TZ=False
)
django.setup()

from decimal import Decimal

from django.db import connection, models


class Line(models.Model):
    amount = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        app_label = "lines"


with connection.schema_editor() as editor:
    editor.create_model(Line)
Line.objects.bulk_create(Line(amount=Decimal("0.10")) for _ in range(3))
sums = Line.objects.values("amount").annotate(total=models.Sum("amount"))
total = sums[0]["total"]
found = sums.filter(total=Decimal("0.30")).count(), sums.filter(total__gt=Decimal("0.30")).count()
print("Django", django.__version__, "sum:", total, "equal:", total == Decimal("0.30"), "| found as equal, as greater:", found)
assert total == Decimal("0.30")
assert found == (0, 1), "changed"
PY
