"""Addresses under ``shenqing/`` of the staff side."""

from django.urls import path

from kaicheng.cases.staff import (
    act_views,
    case_views,
    file_views,
    intake_views,
    letter_views,
    message_views,
    overview_views,
    page_views,
    register_views,
)

urlpatterns = [
    path("", register_views.register, name="cases_register"),
    path("daochu/", register_views.export, name="cases_export"),
    path("shaixuan/", register_views.save_view, name="cases_save_view"),
    path("shaixuan/<int:pk>/", register_views.drop_view, name="cases_drop_view"),
    path("dengji/", intake_views.intake, name="cases_intake"),
    path("dengji/<int:pk>/", intake_views.done, name="cases_registered"),
    path("kanban/", overview_views.board, name="cases_board"),
    path("yueli/", overview_views.month, name="cases_calendar"),
    path("fuhe/", overview_views.load, name="cases_load"),
    path("jiaoban/<int:pk>/", case_views.assignment, name="cases_assignment"),
    path("<int:pk>/", case_views.case, name="cases_case"),
    path("<int:pk>/qixian/", case_views.explained, name="cases_explained"),
    path("<int:pk>/jilu/<slug:code>/", act_views.act, name="cases_act"),
    path("<int:pk>/banli/<slug:name>/", act_views.task, name="cases_task"),
    path("<int:pk>/banli/<slug:name>/<int:row>/", act_views.task, name="cases_task"),
    path("<int:pk>/laixin/<int:message>/", message_views.message, name="cases_message"),
    path("<int:pk>/wenjian/<int:file>/", file_views.download, name="cases_file"),
    path("<int:pk>/huizhi/", file_views.receipt, name="cases_receipt"),
    path("<int:pk>/biaoge/<slug:kind>/", file_views.form, name="cases_form"),
    path("<int:pk>/queren/<int:consultation>/", file_views.opinion_form, name="cases_opinion_form"),
    path("<int:pk>/xieban/<int:assignment>/", file_views.assist_letter, name="cases_assist_letter"),
    path("<int:pk>/wenshu/", letter_views.choose, name="cases_letters"),
    path("<int:pk>/wenshu/xin/<slug:kind>/", letter_views.draft, name="cases_letter_new"),
    path("<int:pk>/wenshu/<int:letter>/", letter_views.letter, name="cases_letter"),
    path("<int:pk>/wenshu/<int:letter>/songda/", letter_views.deliver, name="cases_deliver"),
    path("<int:pk>/wenshu/songda/<int:delivery>/", letter_views.reached, name="cases_reached"),
    path("<int:pk>/songdahuizheng/<int:delivery>/", file_views.delivery_record, name="cases_delivery_record"),
    path("<int:pk>/zhuye/<int:file>/", page_views.pages, name="cases_pages"),
    path("<int:pk>/zhuye/<int:file>/<int:number>.png", page_views.picture, name="cases_page_picture"),
    path("<int:pk>/zhuye/<int:file>/zhao/", page_views.search, name="cases_page_search"),
]
