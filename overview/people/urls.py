from django.urls import path

from . import batch_views, views

urlpatterns = [
    path("", views.user_list, name="user_list"),
    path("unlock-address/", views.address_unlock, name="address_unlock"),
    path("slips/", batch_views.slip_list, name="slip_list"),
    path("slips/print/", batch_views.slip_print, name="slip_print"),
    path("proposals/", batch_views.proposal_list, name="proposal_list"),
    path("proposals/confirm/", batch_views.proposal_confirm, name="proposal_confirm"),
    path("proposals/decline/", batch_views.proposal_decline, name="proposal_decline"),
    path("new/", views.user_create, name="user_create"),
    path("<int:pk>/", views.user_detail, name="user_detail"),
    path("<int:pk>/edit/", views.user_edit, name="user_edit"),
    path("<int:pk>/deactivate/", views.user_deactivate, name="user_deactivate"),
    path("<int:pk>/activate/", views.user_activate, name="user_activate"),
    path("<int:pk>/reset-password/", views.user_reset_password, name="user_reset_password"),
    path("<int:pk>/reset-authenticator/", views.user_reset_authenticator, name="user_reset_authenticator"),
    path("<int:pk>/request-reset/", views.user_request_reset, name="user_request_reset"),
    path("<int:pk>/confirm-reset/", views.user_confirm_reset, name="user_confirm_reset"),
    path("<int:pk>/unlock/", views.user_unlock, name="user_unlock"),
    path("<int:pk>/grant/", views.role_grant, name="role_grant"),
    path("<int:pk>/roles/<int:membership>/revoke/", views.role_revoke, name="role_revoke"),
]
