"""Addresses of the organisation's pages, within the staff side."""

from __future__ import annotations

from django.urls import path

from kaicheng.agencies.staff import agency_views, import_views, loading_views, trail_views, views

app_name = "organisation"
urlpatterns = [
    path("", agency_views.agencies, name="agencies"),
    path("jigou/<int:pk>/", agency_views.agency, name="agency"),
    path("jigou/<int:pk>/ziliao/", agency_views.profile, name="profile"),
    path("jigou/<int:pk>/yinzhang/", agency_views.seal, name="seal"),
    path("renyuan/", views.people, name="people"),
    path("renyuan/daiqueren/", views.pending, name="pending"),
    path("renyuan/daiqueren/<int:pk>/", import_views.imported, name="import"),
    path("renyuan/<int:pk>/shouci/", views.first_address, name="first-address"),
    path("renyuan/queren/", views.confirm_many, name="confirm-many"),
    path("daishen/", views.delegations, name="delegations"),
    path("daoru/", loading_views.loading, name="load"),
    path("daoru/zhixing/", loading_views.carry_out, name="carry-out"),
    path("daoru/moban/<str:name>/", loading_views.template, name="template"),
    path("daoru/shouci/", loading_views.first_addresses, name="first-addresses"),
    path("shenji/", trail_views.trail, name="trail"),
    path("shenji/daochu/", trail_views.export, name="trail-export"),
    path("<str:subject>/<int:pk>/<str:name>/", views.act, name="act"),
]
