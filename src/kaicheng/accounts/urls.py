"""Addresses of sign-in, below the CMS's prefix and included before its own."""

from __future__ import annotations

from django.urls import include, path

from kaicheng.accounts import first_views, personal_views, sign_on_views, views

_accounts = [
    path("", views.security, name="security"),
    path("mima/", views.password, name="password"),
    path("shouci/<str:uid>/<str:token>/", first_views.first_password, name="first"),
    path("kouling/", views.code, name="code"),
    path("kouling/qiyong/", views.enrol, name="enrol"),
    path("kouling/beiyong/", views.renew_recovery, name="recovery"),
    path("kouling/tingyong/", views.remove_codes, name="remove-codes"),
    path("huihua/jieshu/", views.end_other_sessions, name="end-others"),
    path("huihua/<int:session_id>/jieshu/", views.end_session, name="end-session"),
    path("geren/", personal_views.export, name="export"),
    path("geren/<str:model>/<str:pk>/<slug:field>/", personal_views.open_personal, name="open-personal"),
]

urlpatterns = [
    path("zhanghu/", include((_accounts, "accounts"))),
    # The names are those that allauth looks up.
    path("tongyi/<slug:provider_id>/", sign_on_views.login, name="openid_connect_login"),
    path("tongyi/<slug:provider_id>/huidiao/", sign_on_views.callback, name="openid_connect_callback"),
    path("tongyi/", sign_on_views.back_to_sign_in, name="account_login"),
    path("tongyi-quxiao/", sign_on_views.cancelled, name="socialaccount_login_cancelled"),
]
