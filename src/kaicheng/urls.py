"""Addresses. What is not named here is a page of the CMS."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("gongzuo/", include("kaicheng.workbench.urls")),
    path("gongzuo/", include("kaicheng.accounts.urls")),
    path("gongzuo/", include(wagtailadmin_urls)),
    path("wenjian/", include(wagtaildocs_urls)),
    path("", include("kaicheng.api.urls")),
    path("", include("kaicheng.portal.live.urls")),
    path("yishenqing/", include("kaicheng.cases.public.urls")),
    path("", include("kaicheng.portal.urls")),
    path("", include(wagtail_urls)),
]
