from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path

from . import views

urlpatterns = [
    path("login/", views.LoginView.as_view(), name="login"),
    # Open to all: whoever is out already is not asked to log in first.
    path("logout/", login_not_required(LogoutView.as_view()), name="logout"),
    path("password/", views.OwnPasswordView.as_view(), name="password_change"),
]
