from django.urls import path

from .views import findings, register, secrecy, typos

urlpatterns = [
    path("cycles/<slug:cycle>/publication/", register.publication_home, name="publication_home"),
    path("cycles/<slug:cycle>/publication/new/", register.publication_new, name="publication_new"),
    path("publication/typos/", typos.typo_list, name="typo_list"),
    path("publication/typos/<int:pk>/delete/", typos.typo_delete, name="typo_delete"),
    path("publication/<int:pk>/", register.publication_task, name="publication_task"),
    path("publication/<int:pk>/edit/", register.publication_edit, name="publication_edit"),
    path("publication/<int:pk>/findings/", findings.publication_findings, name="publication_findings"),
    path("publication/<int:pk>/check/", register.publication_check, name="publication_check"),
    path("publication/<int:pk>/bundle/", register.publication_bundle, name="publication_bundle"),
    path("publication/<int:pk>/register.xlsx", register.publication_register, name="publication_register"),
    path(
        "publication/<int:pk>/units/<int:department>/", register.publication_entry, name="publication_entry"
    ),
    path("goals/<int:pk>/secrecy/", secrecy.goal_secrecy, name="goal_secrecy"),
]
