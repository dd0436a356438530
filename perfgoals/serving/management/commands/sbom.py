"""manage.py sbom: what this installation is made of, for security people and their programs."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand

from perfgoals.serving.components import bill_of_materials


class Command(BaseCommand):
    help = "输出软件物料清单（CycloneDX 1.6，JSON）：装了哪些程序库、什么版本、什么许可。"

    def add_arguments(self, parser):
        parser.add_argument("-o", "--output", type=Path, help="写到文件（默认输出到屏幕）")

    def handle(self, *, output, **options):
        bill = bill_of_materials()
        text = json.dumps(bill, ensure_ascii=False, indent=1)
        if output is None:
            self.stdout.write(text)
            return
        output.write_text(text, encoding="utf-8")
        self.stdout.write(f"已写入 {output}：{len(bill['components'])} 个程序库。")
