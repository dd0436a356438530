"""Printed pages of flowing text, such as an opinion or a review sheet, in the same fonts as the table."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from .archive import VARIANT
from .fonts import find_fonts
from .html_pages import render
from .pdf import writable_folder
from .subsets import Subset, make_subsets

STYLE = """
@page {{ size: {size}; margin: 18mm 16mm 20mm;
  @bottom-center {{ content: "第 " counter(page) " 页 / 共 " counter(pages) " 页"; font: 9pt {body} }}
  @bottom-right {{ content: "打印日期：{printed_on}"; font: 9pt {body} }} }}
body {{ font: 10.5pt/1.5 {body} }}
h1 {{ font: 18pt/1.4 {head}; text-align: center; margin: 0 0 6pt }}
h2, th, strong {{ font-family: {head}; font-weight: normal }}
h2 {{ font-size: 12pt; margin: 12pt 0 4pt; break-after: avoid }}
table {{ border-collapse: collapse; width: 100%; table-layout: fixed; margin: 6pt 0 }}
th, td {{ border: 0.6pt solid #000; padding: 2.5pt 4pt; text-align: left; vertical-align: top;
  overflow-wrap: anywhere }}
th {{ background: #f0f0f0; text-align: center; vertical-align: middle }}
thead {{ display: table-header-group }} tr {{ break-inside: avoid }}
.facts td {{ vertical-align: middle }} .whole {{ break-inside: avoid }}
.long tr {{ break-inside: auto }}
.foot {{ margin: 0; font-size: 8.5pt; break-before: avoid }}
.narrow {{ width: 13% }} .quarter {{ width: 26% }}
.center {{ text-align: center }} .end {{ text-align: right }} .tall {{ height: 60pt }}
"""
# What the page itself adds to the texts of the template.
OWN_CHARACTERS = "第页共打印日期：0123456789年月日/ "


def print_document(
    template: str, context: dict, *, landscape: bool = False, style: str = "", data_dir: Path | None = None
) -> bytes:
    """Render a template of templates/print/ to a PDF; `context` needs printed_on (a text).

    `style` is CSS behind that of every document. The template holds the body alone. Characters that no font
    has are printed as 〓. Raises CannotPrint.
    """
    data_dir = data_dir or settings.DATA_DIR
    body = render_to_string(template, context)
    fonts = find_fonts(data_dir)
    used = set(body) | set(OWN_CHARACTERS) | set(context["printed_on"])
    with writable_folder(data_dir / "cache" / "fonts") as folder:
        subsets = [s for role in ("body", "head") for s in make_subsets(fonts.role(role), used, folder)]
        html = _page(fonts.role("body").printable(body), subsets, context["printed_on"], landscape, style)
        return render(html, [str(subset.path) for subset in subsets], variant=VARIANT)


def _page(body: str, subsets: list[Subset], printed_on: str, landscape: bool, more: str) -> str:
    faces = "".join(
        f'@font-face {{ font-family: "{subset.name}"; src: url({subset.path.as_uri()}) }}\n'
        for subset in subsets
    )
    families = {
        role: ", ".join(f'"{subset.name}"' for subset in subsets if subset.role == role)
        for role in ("body", "head")
    }
    size = "A4 landscape" if landscape else "A4"
    style = STYLE.format(size=size, printed_on=printed_on, **families)
    return f'<html lang="zh-CN"><style>{faces}{style}{more}</style><body>{body}'
