"""The pages of decisions and charges in the CMS."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from kaicheng.publishing.decisions import confirming_views, loading_views, views


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("jueding/", views.decisions, name="publishing_decisions"),
        path("jueding/dengji/", views.add, name="publishing_decision_add"),
        path("jueding/<int:pk>/", views.change, name="publishing_decision"),
        path("jueding/<int:pk>/houlai/", views.overturn, name="publishing_decision_overturn"),
        path("jueding/<int:pk>/chehui/", views.withdraw, name="publishing_decision_withdraw"),
        path("jueding/<int:pk>/shanqu/", views.strike, name="publishing_decision_strike"),
        path("jueding/queren/", confirming_views.to_confirm, name="publishing_decisions_waiting"),
        path("jueding/queren/<int:pk>/", confirming_views.confirm, name="publishing_decisions_confirm"),
        path("jueding/shoufei/", views.fees, name="publishing_fees"),
        path("jueding/shoufei/dengji/", views.add_fee, name="publishing_fee_add"),
        path("jueding/shoufei/<int:pk>/", views.change_fee, name="publishing_fee"),
        path("jueding/shoufei/<int:pk>/shanqu/", views.strike_fee, name="publishing_fee_strike"),
        path("jueding/daoru/", loading_views.loading, name="publishing_decisions_load"),
        path("jueding/daoru/zhixing/", loading_views.carry_out, name="publishing_decisions_carry_out"),
        path("jueding/daoru/moban/<str:name>/", loading_views.template, name="publishing_decisions_template"),
    ]
