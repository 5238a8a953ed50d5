"""OpenID Connect against a small provider on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount

from kaicheng.accounts.models import SignedInSession
from kaicheng.agencies.models import User
from kaicheng.audit.models import Event
from tests.accounts.conftest import HOME

START, BACK = "/gongzuo/tongyi/danwei/", "/gongzuo/tongyi/danwei/huidiao/"
CLIENT = "kaicheng"


class Provider(BaseHTTPRequestHandler):
    """Says who is who, and checks what it is asked with."""

    person: ClassVar[dict[str, Any]] = {}
    audience = CLIENT

    def do_GET(self) -> None:
        where = f"http://127.0.0.1:{self.server.server_address[1]}"
        if self.path.startswith("/.well-known/"):
            self.answer(
                {
                    "issuer": where,
                    "authorization_endpoint": f"{where}/authorize",
                    "token_endpoint": f"{where}/token",
                    "userinfo_endpoint": f"{where}/userinfo",
                    "jwks_uri": f"{where}/keys",
                }
            )
        elif self.path == "/userinfo" and self.headers["Authorization"] == "Bearer token":
            self.answer(self.person)
        else:
            self.answer({}, 404)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if form.get("code") != ["good"] or "code_verifier" not in form:
            return self.answer({"error": "invalid_grant"}, 400)
        issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        claims = {"iss": issuer, "aud": self.audience, "sub": self.person["sub"], "exp": 4102444800}
        token = jwt.encode(claims, "k" * 32, algorithm="HS256")
        return self.answer({"access_token": "token", "token_type": "Bearer", "id_token": token})

    def answer(self, document: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def provider(address, settings, officer) -> type[Provider]:
    app = {
        "provider_id": "danwei",
        "name": "市统一身份认证",
        "client_id": CLIENT,
        "secret": "s",
        "settings": {"server_url": address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    Provider.person = {"sub": "42", "preferred_username": officer.username, "email": "o@example.cn"}
    Provider.audience = CLIENT
    return Provider


def through(client, code: str = "good", **query: str):
    """Off to the provider, and back with its answer."""
    answer = client.get(START)
    asked = parse_qs(urlsplit(answer.url).query)
    return client.get(BACK, {"code": code, "state": asked["state"][0], **query})


def test_sign_in_page__offers_it_only_when_set(client, officer, settings, request):
    assert "市统一身份认证" not in client.get("/gongzuo/login/").content.decode()
    request.getfixturevalue("provider")
    assert "用市统一身份认证登录" in client.get("/gongzuo/login/").content.decode()


@pytest.mark.parametrize("where", [START, BACK])
def test_off__there_is_nothing_there(client, db, where):
    assert client.get(where).status_code == 404


def test_known_person__is_let_in_and_the_link_is_all_that_is_kept(client, provider, officer):
    assert through(client).url == HOME
    assert client.get(HOME).status_code == 200
    session = SignedInSession.objects.get()
    assert (session.user, session.method) == (officer, "single_sign_on")
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.extra_data) == (officer, "42", {})
    assert Event.objects.get(action="accounts.session.started").facts["method"] == "统一身份认证"


def test_next_time__the_link_holds_even_when_the_name_changed(client, provider, officer):
    through(client)
    client.post("/gongzuo/logout/")
    Provider.person = {"sub": "42", "preferred_username": "renamed"}
    assert through(client).url == HOME
    assert SignedInSession.objects.filter(user=officer).count() == 2


@pytest.mark.parametrize("name", ["nobody", ""])
def test_stranger__gets_no_account(client, provider, name):
    Provider.person = {"sub": "43", "preferred_username": name}
    count = User.objects.count()
    answer = through(client)
    assert "没有对应的账号" in client.get(answer.url).content.decode()
    assert User.objects.count() == count
    assert not SocialAccount.objects.exists()
    assert Event.objects.get(action="accounts.session.refused").facts["why"].startswith("统一身份认证")


def test_switched_off_account__stays_out(client, provider, officer):
    through(client)
    client.post("/gongzuo/logout/")
    officer.is_active = False
    officer.save()
    answer = through(client)
    assert "没有对应的账号" in client.get(answer.url).content.decode()
    assert client.get(HOME).status_code == 302


@pytest.mark.parametrize(
    ("code", "query"), [("bad", {}), ("good", {"state": "forged"}), ("", {"error": "server_error"})]
)
def test_bad_answer__leads_back_with_what_to_do(client, provider, code, query):
    answer = through(client, code, **query)
    assert "统一身份认证没有完成" in client.get(answer.url).content.decode()
    assert client.get(HOME).status_code == 302


def test_token_for_another_program__is_refused(client, provider):
    Provider.audience = "another"
    assert "/login/" in through(client).url


def test_called_off__leads_back(client, provider):
    answer = through(client, "", error="access_denied")
    assert "没有完成" in client.get(answer.url, follow=True).content.decode()


def test_gate__stands_behind_it_too(client, provider, head, strict):
    Provider.person = {"sub": "44", "preferred_username": head.username}
    through(client)
    assert "/qiyong/" in client.get(HOME).url


def test_password_rules__are_the_providers_business(client, provider, officer, strict):
    officer.credentials.must_change = True
    officer.credentials.save()
    through(client)
    assert client.get(HOME).status_code == 200
