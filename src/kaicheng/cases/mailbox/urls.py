"""Addresses under ``shenqing/youxiang/`` of the staff side."""

from django.urls import path

from kaicheng.cases.mailbox import views

urlpatterns = [
    path("", views.inbox, name="cases_mail"),
    path("<int:pk>/", views.letter, name="cases_letter_in"),
    path("<int:pk>/banli/", views.settle, name="cases_letter_settle"),
    path("<int:pk>/yuanjian/", views.download, name="cases_mail_original"),
    path("<int:pk>/fujian/<int:number>/", views.download, name="cases_mail_attachment"),
]
