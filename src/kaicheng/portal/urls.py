"""Addresses of the public site that are not pages of the CMS."""

from django.urls import path, re_path

from kaicheng.portal import views

app_name = "portal"

urlpatterns = [
    path("shezhi/", views.preferences, name="preferences"),
    path("jisuan/", views.calculate_deadline, name="deadline"),
    path("jiaohe/", views.check_report, name="check"),
    path("jiaohe/shili/<slug:name>/", views.check_sample, name="check-sample"),
    # Last: no name of a page has a dot.
    re_path(r"^(?P<folder>(?:[-\w]+/)*)(?P<name>[-\w]+\.\w+)$", views.public_file, name="file"),
]
