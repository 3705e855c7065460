"""Providers differ: in how we prove ourselves, where claims are, what levels are called."""

import socket
import threading
import time

import pytest
from joserfc.jwk import ECKey, RSAKey

from krob.connectors.identity import national_id
from krob.connectors.identity.national_id import NationalId
from krob.connectors.identity.profiles import DGA, THAID, hashed_seven_times
from krob.people.identity.errors import ProviderSilent, SignInRefused
from krob.people.identity.models import User
from simulators import idp
from simulators.people import SOMCHAI
from simulators.server import running

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["RS256", "ES256"])
def own_key(request):
    if request.param == "ES256":
        return ECKey.generate_key("P-256")
    return RSAKey.generate_key(2048)


def test_we_prove_ourselves_with_a_private_key(browser, settings, own_key):
    national_id._apps.clear()
    with running(idp.make_app, client_key=own_key, algorithm="ES256") as address:
        settings.KROB_NATIONAL_ID = {
            "issuer": address,
            "client_id": "krob",
            "secret": "",
            "private_key": own_key.as_pem(private=True).decode(),
            "profile": "thaid",
        }

        response = browser.sign_in()

    assert (response.status_code, User.objects.count()) == (302, 1)


def test_a_wrong_private_key_signs_nobody_in(browser, settings):
    national_id._apps.clear()
    with running(idp.make_app, client_key=RSAKey.generate_key(2048)) as address:
        settings.KROB_NATIONAL_ID = {
            "issuer": address,
            "client_id": "krob",
            "secret": "",
            "private_key": RSAKey.generate_key(2048).as_pem(private=True).decode(),
            "profile": "thaid",
        }

        response = browser.sign_in()

    assert (response.status_code, User.objects.count()) == (403, 0)


def test_a_wrong_client_secret_signs_nobody_in(browser, provider, settings):
    settings.KROB_NATIONAL_ID = {**settings.KROB_NATIONAL_ID, "secret": "wrong"}

    response = browser.sign_in()

    assert (response.status_code, User.objects.count()) == (403, 0)


def test_claims_may_come_from_userinfo(browser, provider, settings):
    settings.KROB_NATIONAL_ID = {**settings.KROB_NATIONAL_ID, "profile": "standard"}

    response = browser.sign_in()

    assert response.status_code == 302
    assert User.objects.get().person.number == SOMCHAI.number
    assert "/api/v2/oauth2/userinfo/" in [request["path"] for request in provider.seen()]


def test_userinfo_about_somebody_else_is_refused(browser, provider, settings):
    settings.KROB_NATIONAL_ID = {**settings.KROB_NATIONAL_ID, "profile": "standard"}
    provider.order(userinfo_sub=True)

    response = browser.sign_in()

    assert response.status_code == 403
    assert not User.objects.exists()


def test_a_proof_that_was_to_be_fresh_and_is_not_is_refused(browser, provider):
    provider.order(auth_time=int(time.time()) - 3600)

    response = browser.sign_in(address="/sign-in/national-id/?fresh=1")

    assert response.status_code == 403
    assert not User.objects.exists()


def test_a_fresh_proof_of_a_higher_level_steps_up(browser, provider):
    browser.sign_in()
    provider.order(ial="3")

    response = browser.sign_in(address="/sign-in/national-id/?ial=3&fresh=1&next=/sign/")

    assert response["Location"] == "/sign/"
    assert browser.session["ial"] == "3"


def test_a_step_up_that_does_not_reach_the_level_leaves_the_old_one(browser, provider):
    browser.sign_in()

    response = browser.sign_in(address="/sign-in/national-id/?ial=3&fresh=1")

    assert response.status_code == 403
    assert browser.session["ial"] == "2.3"


def test_nobody_lowers_the_level_that_is_needed_by_the_address(browser, provider):
    provider.order(ial="1.1")

    assert browser.sign_in(address="/sign-in/national-id/?ial=1.1").status_code == 403
    assert not User.objects.exists()


def test_signing_out_offers_to_end_the_session_at_the_provider(browser, provider):
    browser.sign_in()

    page = browser.post("/sign-out/").content.decode()

    assert f"{provider.address}/api/v2/oauth2/endsession/?id_token_hint=" in page
    assert "signed-out" in page
    assert "_auth_user_id" not in browser.session


def test_keys_that_were_changed_are_fetched_anew(browser, provider, settings):
    browser.sign_in()
    _loaded, app = national_id._apps[provider.address]
    stranger = RSAKey.generate_key(2048, {"kid": "old", "use": "sig", "alg": "RS256"})
    app.server_metadata["jwks"] = {"keys": [stranger.as_dict(private=False)]}
    browser.post("/sign-out/")

    assert browser.sign_in().status_code == 302


def test_metadata_of_another_issuer_is_refused(provider, settings):
    class Deceived(NationalId):
        def _app(self, *, metadata_url: str):
            return super()._app(metadata_url=metadata_url.replace("localhost", "127.0.0.1"))

    other = provider.address.replace("127.0.0.1", "localhost")
    settings.KROB_NATIONAL_ID = {**settings.KROB_NATIONAL_ID, "issuer": other}
    kept = {"callback": "http://x/", "code_verifier": "v", "nonce": "n"}

    with pytest.raises(SignInRefused) as refused:
        Deceived().finish(answer={"code": "c", "iss": other}, kept=kept)

    assert refused.value.code == "wrong-issuer"


def test_an_answer_that_trickles_in_does_not_hold_the_page(settings, monkeypatch):
    monkeypatch.setattr(national_id, "LIMIT_S", 0.3)
    server = socket.create_server(("127.0.0.1", 0))

    def trickle() -> None:
        connection, _peer = server.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _byte in range(20):
                try:
                    connection.sendall(b" ")
                except OSError:
                    return
                time.sleep(0.1)

    threading.Thread(target=trickle, daemon=True).start()
    address = f"http://127.0.0.1:{server.getsockname()[1]}"
    settings.KROB_NATIONAL_ID = {
        "issuer": address,
        "client_id": "krob",
        "secret": "x",
        "private_key": "",
        "profile": "thaid",
    }
    kept = {"callback": "http://x/", "code_verifier": "v", "nonce": "n"}

    begun = time.monotonic()
    with pytest.raises(ProviderSilent):
        NationalId().finish(answer={"code": "c", "iss": address}, kept=kept)

    assert time.monotonic() - begun < 1.0
    server.close()


def test_the_status_page_hears_what_is_wrong(provider, settings):
    assert NationalId().check() == ""

    provider.order(fail=500)
    national_id._apps.clear()

    assert "HTTPStatusError" in NationalId().check()


def test_the_dga_secret_is_hashed_as_its_protocol_wants():
    assert hashed_seven_times("secret") == hashed_seven_times("secret")
    assert len(hashed_seven_times("secret")) == 32
    assert DGA.transform_secret("secret") == hashed_seven_times("secret")
    assert THAID.transform_secret("secret") == "secret"


def test_each_profile_reads_its_own_names():
    raw = {"sub": "s", "iat": 1, "citizen_id": SOMCHAI.number, "ial_level": "2.3", "address": "ที่อยู่"}

    claims = DGA.read_claims("https://connect.egov.go.th", "token", raw)

    assert (claims.number, claims.ial, claims.subject) == (SOMCHAI.number, "2.3", "s")
    assert claims.address == {"formatted": "ที่อยู่"}
    assert SOMCHAI.number not in repr(claims)


def test_a_claim_that_is_missing_is_an_unreadable_token():
    with pytest.raises(KeyError):
        THAID.read_claims("i", "token", {"iat": 1})
