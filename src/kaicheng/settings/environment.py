"""The only place that reads environment variables. ``docs/operations.md`` describes each of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


@dataclass(frozen=True)
class Environment:
    """What the operator may set from outside, with the defaults of a first start."""

    var: Path
    """Where everything lives that is not code: database, uploads, rendered downloads."""
    secret_key: str
    database_url: str
    base_url: str
    hosts: tuple[str, ...]
    debug: bool
    proxies: int
    """How many proxies stand in front, each adding one entry to X-Forwarded-For."""
    email_url: str = ""
    """The mail server, ``smtp://user:password@host:587?security=starttls``; ``tls`` or ``none`` instead."""
    email_from: str = "kaicheng@localhost"
    """The sender of all mail."""
    audit_signing_key: str = ""
    """A file with the Ed25519 private key (PEM) that signs the audit trail's daily heads; empty for none."""
    audit_heads: str = ""
    """The folder for the daily heads; empty for ``audit-heads`` in :attr:`var`."""
    public_prefix: str = ""
    """The path of an existing site under which everything stands, ``/zwgk``; empty for a site of its own."""
    site_parts: str = ""
    """The folder with that site's head, foot and style; empty for none."""
    personal_keys: str = ""
    """The file with the keys of personal data; empty for ``personal-keys`` in :attr:`var`."""
    clamav: str = ""
    """ClamAV's daemon, ``unix:/path`` or ``tcp://host:port``; empty for none."""
    mailboxes: str = ""
    """Mailboxes for requests, ``imaps://user:password@host:993/INBOX?agency=slug``, blanks between."""
    sign_on: tuple[str, str, str] | None = None
    """Single sign-on by OpenID Connect: the provider's address, our id there, our secret; None for none."""
    sign_on_name: str = ""
    """What the button for it says."""

    @classmethod
    def read(cls, variables: Mapping[str, str] = os.environ) -> Environment:
        """Read the variables named ``KAICHENG_…``."""

        def value(name: str, default: str = "") -> str:
            return variables.get(f"KAICHENG_{name}", default).strip()

        return cls(
            var=Path(value("VAR") or "var").absolute(),
            secret_key=value("SECRET_KEY"),
            database_url=value("DATABASE_URL"),
            base_url=value("BASE_URL", "http://127.0.0.1:8000"),
            hosts=tuple(filter(None, (host.strip() for host in value("HOSTS").split(",")))),
            debug=value("DEBUG") in {"1", "true", "yes"},
            proxies=int(value("PROXIES") or 0),
            email_url=value("EMAIL_URL"),
            email_from=value("EMAIL_FROM") or "kaicheng@localhost",
            audit_signing_key=value("AUDIT_SIGNING_KEY"),
            audit_heads=value("AUDIT_HEADS"),
            public_prefix=prefix(value("PUBLIC_PREFIX")),
            site_parts=value("SITE_PARTS"),
            personal_keys=value("PERSONAL_KEYS"),
            clamav=value("CLAMAV"),
            mailboxes=value("MAILBOXES"),
            sign_on=(value("OIDC_URL"), value("OIDC_ID"), value("OIDC_SECRET"))
            if value("OIDC_URL")
            else None,
            sign_on_name=value("OIDC_NAME"),
        )

    def sign_on_apps(self) -> list[dict[str, Any]]:
        """django-allauth's ``APPS`` of OpenID Connect: one, or none."""
        if self.sign_on is None:
            return []
        url, client, secret = self.sign_on
        return [
            {
                "provider_id": "danwei",
                "name": self.sign_on_name or "统一身份认证",
                "client_id": client,
                "secret": secret,
                "settings": {"server_url": url},
            }
        ]

    def database(self) -> dict[str, Any]:
        """Django's ``DATABASES["default"]``: PostgreSQL by address, else SQLite in :attr:`var`."""
        if self.database_url:
            return postgresql(self.database_url)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": self.var / "kaicheng.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
        }

    def email(self) -> tuple[str, int, str, str, bool, bool]:
        """Host, port, user, password, STARTTLS, TLS of the mail server.

        Raises ValueError for what is no such address.
        """
        parts = urlsplit(self.email_url or "smtp://localhost:25?security=none")
        options = dict(parse_qsl(parts.query))
        security = options.pop("security", "starttls")
        if parts.scheme != "smtp" or security not in {"starttls", "tls", "none"} or options:
            raise ValueError("KAICHENG_EMAIL_URL is written smtp://user:password@host:587?security=starttls")
        return (
            parts.hostname or "localhost",
            parts.port or {"starttls": 587, "tls": 465, "none": 25}[security],
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            security == "starttls",
            security == "tls",
        )


def prefix(path: str) -> str:
    """``/zwgk`` for whatever way it is written. Raises ValueError for what is no plain path."""
    parts = [part for part in path.split("/") if part]
    if not all(part.replace("-", "").replace("_", "").isalnum() and part.isascii() for part in parts):
        raise ValueError("KAICHENG_PUBLIC_PREFIX is a path of letters, digits and hyphens: /zwgk")
    return "".join(f"/{part}" for part in parts)


def postgresql(url: str) -> dict[str, Any]:
    """The settings in an address ``postgresql://user:password@host:port/name?option=value``.

    A directory of sockets is given as the option ``host``. Raises ValueError for another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"KAICHENG_DATABASE_URL must begin with postgresql://, not with {parts.scheme!r}")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
