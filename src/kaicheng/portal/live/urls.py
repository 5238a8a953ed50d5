"""Addresses of what is live."""

from django.urls import path

from kaicheng.portal.live import views

app_name = "live"

urlpatterns = [
    path("sousuo/", views.search, name="search"),
    path("sousuo/feed.xml", views.feed, name="feed"),
    path("sousuo/jianyi.json", views.suggestions, name="suggestions"),
]
