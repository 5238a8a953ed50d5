"""Addresses of what is live."""

from django.urls import path

from kaicheng.portal.live import subscription_views, views

app_name = "live"

urlpatterns = [
    path("sousuo/", views.search, name="search"),
    path("sousuo/feed.xml", views.feed, name="feed"),
    path("sousuo/jianyi.json", views.suggestions, name="suggestions"),
    path("dingyue/", subscription_views.subscribe, name="subscribe"),
    path("dingyue/queren/<str:token>/", subscription_views.confirm, name="confirm"),
    path("dingyue/tuiding/<str:token>/", subscription_views.unsubscribe, name="unsubscribe"),
]
