"""An authority's own server, behind a web server that speaks HTTPS."""

from django.core.exceptions import ImproperlyConfigured

from kaicheng.settings.base import *

if not SECRET_KEY:
    raise ImproperlyConfigured("Set KAICHENG_SECRET_KEY: a long random text that never leaves this server.")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set KAICHENG_HOSTS: the host names of the site, separated by commas.")
if not ENVIRONMENT.personal_keys:
    raise ImproperlyConfigured(
        "Set KAICHENG_PERSONAL_KEYS: the file with the keys of personal data, kept apart from the database."
        " `django-admin personal_keys create` makes it."
    )

DEBUG = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.proxies else None
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-kaicheng-session"  # such a name no other host of the domain can set
CSRF_COOKIE_NAME = "__Host-kaicheng-csrf"
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(".")]
KAICHENG_DEMONSTRATION = False
