"""The wrong words that were seen in published files, to begin with; 财政 keeps the list from then on."""

from django.db import migrations

# wrong, right, words in which the wrong one is right
SEEN = [
    ("建立建全", "建立健全", ""),
    ("拔付", "拨付", ""),
    ("按步就班", "按部就班", ""),
    ("截止目前", "截至目前", ""),
    ("截止到目前", "截至目前", ""),
    ("帐", "账", "帐篷、蚊帐、营帐、帐幕、帐子、幔帐、纱帐、青纱帐"),
    ("己完成", "已完成", "自己完成"),
    ("己支付", "已支付", "自己支付"),
    ("布署", "部署", ""),
    ("幅射", "辐射", ""),
    ("再接再励", "再接再厉", ""),
]


def add(apps, editor):
    Typo = apps.get_model("publication", "Typo")
    for wrong, right, exceptions in SEEN:
        Typo.objects.get_or_create(wrong=wrong, defaults={"right": right, "exceptions": exceptions})


class Migration(migrations.Migration):
    dependencies = [("publication", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
