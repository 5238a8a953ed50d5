"""Addresses of the applicant's side. Number and code are never part of one."""

from django.urls import path

from kaicheng.cases.public import applying, follow_views, mine, opinion_views

app_name = "requests"

urlpatterns = [
    path("", applying.authorities, name="authorities"),
    path("chaxun/", follow_views.follow, name="follow"),
    path("chaxun/tuichu/", follow_views.leave, name="leave"),
    path("wode/", mine.ask, name="mine"),
    path("wode/liebiao/", mine.listed, name="mine-list"),
    path("wode/<str:token>/", mine.open_link, name="mine-open"),
    path("jixu/", applying.resume, name="resume"),
    path("jindu/<int:pk>/", follow_views.case, name="case"),
    path("jindu/<int:pk>/huizhi/", follow_views.show_receipt, name="receipt"),
    path("jindu/<int:pk>/huizhi.pdf", follow_views.receipt_file, name="receipt-file"),
    path("jindu/<int:pk>/geren/", follow_views.personal, name="personal"),
    path("jindu/<int:pk>/geren.json", follow_views.personal_file, name="personal-file"),
    path("jindu/<int:pk>/wenshu/<int:file>/", follow_views.download, name="download"),
    path("jindu/<int:pk>/<slug:place>/", follow_views.act, name="act"),
    path("yijian/<str:token>/", opinion_views.reply, name="opinion"),
    path("<slug:slug>/", applying.start, name="start"),
    path("<slug:slug>/shenqingbiao.docx", applying.paper_form, name="paper-form"),
    path("<slug:slug>/renwu/", applying.tasks, name="tasks"),
    path("<slug:slug>/yizhang/", applying.long_form, name="long"),
    path("<slug:slug>/hedui/", applying.check, name="check"),
    path("<slug:slug>/<slug:place>/", applying.step, name="step"),
]
