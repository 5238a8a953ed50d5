"""Addresses. What is not named here is a page of the CMS."""

from collections.abc import Callable
from functools import update_wrapper

from django.http.response import HttpResponseBase
from django.urls import include, path
from django.views.decorators.cache import never_cache
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls

from kaicheng.workbench.account import account
from kaicheng.workbench.views import home


def staff(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that stands in place of one of the CMS's, behind the CMS's own guard."""
    return update_wrapper(never_cache(require_admin_access(view)), view)


urlpatterns = [
    path("gongzuo/", staff(home)),
    path("gongzuo/account/", staff(account)),
    path("gongzuo/", include("kaicheng.accounts.urls")),
    path("gongzuo/", include(wagtailadmin_urls)),
    path("wenjian/", include(wagtaildocs_urls)),
    path("", include("kaicheng.portal.urls")),
    path("", include(wagtail_urls)),
]
