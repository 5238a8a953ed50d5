"""Addresses of the pages about reports, within the staff side."""

from __future__ import annotations

from django.urls import path

from kaicheng.reporting.staff import (
    earlier_views,
    entering_views,
    picture_views,
    supervising_views,
    writing_views,
)

app_name = "reporting"
urlpatterns = [
    path("", writing_views.home, name="home"),
    path("<int:pk>/<int:year>/", writing_views.draft, name="draft"),
    path("<int:pk>/<int:year>/biao/", writing_views.figures, name="figures"),
    path("<int:pk>/<int:year>/biao/daoru/", entering_views.enter, name="enter"),
    path("<int:pk>/<int:year>/biao/<str:path>/", writing_views.cell, name="cell"),
    path("<int:pk>/<int:year>/shu/<str:name>/", writing_views.fact, name="fact"),
    path("<int:pk>/<int:year>/tujie/", picture_views.pictures, name="pictures"),
    path("<int:pk>/<int:year>/baosongbao/", writing_views.packed, name="package"),
    path("<int:pk>/<int:year>/bufen/<str:name>/", writing_views.section, name="section"),
    path("<int:pk>/<int:year>/bufen/<str:name>/jiancha/", writing_views.checked, name="checked"),
    path("<int:pk>/linian/", earlier_views.earlier, name="earlier"),
    path("wangnian/<int:pk>/", earlier_views.report, name="earlier-report"),
    path("wangnian/<int:pk>/yuanjian/", earlier_views.original, name="earlier-original"),
    path("zhuguan/<int:pk>/<int:year>/", supervising_views.matrix, name="matrix"),
    path("zhuguan/<int:pk>/<int:year>/wenti/", supervising_views.problems, name="problems"),
    path("zhuguan/<int:pk>/<int:year>/huizong/", supervising_views.consolidated, name="consolidated"),
    path(
        "zhuguan/<int:pk>/<int:year>/huizong/xiazai/<str:kind>/", supervising_views.download, name="sum-file"
    ),
    path("zhuguan/<int:pk>/<int:year>/tongbao/", supervising_views.circular, name="circular"),
    path("zhuguan/<int:pk>/<int:year>/mingdan/", supervising_views.roster, name="roster"),
    path("zhuguan/<int:pk>/<int:year>/jieshou/", supervising_views.receive, name="receive"),
    path("jieshou/<int:pk>/", supervising_views.intake, name="intake"),
    path("laiyuan/<int:pk>/", writing_views.source, name="source"),
    path("baosong/<int:pk>/", supervising_views.hand_in, name="hand-in"),
]
