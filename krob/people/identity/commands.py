"""Everything that changes accounts. Sessions themselves are changed by the screens."""

import re

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock, thai
from krob.foundation.core.actor import SYSTEM, Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.registry import command
from krob.foundation.core.text import Text
from krob.foundation.events import journal
from krob.people.identity import invitations, policies
from krob.people.identity.errors import SignInRefused
from krob.people.identity.models import User
from krob.people.identity.types import Claims, UserKind
from krob.people.parties import queries as parties
from krob.people.parties.commands import record_person
from krob.people.parties.types import PersonFacts

__all__ = [
    "accept_invitation",
    "choose_language",
    "choose_party",
    "close_account",
    "invite_officer",
    "note_officer_sign_in",
    "note_sign_out",
    "open_officer_account",
    "refuse_sign_in",
    "reset_second_factor",
    "set_password",
    "set_second_factor",
    "sign_in_person",
]

journal.declare(
    {
        "account.opened": _("Account opened"),
        "account.closed": _("Account closed"),
        "account.invited": _("Link to choose a password given out"),
        "account.signed-in": _("Signed in"),
        "account.signed-out": _("Signed out"),
        "account.acting-chosen": _("Chose whom to act for"),
        "account.language-chosen": _("Chose a language"),
        "account.password-set": _("Password set"),
        "account.second-factor-set": _("Second factor set"),
        "account.second-factor-reset": _("Second factor taken away"),
        "sign-in.refused": _("Sign-in refused"),
    }
)

LOGIN_FORM = re.compile(r"[a-z][a-z0-9._-]{2,59}")
PROVIDER = Text("ผู้ให้บริการยืนยันตัวตน", "ID provider")
OPERATORS = {ActorKind.SYSTEM, ActorKind.OPERATOR}
MANAGERS = {*OPERATORS, ActorKind.OFFICER}


@command("identity.sign-in-person", kinds={ActorKind.SYSTEM})
def sign_in_person(*, actor: Actor, claims: Claims) -> User:
    """Find or open the account of a person whom an ID provider has proven.

    The account is found by (issuer, subject); the person by the keyed hash of the 13-digit number.
    The caller has checked the claims (``policies.require_admissible``).

    Req: P.4, 1.2.2

    Raises:
        SignInRefused: the account is closed, or belongs to another person.
    """
    user = _account(claims.issuer, claims.subject)
    if user and not user.is_active:
        raise SignInRefused("account-closed")
    person = record_person(actor=SYSTEM, facts=_facts(claims))
    if user and user.person_id != person.pk:
        raise SignInRefused("person-changed")
    if user is None:
        user = User(
            kind=UserKind.APPLICANT,
            issuer=claims.issuer,
            subject_id=claims.subject,
            person=person,
            created_at=clock.now(),
        )
        user.set_unusable_password()
        user.save()
        _record(actor, "account.opened", user)
    user.last_login = clock.now()
    user.save(update_fields=["last_login"])
    _record(actor, "account.signed-in", user, ial=claims.ial)
    return user


@command("identity.refuse-sign-in", kinds={ActorKind.SYSTEM})
def refuse_sign_in(*, actor: Actor, reason: str, door: str = "national-id") -> None:
    """Write down that a sign-in was refused, and why; of whom is not known, or not to be trusted.

    Req: S.8
    """
    journal.record(
        actor=actor,
        name="sign-in.refused",
        subject=f"sign-in:{door}",
        data={"reason": reason},
    )


@command("identity.note-officer-sign-in", kinds={ActorKind.SYSTEM})
def note_officer_sign_in(*, actor: Actor, user: str) -> None:
    """Write down that an officer (by public id) signed in.

    Req: S.8

    Raises:
        NotFound: there is no such officer.
    """
    _record(actor, "account.signed-in", _officer(user))


@command("identity.note-sign-out", kinds={ActorKind.APPLICANT, ActorKind.OFFICER})
def note_sign_out(*, actor: Actor) -> None:
    """Write down that somebody signed out."""
    journal.record(actor=actor, name="account.signed-out", subject=f"account:{actor.id}")


@command("identity.choose-party", kinds={ActorKind.APPLICANT})
def choose_party(*, actor: Actor, party: str) -> Actor:
    """Let a person act for themselves or for a business that they may act for now.

    Choosing the party that is acted for already changes nothing.

    Req: P.4, P.5

    Raises:
        NotAllowed: the person may not act for it.
    """
    if party not in {choice.key for choice in parties.acting_choices(actor)}:
        raise NotAllowed("may-not-act-for", _("You may not act for this party."))
    if party == actor.party:
        return actor
    journal.record(
        actor=actor,
        name="account.acting-chosen",
        subject=f"account:{actor.id}",
        data={"party": party},
    )
    return actor.acting_for(party)


@command("identity.choose-language", kinds={ActorKind.APPLICANT, ActorKind.OFFICER})
def choose_language(*, actor: Actor, language: str) -> None:
    """Keep in which language an account wants to be spoken to.

    Raises:
        Invalid: it is not one that we speak.
    """
    if language not in ("th", "en"):
        raise Invalid("language-unknown", _("We speak Thai and English."))
    user = _seen(actor.id)
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
        _record(actor, "account.language-chosen", user, language=language)


@command("identity.open-officer-account", kinds=MANAGERS)
def open_officer_account(*, actor: Actor, login: str, password: str, language: str = "th") -> User:
    """Open an officer's account; the officer sets up the second factor at the first sign-in.

    Without a password nobody signs in until the officer was invited to choose one.

    Req: 2.1.1

    Raises:
        NotAllowed: the actor may not manage accounts.
        Invalid: the login name has another form or is a personal number; a weak password.
        Conflict: the login name is taken.
    """
    policies.require_manages_accounts(actor)
    if not LOGIN_FORM.fullmatch(login) or thai.is_id13(login):
        raise Invalid(
            "login-invalid",
            _("A login name is 3 to 60 small letters, digits, dots and dashes, never a number."),
        )
    if User.objects.filter(login=login).exists():
        raise Conflict("login-taken", _("This login name is taken."))
    user = User(kind=UserKind.OFFICER, login=login, language=language, created_at=clock.now())
    if password:
        _give_password(user, password)
    else:
        user.set_unusable_password()
    user.save()
    _record(actor, "account.opened", user)
    return user


@command("identity.invite-officer", kinds=OPERATORS)
def invite_officer(*, actor: Actor, user: str) -> str:
    """Return the path at which an officer (by public id) chooses a password, once, within days.

    It opens nothing else: the second factor is asked for as always. A new one does not end the
    ones before it; choosing a password ends them all.

    Req: 2.1.1

    Raises:
        NotAllowed: the actor may not manage accounts.
        NotFound: there is no such officer, or the account is closed.
    """
    policies.require_manages_accounts(actor)
    account = _officer(user)
    if not account.is_active:
        raise NotFound("account-not-found", _("There is no such account."))
    _record(actor, "account.invited", account)
    return invitations.path_for(account)


@command("identity.accept-invitation", kinds={ActorKind.SYSTEM})
def accept_invitation(*, actor: Actor, user: str, token: str, password: str) -> None:
    """Let an officer choose the password; the token proves that the link was given to them.

    Req: 2.1.1

    Raises:
        NotFound: the link was used, is too old, or was never given out.
        Invalid: the password is weak; the link can be used again.
    """
    found = User.objects.select_for_update().filter(public_id=user).first()
    account = invitations.require_valid(found, token)
    _give_password(account, password)
    account.save(update_fields=["password"])
    _record(actor, "account.password-set", account)


@command("identity.set-password", kinds=OPERATORS)
def set_password(*, actor: Actor, user: str, password: str) -> None:
    """Give an officer (by public id) a new password, which ends the running sessions.

    Raises:
        NotAllowed: the actor may not manage accounts.
        NotFound: there is no such officer.
        Invalid: the password is weak.
    """
    policies.require_manages_accounts(actor)
    account = _officer(user)
    _give_password(account, password)
    account.save(update_fields=["password"])
    _record(actor, "account.password-set", account)


@command("identity.set-second-factor", kinds={ActorKind.SYSTEM, ActorKind.OPERATOR})
def set_second_factor(*, actor: Actor, user: str, secret: str) -> None:
    """Give an officer (by public id) a known authenticator secret, for demonstrations and tests.

    Doing it again replaces the secret.

    Raises:
        NotFound: there is no such officer.
    """
    account = _officer(user)
    Authenticator.objects.filter(user_id=account.pk).delete()
    TOTP.activate(account, secret)
    _record(actor, "account.second-factor-set", account)


@command("identity.reset-second-factor", kinds=OPERATORS)
def reset_second_factor(*, actor: Actor, user: str) -> None:
    """Take an officer's lost second factor away (by public id): it is set up anew at next sign-in.

    Raises:
        NotAllowed: the actor may not manage accounts.
        NotFound: there is no such officer.
    """
    policies.require_manages_accounts(actor)
    account = _officer(user)
    deleted, _rows = Authenticator.objects.filter(user_id=account.pk).delete()
    if deleted:
        _record(actor, "account.second-factor-reset", account)


@command("identity.close-account", kinds=OPERATORS)
def close_account(*, actor: Actor, user: str) -> None:
    """Close an account (by public id): its sessions end with the next request.

    Closing twice is closing once.

    Raises:
        NotAllowed: the actor may not manage accounts.
        NotFound: there is no such account.
    """
    policies.require_manages_accounts(actor)
    account = _seen(user)
    if account.is_active:
        account.is_active = False
        account.save(update_fields=["is_active"])
        _record(actor, "account.closed", account)


def _account(issuer: str, subject: str) -> User | None:
    return (
        User.objects.select_for_update()
        .filter(issuer=issuer, subject_id=subject, kind=UserKind.APPLICANT)
        .first()
    )


def _seen(public_id: str) -> User:
    found = User.objects.select_for_update().filter(public_id=public_id).first()
    if found is None:
        raise NotFound("account-not-found", _("There is no such account."))
    return found


def _officer(public_id: str) -> User:
    account = _seen(public_id)
    if account.kind != UserKind.OFFICER:
        raise NotFound("account-not-found", _("There is no such account."))
    return account


def _give_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid("password-weak", " ".join(error.messages)) from error
    user.set_password(password)


def _facts(claims: Claims) -> PersonFacts:
    def pair(thai_parts: tuple[str, str], english_parts: tuple[str, str]) -> Text:
        return Text(" ".join(filter(None, thai_parts)), " ".join(filter(None, english_parts)))

    return PersonFacts(
        number=claims.number,
        name=pair(
            (claims.given_name, claims.family_name), (claims.given_name_en, claims.family_name_en)
        ),
        title=Text(claims.title, claims.title_en),
        birthdate=claims.birthdate,
        address=claims.address,
        ial=claims.ial,
        source=PROVIDER,
        as_of=clock.now(),
    )


def _record(actor: Actor, name: str, user: User, **details: str) -> None:
    journal.record(actor=actor, name=name, subject=f"account:{user.public_id}", data=details)
