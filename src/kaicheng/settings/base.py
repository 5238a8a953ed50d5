"""What every installation has in common."""

import datetime as dt
from pathlib import Path
from typing import Any

from kaicheng.settings.environment import Environment

PACKAGE = Path(__file__).parent.parent
ENVIRONMENT = Environment.read()
VAR = ENVIRONMENT.var

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)

INSTALLED_APPS = [
    "kaicheng.demonstration",
    "kaicheng.api",
    "kaicheng.portal",
    "kaicheng.portal.live",
    "kaicheng.reporting",
    "kaicheng.publishing",
    "kaicheng.cases",
    "kaicheng.review",
    "kaicheng.workbench",
    "kaicheng.accounts",
    "kaicheng.agencies",
    "kaicheng.privacy",
    "kaicheng.audit",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "django_otp",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "kaicheng.workbench.quiet_admin.QuietAdminConfig",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kaicheng.portal.middleware.SecurityHeadersMiddleware",
    "kaicheng.portal.public.serving.PublicFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kaicheng.portal.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kaicheng.agencies.middleware.LookOnceMiddleware",
    "kaicheng.accounts.middleware.GateMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "kaicheng.urls"
WSGI_APPLICATION = "kaicheng.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kaicheng.portal.context_processors.portal",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# --- data ---------------------------------------------------------------------------------------------

DATABASES = {"default": ENVIRONMENT.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"
KAICHENG_DOWNLOADS = VAR / "downloads"  # rendered once, safe to delete
KAICHENG_PUBLIC_ROOT = VAR / "public"  # the public site as files: `manage.py public_site build`
KAICHENG_SHOW_SIGNATURES: bool | frozenset[str] = False  # posts that signed; or slugs of authorities with it
KAICHENG_SITE_PARTS = ENVIRONMENT.site_parts  # header.html, foot.html, style.css of the site around it
FORCE_SCRIPT_NAME = ENVIRONMENT.public_prefix or None  # the path of that site under which everything stands
STATIC_ROOT = VAR / "static"
STATIC_URL = f"{ENVIRONMENT.public_prefix}/static/"
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "kaicheng.privacy.durable.DurableFileStorage",
        "OPTIONS": {"location": VAR / "private"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # page forms of the CMS

# --- people -------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "agencies.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "kaicheng.accounts.passwords.KindsOfCharacters", "OPTIONS": {"least": 3}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "kaicheng.accounts.passwords.NotUsedBefore", "OPTIONS": {"last": 5}},
]
KAICHENG_PASSWORD_DAYS = 90  # then a new one is asked for; 0 for never
KAICHENG_PASSWORD_CHANGE_AT_FIRST = True  # a password that somebody else has set
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "kaicheng.agencies.backends.PostBackend",
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"

AXES_ENABLED = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # else anyone could lock out a colleague from anywhere
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=30)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "kaicheng.accounts.lockout.locked"
AXES_CLIENT_IP_CALLABLE = "kaicheng.visitors.client_address"
AXES_DISABLE_ACCESS_LOG = True  # the audit trail tells it
AXES_VERBOSE = False

KAICHENG_SECOND_FACTOR_ROLES: list[str] = [
    "office_head",
    "leader_in_charge",
    "agency_head",
    "disclosure_officer",
    "system_administrator",
    "security_administrator",
    "audit_administrator",
]
KAICHENG_SECOND_FACTOR_GRACE_DAYS = 7  # to set one up, from the first sign-in that needs it; 0 for at once
KAICHENG_SECOND_FACTOR_THROTTLE = 1  # seconds to wait after a wrong code, doubled each time
KAICHENG_SESSION_IDLE_MINUTES = 30
KAICHENG_SESSION_HOURS = 12
KAICHENG_SIGN_IN_MAIL = "new"  # about sign-ins from a new device or network; or "always", "never"
SESSION_COOKIE_AGE = KAICHENG_SESSION_HOURS * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Single sign-on by OpenID Connect: off without a provider. It opens accounts that are there, and makes none.
KAICHENG_OIDC_CLAIM = "preferred_username"  # what the provider calls our user name
ACCOUNT_ADAPTER = "kaicheng.accounts.single_sign_on.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "kaicheng.accounts.single_sign_on.SingleSignOnAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_LOGIN_ON_GET = True  # the address holds no more than where to go; `state` guards the way back
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": ENVIRONMENT.sign_on_apps()}
}

# --- language and time --------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "kaicheng_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- security -----------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the CMS shows previews in a frame; the public site forbids frames by its CSP
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# --- the CMS ------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "开诚"
WAGTAILADMIN_BASE_URL = ENVIRONMENT.base_url
WAGTAILADMIN_USER_LOGIN_FORM = "kaicheng.accounts.forms.SignInForm"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # passwords are changed on a page of our own, on record
WAGTAIL_PASSWORD_RESET_ENABLED = False  # by an administrator: a mailbox must not open an account
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai"]
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_I18N_ENABLED = False
# Nothing of ours calls an outside address.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
# Three signatures: the CMS publishes what was signed, and nothing else moves its workflows.
WAGTAIL_FINISH_WORKFLOW_ACTION = "kaicheng.review.finish.publish_signed"
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- the public check of reports ------------------------------------------------------------------------

KAICHENG_PROXIES = ENVIRONMENT.proxies
KAICHENG_CHECK_MAX_BYTES = 20 * 1024 * 1024  # one file
KAICHENG_CHECK_PER_MINUTE = 20  # from one address
KAICHENG_CHECK_AT_ONCE = 2  # in one process
KAICHENG_CHECK_WAIT_SECONDS = 20.0  # for a place among them

# --- documents ----------------------------------------------------------------------------------------------

KAICHENG_UPLOAD_MAX_BYTES = 50 * 1024 * 1024  # one attachment
KAICHENG_CHECK_AT_ONCE_BYTES = 2 * 1024 * 1024  # larger files are checked by the worker
KAICHENG_CLAMAV = ENVIRONMENT.clamav  # unix:/run/clamav/clamd.ctl or tcp://host:3310; empty for none
# What is typed is kept in the browser until it is saved: a version more with each word would void signatures.
WAGTAIL_AUTOSAVE_INTERVAL = 0

# --- the public search ------------------------------------------------------------------------------------

KAICHENG_SEARCH = VAR / "search"  # made from the database, safe to delete
KAICHENG_SEARCHES_PER_MINUTE = 60  # from one address, in one process
KAICHENG_SUGGESTIONS_PER_MINUTE = 60
KAICHENG_SUBSCRIPTIONS_PER_MINUTE = 5
KAICHENG_API_PER_MINUTE = 300

# --- requests on line -----------------------------------------------------------------------------------

KAICHENG_REQUEST_MAX_BYTES = 20 * 1024 * 1024  # one file
KAICHENG_REQUEST_MAX_FILES = 10
KAICHENG_MAILBOXES = ENVIRONMENT.mailboxes  # looked into every five minutes
KAICHENG_REQUEST_PROOF_BITS = 16  # of the puzzle a browser solves before it sends: about a second of work
KAICHENG_REQUEST_WAIT_SECONDS = 20  # between checking and sending, for browsers without scripts
KAICHENG_REQUEST_LIMITS = {  # how often from one address, in how many seconds
    "begin": (30, 3600),
    "send": (20, 3600),
    "send_unproved": (5, 3600),
    "follow": (10, 600),
    "resume": (10, 600),
    "mine": (5, 3600),  # from one address, and for one mailbox
    "upload": (60, 3600),
    "reply": (30, 600),
}

# --- personal data -------------------------------------------------------------------------------------

KAICHENG_PERSONAL_KEYS = ENVIRONMENT.personal_keys or str(VAR / "personal-keys")
KAICHENG_MAKE_PERSONAL_KEYS = False  # at start, where there are none
KAICHENG_RETENTION: dict[str, int] = {}  # days by category, where they differ from the schedule's
STORAGES["personal"] = {"BACKEND": "kaicheng.privacy.storage.EncryptedFileStorage"}

# --- the audit trail -----------------------------------------------------------------------------------

KAICHENG_AUDIT_ALGORITHM = "sm3"  # of new events; or "sha256". Old events keep theirs.
KAICHENG_AUDIT_SIGNING_KEY = ENVIRONMENT.audit_signing_key  # signs the daily heads
KAICHENG_AUDIT_HEADS = ENVIRONMENT.audit_heads or str(VAR / "audit-heads")  # where the worker writes them

# --- the staff home and background work -----------------------------------------------------------------

TASKS = {
    # The CMS's own: its indexes are right the same second.
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    # What `manage.py worker` does.
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}
KAICHENG_REPORT_SEASON_FROM = (12, 1)  # month and day from which the year's report is on the desks
KAICHENG_MAIL_RULES = {  # until an authority or a person says otherwise
    "digest": True,
    "digest_at": dt.time(8, 30),
    "reminders": True,
    "quiet_from": dt.time(20),
    "quiet_to": dt.time(8),
    "rest_days": False,
}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.email_from
EMAIL_TIMEOUT = 20
(
    EMAIL_HOST,
    EMAIL_PORT,
    EMAIL_HOST_USER,
    EMAIL_HOST_PASSWORD,
    EMAIL_USE_TLS,
    EMAIL_USE_SSL,
) = ENVIRONMENT.email()

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # axes writes account names and addresses; the audit trail tells the same with care.
    "loggers": {
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        "axes": {"level": "CRITICAL"},
        "pikepdf": {"level": "WARNING"},
    },
}
