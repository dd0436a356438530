#!/usr/bin/env bash
# Django 5.2.19: filter(number=2.5) on an IntegerField finds the rows with 2. One expects nothing, since no integer is
# 2.5: the exact lookup, and __in, cut the fraction off (2.9 finds 2 as well, also as a Decimal), while __gt, __gte
# and __lt round to the right side (number__gte=2.5 does not find 2). A text "2.5" is refused.
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
    number = models.IntegerField()

    class Meta:
        app_label = "lines"


with connection.schema_editor() as editor:
    editor.create_model(Line)
Line.objects.create(number=2)
rows = Line.objects
asked = {"number=2.5": rows.filter(number=2.5), "number=Decimal(2.9)": rows.filter(number=Decimal("2.9"))}
asked |= {"number__in=[2.5]": rows.filter(number__in=[2.5]), "number__gte=2.5": rows.filter(number__gte=2.5)}
seen = {name: found.count() for name, found in asked.items()}
try:
    refused = bool(rows.filter(number="2.5").count())
except ValueError:
    refused = True
print("Django", django.__version__, "rows found among one with 2:", seen)
assert refused
assert list(seen.values()) == [1, 1, 1, 0], "changed"
PY
