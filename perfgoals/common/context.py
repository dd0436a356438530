"""Names that every template may use."""

from django.conf import settings


def site(request):
    return {
        "site_name": settings.SITE_NAME,
        "app_version": settings.VERSION,
        "totp_on": bool(settings.TOTP_ROLES),
    }
