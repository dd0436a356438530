from django.urls import path

from .views import exports, goals

urlpatterns = [
    path("", goals.home, name="home"),
    path("cycles/<slug:cycle>/goals/", goals.goal_list, name="goal_list"),
    path("cycles/<slug:cycle>/export/", exports.export_goals, name="export_goals"),
    path("cycles/<slug:cycle>/preview/", exports.preview_goals, name="preview_goals"),
    path("goals/<int:pk>/", goals.goal_detail, name="goal_detail"),
    path("goals/<int:pk>/preview/", exports.preview_goal, name="preview_goal"),
    path("goals/<int:pk>/table.<str:format>", exports.export_goal, name="export_goal"),
]
