"""Addresses. What is not named here is a page of the CMS."""

from functools import update_wrapper

from django.urls import include, path
from django.views.decorators.cache import never_cache
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from kaicheng.workbench.views import home

urlpatterns = [
    path("gongzuo/", update_wrapper(never_cache(require_admin_access(home)), home)),
    path("gongzuo/", include("kaicheng.accounts.urls")),
    path("gongzuo/", include(wagtailadmin_urls)),
    path("wenjian/", include(wagtaildocs_urls)),
    path("", include("kaicheng.portal.urls")),
    path("", include(wagtail_urls)),
]
