from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path

from . import views

urlpatterns = [
    path("login/", views.LoginView.as_view(), name="login"),
    path("login/code/", views.CodeView.as_view(), name="login_code"),
    path("login/oidc/", views.oidc_begin, name="oidc_begin"),
    path("login/oidc/callback/", views.oidc_callback, name="oidc_callback"),
    path("authenticator/", views.authenticator_setup, name="authenticator_setup"),
    # Open to all: whoever is out already is not asked to log in first.
    path("logout/", login_not_required(LogoutView.as_view()), name="logout"),
    path("password/", views.OwnPasswordView.as_view(), name="password_change"),
]
