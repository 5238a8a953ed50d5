"""Addresses under ``shenqing/fuyi/`` of the staff side."""

from django.urls import path

from kaicheng.cases.disputes import views

urlpatterns = [
    path("", views.register, name="cases_disputes"),
    path("dengji/", views.record, name="cases_dispute_new"),
    path("<int:pk>/", views.dispute, name="cases_dispute"),
    path("<int:pk>/gengxin/", views.change, name="cases_dispute_change"),
    path("<int:pk>/cailiao/", views.add_paper, name="cases_dispute_paper"),
]
