"""A national ID provider: real OpenID Connect (code flow, PKCE), shaped like ThaID.

Claims ride in the ID token, as ThaID does it; ``/userinfo`` exists for providers that use it.

Faults (see ``simulators.base`` for how to order them; further to ``slow_s``, ``fail``, ``times``):
``state``, ``nonce``, ``callback_iss``, ``token_iss``, ``aud``, ``userinfo_sub``: send another value
(``true``, or the value itself). ``no_callback_iss``: leave it out. ``expired``: a token of two
hours ago. ``unsigned``: ``alg`` is ``none``. ``signature``: signed with a key that was never
published. ``symmetric``: signed with the public key as a secret (HS256). ``reuse_code``: a code may
be redeemed again. ``ial``, ``number``, ``auth_time``: say this. ``deny``: the person refuses.
"""

import base64
import hashlib
import hmac
import html
import json
import secrets
import threading
import time
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeyParameters, KeySet, RSAKey
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from simulators.base import Simulator, as_json
from simulators.idp_pages import choice_page, message_page
from simulators.people import PEOPLE, Person, person_by_key

SECRET = "krob-demonstration"  # noqa: S105 - the demonstration's, known to everyone
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFETIME_S = 600


@dataclass(slots=True)
class Grant:
    """A code that was handed out, and for what."""

    person: Person
    request: dict[str, str]
    at: float
    spent: bool = False


@dataclass(slots=True)
class Provider:
    """What the provider remembers: its keys, codes handed out, access tokens."""

    base_url: str
    client_key: RSAKey | ECKey | None
    algorithm: str
    key: RSAKey | ECKey
    codes: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Grant] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


def make_app(
    base_url: str, *, client_key: RSAKey | ECKey | None = None, algorithm: str = "RS256", **_: Any
) -> Simulator:
    """Make the provider; with ``client_key`` the client proves itself by private_key_jwt."""
    simulator = Simulator("idp")
    key = _published_key(algorithm)
    provider = Provider(base_url, client_key, algorithm, key)
    _discovery(simulator, provider)
    _authorisation(simulator, provider)
    _token(simulator, provider)
    _rest(simulator, provider)
    return simulator


@lru_cache(maxsize=4)
def _published_key(algorithm: str) -> RSAKey | ECKey:
    return _new_key(algorithm)


def _new_key(algorithm: str) -> RSAKey | ECKey:
    parameters: KeyParameters = {"use": "sig", "alg": algorithm, "kid": secrets.token_hex(8)}
    if algorithm == "ES256":
        return ECKey.generate_key("P-256", parameters)
    return RSAKey.generate_key(2048, parameters)


def _discovery(simulator: Simulator, provider: Provider) -> None:
    base = provider.base_url

    @simulator.route("/.well-known/openid-configuration")
    def discovery(request: Request) -> Response:
        return as_json(
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/api/v2/oauth2/auth/",
                "token_endpoint": f"{base}/api/v2/oauth2/token/",
                "userinfo_endpoint": f"{base}/api/v2/oauth2/userinfo/",
                "end_session_endpoint": f"{base}/api/v2/oauth2/endsession/",
                "jwks_uri": f"{base}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": [provider.algorithm],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic",
                    "private_key_jwt",
                ],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    @simulator.route("/jwks")
    def jwks(request: Request) -> Response:
        return as_json(KeySet([provider.key]).as_dict(private=False))


def _problem(asked: dict[str, str]) -> str:
    """Return what is wrong with an authorisation request, in a word."""
    if asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
        return "invalid_request"
    if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
        return "pkce_required"
    if not asked.get("redirect_uri") or not asked.get("client_id"):
        return "invalid_client"
    return ""


def _authorisation(simulator: Simulator, provider: Provider) -> None:
    @simulator.route("/api/v2/oauth2/auth/")
    def show(request: Request) -> Response:
        asked = request.args.to_dict()
        if problem := _problem(asked):
            return message_page(f"ขอเข้าสู่ระบบไม่ถูกต้อง ({problem})", status=400)
        return choice_page(asked, PEOPLE)

    @simulator.route("/api/v2/oauth2/auth/", methods=["POST"])
    def choose(request: Request) -> Response:
        asked = {name[2:]: value for name, value in request.form.items() if name[:2] == "q_"}
        if problem := _problem(asked):
            return message_page(f"ขอเข้าสู่ระบบไม่ถูกต้อง ({problem})", status=400)
        person = _chosen(request)
        if person is None or simulator.fault("deny"):
            return _back(simulator, provider, asked, {"error": "access_denied"})
        code = secrets.token_urlsafe(24)
        with provider.lock:
            provider.codes[code] = Grant(person, asked, time.time())
        return _back(simulator, provider, asked, {"code": code})


def _chosen(request: Request) -> Person | None:
    if key := request.form.get("person", ""):
        return person_by_key(key)
    if not (number := request.form.get("number", "").replace("-", "").strip()):
        return None
    typed = {
        name: request.form.get(name, "")
        for name in ("given_name", "family_name", "birthdate", "ial")
        if request.form.get(name)
    }
    blank = {"title": "", "title_en": "", "given_name_en": "", "family_name_en": ""}
    fields: dict[str, Any] = {"key": "typed", "number": number, **blank, **typed}
    return replace(PEOPLE[0], **fields)


def _back(
    simulator: Simulator, provider: Provider, asked: dict[str, str], answer: dict[str, str]
) -> Response:
    answer["state"] = _wrong(simulator, "state", asked.get("state", ""))
    if not simulator.fault("no_callback_iss"):
        answer["iss"] = _wrong(simulator, "callback_iss", provider.base_url)
    return redirect(f"{asked['redirect_uri']}?{urlencode(answer)}")


def _wrong(simulator: Simulator, fault: str, right: str) -> str:
    """Return the right value, or the wrong one that was ordered."""
    ordered = simulator.fault(fault)
    if not ordered:
        return right
    return f"not-{right}" if ordered is True else str(ordered)


def _token(simulator: Simulator, provider: Provider) -> None:
    @simulator.route("/api/v2/oauth2/token/", methods=["POST"])
    def token(request: Request) -> Response:
        client = _client(request, provider)
        if not client:
            return as_json({"error": "invalid_client"}, 401)
        grant = _redeemed(simulator, provider, request)
        if grant is None or grant.request["client_id"] != client:
            return as_json({"error": "invalid_grant"}, 400)
        access_token = secrets.token_urlsafe(24)
        with provider.lock:
            provider.tokens[access_token] = grant
        return as_json(
            {
                "access_token": access_token,
                "token_type": "Bearer",
                "expires_in": LIFETIME_S,
                "scope": grant.request.get("scope", ""),
                "id_token": _id_token(simulator, provider, grant, access_token),
            }
        )


def _client(request: Request, provider: Provider) -> str:
    """Return the client that proved itself, else an empty text."""
    if provider.client_key is None:
        sent = request.authorization
        good = sent and secrets.compare_digest(sent.password or "", SECRET)
        return str(sent.username) if sent and good else ""
    if request.form.get("client_assertion_type") != ASSERTION:
        return ""
    try:
        claims = jwt.decode(request.form.get("client_assertion", ""), provider.client_key).claims
    except (JoseError, ValueError):
        return ""
    audience = {provider.base_url, f"{provider.base_url}/api/v2/oauth2/token/"}
    named = claims.get("aud")
    meant = set(named if isinstance(named, list) else [named]) & audience
    fresh = time.time() - 60 < int(claims.get("exp", 0)) < time.time() + 3700
    return str(claims["sub"]) if meant and fresh and claims["sub"] == claims["iss"] else ""


def _redeemed(simulator: Simulator, provider: Provider, request: Request) -> Grant | None:
    """Return what a code stands for: once, within its time, with the verifier of its PKCE."""
    with provider.lock:
        grant = provider.codes.get(request.form.get("code", ""))
        if grant is None or grant.at < time.time() - 60:
            return None
        used, grant.spent = grant.spent, True
    if used and not simulator.fault("reuse_code"):
        return None
    verifier = request.form.get("code_verifier", "")
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    same_place = request.form.get("redirect_uri") == grant.request["redirect_uri"]
    proven = digest.rstrip(b"=").decode() == grant.request["code_challenge"]
    return grant if same_place and proven else None


def _subject(grant: Grant) -> str:
    pair = f"{grant.request['client_id']}|{grant.person.number}"
    return hashlib.sha256(pair.encode()).hexdigest()[:32]


def _half_hash(access_token: str) -> str:
    digest = hashlib.sha256(access_token.encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


def _claims(
    simulator: Simulator, provider: Provider, grant: Grant, access_token: str
) -> dict[str, Any]:
    now = int(time.time())
    issued = now - 7200 if simulator.fault("expired") else now
    person = grant.person
    return {
        "iss": _wrong(simulator, "token_iss", provider.base_url),
        "sub": _subject(grant),
        "aud": _wrong(simulator, "aud", grant.request["client_id"]),
        "iat": issued,
        "exp": issued + LIFETIME_S,
        "auth_time": int(simulator.fault("auth_time") or grant.at),
        "nonce": _wrong(simulator, "nonce", grant.request.get("nonce", "")),
        "at_hash": _half_hash(access_token),
        "acr": grant.request.get("acr_values", "") or "urn:th:aal:2.2",
        "pid": str(simulator.fault("number") or person.number),
        "title": person.title,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "name": person.name,
        "title_en": person.title_en,
        "given_name_en": person.given_name_en,
        "family_name_en": person.family_name_en,
        "name_en": person.name_en,
        "gender": person.gender,
        "birthdate": person.birthdate,
        "address": {"formatted": person.address.text, **asdict(person.address)},
        "ial": str(simulator.fault("ial") or person.ial),
        "version": "2",
    }


def _id_token(simulator: Simulator, provider: Provider, grant: Grant, access_token: str) -> str:
    claims = _claims(simulator, provider, grant, access_token)
    header = {"alg": provider.algorithm, "kid": str(provider.key.kid)}
    if simulator.fault("unsigned"):
        return f"{_part({'alg': 'none', 'kid': header['kid']})}.{_part(claims)}."
    if simulator.fault("symmetric"):
        body = f"{_part({**header, 'alg': 'HS256'})}.{_part(claims)}"
        mac = hmac.new(provider.key.as_pem(private=False), body.encode(), hashlib.sha256)
        return f"{body}.{base64.urlsafe_b64encode(mac.digest()).rstrip(b'=').decode()}"
    key = _new_key(provider.algorithm) if simulator.fault("signature") else provider.key
    return jwt.encode(header, claims, key, algorithms=[provider.algorithm])


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _rest(simulator: Simulator, provider: Provider) -> None:
    @simulator.route("/api/v2/oauth2/userinfo/")
    def userinfo(request: Request) -> Response:
        sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
        grant = provider.tokens.get(sent)
        if grant is None:
            return as_json({"error": "invalid_token"}, 401)
        claims = _claims(simulator, provider, grant, sent)
        return as_json({**claims, "sub": _wrong(simulator, "userinfo_sub", claims["sub"])})

    @simulator.route("/api/v2/oauth2/endsession/")
    def end_session(request: Request) -> Response:
        wanted = request.args.get("post_logout_redirect_uri", "")
        state = request.args.get("state", "")
        if wanted.startswith(("http://", "https://")):
            return redirect(f"{wanted}?{urlencode({'state': state})}" if state else wanted)
        return message_page(html.escape("ออกจากระบบแล้ว"))
