"""The relying party: OpenID Connect by Authlib over httpx, everything checked, nothing believed.

Beginning a sign-in talks to nobody (the address of the page is configured). Ending it fetches token
and keys within ``LIMIT_S`` all together: the one place where a page waits for somebody outside.
Authlib checks signature, nonce, expiry and ``at_hash``; this module adds what it leaves out: the
issuer of the answer (RFC 9207), of the metadata and of the token, the audience, the algorithms we
accept, and that ``userinfo`` speaks of the same subject.
"""

import json
import secrets
import time
import warnings
from collections.abc import Mapping
from typing import Any

import authlib.deprecate  # noqa: F401 - sets its warnings filter, before ours below
import httpx
from authlib.integrations.base_client import BaseApp, OAuthError
from authlib.integrations.base_client.sync_app import OAuth2Mixin
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from django.conf import settings
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from krob.connectors.identity import transport
from krob.connectors.identity.profiles import PROFILES, Raw
from krob.people.identity.errors import ProviderSilent, SignInRefused
from krob.people.identity.types import Claims, Started

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Authlib asks for httpx2; httpx is what we pin
    from authlib.integrations.httpx_client import OAuth2Client

LIMIT_S = 3.0
LEEWAY_S = 30
METADATA_LASTS_S = 3600
SIGNING = ["RS256", "PS256", "ES256"]


class _Client(OAuth2Client):  # type: ignore[misc]
    """Authlib's client over a transport that hurries and never follows a redirect."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(transport=transport.Hurried(), trust_env=False, **kwargs)


class _App(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    """Authlib's flow, without its ties to a web framework or a network library."""

    client_cls = _Client


_apps: dict[str, tuple[float, _App]] = {}


class NationalId:
    """Signs people in with their national ID. Configured by ``KROB_NATIONAL_ID``."""

    def __init__(self) -> None:
        self.config: Mapping[str, str] = settings.KROB_NATIONAL_ID
        self.issuer = self.config["issuer"]
        self.profile = PROFILES[self.config["profile"]]

    def start(self, *, callback: str, ial: str, fresh: bool, language: str) -> Started:
        """Return where to send the browser, and what to keep of it; talks to nobody."""
        app = self._app(metadata_url="")
        extra: dict[str, Any] = {"ui_locales": language, "acr_values": f"urn:th:ial:{ial}"}
        if fresh:
            extra |= {"prompt": "login", "max_age": 0}
        begun = app.create_authorization_url(callback, nonce=secrets.token_urlsafe(24), **extra)
        kept = {name: str(begun[name]) for name in ("state", "nonce", "code_verifier")}
        return Started(url=begun["url"], kept={**kept, "callback": callback})

    def finish(self, *, answer: Mapping[str, str], kept: Mapping[str, str]) -> Claims:
        """Return what the provider says about the person, every check passed.

        Raises:
            SignInRefused: the answer or the token is not what it must be; the code says why.
            ProviderSilent: token or keys did not come in time.
        """
        self._check_answer(answer)
        try:
            with transport.within(LIMIT_S):
                return self._claims(answer, kept)
        except httpx.HTTPError as error:
            self._forget()
            raise ProviderSilent from error
        except (JoseError, OAuthError) as error:
            raise SignInRefused(_reason(error)) from error
        except (ValueError, KeyError, TypeError, RuntimeError) as error:
            raise SignInRefused("token-unreadable") from error

    def sign_out_address(self, *, id_token: str, return_to: str) -> str:
        """Return where the browser ends its session at the provider; empty when there is none."""
        if self.profile.sign_out != "rp" or self.issuer not in _apps:
            return ""
        address = _apps[self.issuer][1].server_metadata.get("end_session_endpoint", "")
        query = {"id_token_hint": id_token, self.profile.sign_out_parameter: return_to}
        return str(httpx.URL(address, params=query)) if address else ""

    def check(self) -> str:
        """Return "" when the provider answers and is who it should be, else what is wrong."""
        try:
            with transport.within(LIMIT_S):
                self._known_app()
        except httpx.HTTPError as error:
            return f"{self.issuer}: {type(error).__name__}"
        except (SignInRefused, ValueError) as error:
            return f"{self.issuer}: {error}"
        return ""

    def _app(self, *, metadata_url: str) -> _App:
        key = self.config.get("private_key", "")
        secret = _private_key(key) if key else self.profile.transform_secret(self.config["secret"])
        return _App(
            None,
            "national-id",
            client_id=self.config["client_id"],
            client_secret=secret,
            authorize_url=self.issuer + self.profile.authorise_path,
            server_metadata_url=metadata_url or None,
            client_auth_methods=[_signed_by(secret)] if key else None,
            client_kwargs={
                "scope": self.profile.scope,
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "private_key_jwt" if key else "client_secret_basic",
            },
        )

    def _known_app(self) -> _App:
        """Return the app with the provider's metadata, read at most once an hour."""
        loaded_at, app = _apps.get(self.issuer, (0.0, None))
        if app is None or time.monotonic() - loaded_at > METADATA_LASTS_S:
            app = self._app(metadata_url=f"{self.issuer}/.well-known/openid-configuration")
            metadata = app.load_server_metadata()
            if metadata.get("issuer") != self.issuer:
                raise SignInRefused("wrong-issuer")
            metadata["id_token_signing_alg_values_supported"] = SIGNING
            _apps[self.issuer] = (time.monotonic(), app)
        return app

    def _forget(self) -> None:
        _apps.pop(self.issuer, None)

    def _check_answer(self, answer: Mapping[str, str]) -> None:
        if answer.get("iss", self.issuer) != self.issuer:
            raise SignInRefused("wrong-issuer")
        if answer.get("error"):
            denied = answer["error"] == "access_denied"
            raise SignInRefused("cancelled" if denied else "provider-refused")
        if not answer.get("code"):
            raise SignInRefused("no-code")

    def _claims(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> Claims:
        app = self._known_app()
        says_iss = app.server_metadata.get("authorization_response_iss_parameter_supported")
        if says_iss and not answer.get("iss"):
            raise SignInRefused("wrong-issuer")
        token = app.fetch_access_token(
            code=answer["code"], redirect_uri=kept["callback"], code_verifier=kept["code_verifier"]
        )
        if not token.get("id_token"):
            raise SignInRefused("no-token")
        expected = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self.config["client_id"]},
        }
        claims = app.parse_id_token(
            token, nonce=kept["nonce"], claims_options=expected, leeway=LEEWAY_S
        )
        raw = {**token, **claims, **self._userinfo(app, token, claims)}
        return self.profile.read_claims(self.issuer, str(token["id_token"]), raw)

    def _userinfo(self, app: _App, token: Raw, claims: Raw) -> Raw:
        if not self.profile.userinfo:
            return {}
        told: dict[str, Any] = dict(app.userinfo(token=token))
        if told.get("sub") != claims["sub"]:
            raise SignInRefused("wrong-subject")
        return {name: value for name, value in told.items() if name not in claims}


def _private_key(text: str) -> RSAKey | ECKey:
    """Return our private key from PEM or JWK, whichever kind it is."""
    value = json.loads(text) if text.lstrip().startswith("{") else text
    try:
        return RSAKey.import_key(value)
    except JoseError:
        return ECKey.import_key(value)


def _signed_by(key: RSAKey | ECKey | str) -> PrivateKeyJWT:
    if isinstance(key, str):
        raise TypeError("private_key_jwt needs a private key")
    algorithm = "ES256" if isinstance(key, ECKey) else "RS256"
    return PrivateKeyJWT(headers={"alg": algorithm, "kid": key.thumbprint()}, alg=algorithm)


REASONS = {
    "expired_token": "token-expired",
    "invalid_grant": "code-used",
    "bad_signature": "wrong-signature",
    "unsupported_algorithm": "wrong-signature",
    "invalid_key_id": "wrong-signature",
}
CLAIMS = {"iss": "wrong-issuer", "aud": "wrong-audience", "nonce": "wrong-nonce"}


def _reason(error: JoseError | OAuthError) -> str:
    """Return our code for what Authlib or joserfc found; never their text, which quotes values."""
    claim = getattr(error, "claim", "")
    return CLAIMS.get(claim) or REASONS.get(str(error.error), "token-unreadable")
