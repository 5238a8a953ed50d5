"""What a web request tells of the one who sent it: an address, and a device in words."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

# The first that fits: nearly every browser also claims to be others, which stand further down.
_BROWSERS = [
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("360SE|360EE|QIHU", "360 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("UBrowser|UCBrowser", "UC 浏览器"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome|Chromium|CriOS", "Chrome"),
    ("Safari", "Safari"),
]
_SYSTEMS = [
    ("HarmonyOS|OpenHarmony", "鸿蒙"),
    ("Android", "Android"),
    ("iPhone|iPad|iPod", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("UOS|UnionTech", "统信 UOS"),
    ("Kylin", "麒麟"),
    ("Linux", "Linux"),
]


def client_address(request: HttpRequest) -> str:
    """The visitor's address, seen past as many proxies of ours as the settings say."""
    hops = settings.KAICHENG_PROXIES
    if hops:
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(chain) >= hops and chain[-hops]:
            return chain[-hops]
    return str(request.META.get("REMOTE_ADDR", ""))


def device(request: HttpRequest) -> str:
    """The visitor's browser and system, as far as the browser says: “Chrome · Windows”."""
    agent = request.headers.get("User-Agent", "")
    parts = [
        next((name for pattern, name in known if re.search(pattern, agent)), None)
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, parts)) or _("未知设备")
