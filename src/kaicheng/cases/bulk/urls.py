"""Addresses under ``shenqing/tongyi/`` of the staff side."""

from django.urls import path

from kaicheng.cases.bulk import views

urlpatterns = [
    path("", views.several, name="cases_groups"),
    path("<int:pk>/", views.group, name="cases_group"),
]
