"""Addresses under ``/gongzuo/`` that stand in place of the CMS's own, behind the CMS's own guard."""

from collections.abc import Callable
from functools import update_wrapper

from django.http.response import HttpResponseBase
from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from kaicheng.workbench import choosing, closed
from kaicheng.workbench.account import account
from kaicheng.workbench.views import home


def _guarded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    return update_wrapper(never_cache(require_admin_access(view)), view)


urlpatterns = [
    path("", _guarded(home)),
    path("account/", _guarded(account)),
    *closed.addresses(_guarded),
    *choosing.addresses(_guarded),
]
