"""首次密码条: a sheet to cut up, one strip for each person, for accounts nobody has used yet."""

from django.conf import settings
from django.utils import timezone

from perfgoals.accounts.batches import Slip
from printing.documents import print_document

STYLE = """
.slips td { height: 42mm; vertical-align: middle; padding: 3mm 5mm }
.slips tr { break-inside: avoid }
.slips dl { margin: 0 } .slips dt { font-size: 8.5pt; margin-top: 1.5mm } .slips dd { margin: 0 }
.slips .secret { font-size: 15pt; letter-spacing: 1pt } .slips .who { font-size: 12pt }
.slips p { margin: 1.5mm 0 0; font-size: 8pt }
"""


def slips_pdf(slips: list[Slip], *, places: dict[int, str], address: str) -> bytes:
    """Two strips a row, five rows a page. `places`: key of the user → his units. Raises CannotPrint."""
    strips = [{"slip": slip, "place": places.get(slip.user.pk, "")} for slip in slips]
    pairs = [strips[n : n + 2] for n in range(0, len(strips), 2)]
    context = {
        "pairs": pairs, "address": address, "site_name": settings.SITE_NAME,
        "printed_on": f"{timezone.localdate():%Y-%m-%d}",
    }  # fmt: skip
    return print_document("print/slips.html", context, style=STYLE)
