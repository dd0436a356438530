from django.urls import path

from .views import tokens
from .views.reading import api


def _open_to_tokens(found):
    """These addresses ask for a token, not for a login."""
    patterns, app, namespace = found
    for pattern in patterns:
        pattern.callback.login_required = False
    return patterns, app, namespace


urlpatterns = [
    path("tokens/", tokens.token_list, name="token_list"),
    path("tokens/<int:pk>/take/", tokens.token_take, name="token_take"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("v1/", _open_to_tokens(api.urls)),
]
