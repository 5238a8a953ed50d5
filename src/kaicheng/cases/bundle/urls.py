"""Addresses under ``shenqing/anjuan/`` of the staff side."""

from django.urls import path

from kaicheng.cases.bundle import views

urlpatterns = [path("<int:pk>/", views.bundle, name="cases_bundle")]
