#!/usr/bin/env bash
# Django 5.2.19, LANGUAGE_CODE "zh-hans": no thousands separators anywhere. One expects 1,234,567.50, as Chinese
# accounts write it: the intcomma filter gives 1234567.50, floatformat:"2g" and number_format(force_grouping=True)
# too, because the locale's THOUSAND_SEPARATOR is empty (and NUMBER_GROUPING is 4). A form field with localize=True
# refuses 1,234. With "en" all give the separators. An amount on a Chinese page needs its own filter.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install Django==5.2.19 2>/dev/null
"$folder/venv/bin/python" - <<'PY'
from decimal import Decimal

import django
from django.conf import settings

settings.configure(
    LANGUAGE_CODE="zh-hans", TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}], USE_THOUSAND_SEPARATOR=True
)
django.setup()
from django.contrib.humanize.templatetags.humanize import intcomma
from django.template import Context, Template
from django.utils.formats import number_format
from django.utils.translation import override

amount = Decimal("1234567.50")


def shown():
    filtered = Template("{{ amount|floatformat:'2g' }}").render(Context({"amount": amount}))
    return intcomma(amount), filtered, number_format(amount, force_grouping=True)


with override("en"):
    english = shown()
print("Django", django.__version__, "zh-hans:", *shown(), "| en:", *english)
assert english == ("1,234,567.50",) * 3
assert shown() == ("1234567.50",) * 3, "changed"
PY
