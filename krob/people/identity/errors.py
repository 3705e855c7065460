"""Why a sign-in ends without anybody being signed in, in words for the person.

What went wrong on the way is told by kind, not in detail: the code (also in the journal) is for the
hotline, the sentence for the person.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Message, NotAllowed, Unavailable

NOT_TRUSTED = _("The answer of the ID provider could not be trusted.")
TOO_LATE = _("This sign-in was begun too long ago, in another window, or was used already.")
REASONS: Mapping[str, Message] = {
    "account-closed": _("This account is closed. Ask the help desk."),
    "assurance-too-low": _(
        "Your identity is proven at a lower level than this service needs. Prove it at a higher "
        "level with the ID provider, then try again."
    ),
    "cancelled": _("You cancelled at the ID provider."),
    "code-used": TOO_LATE,
    "no-code": NOT_TRUSTED,
    "no-token": NOT_TRUSTED,
    "not-fresh": _("The ID provider did not ask you again. Try again and prove your identity."),
    "number-invalid": _("The ID provider sent a number that cannot be a citizen number."),
    "officer-account": _("This sign-in is for applicants. Officers sign in at their own page."),
    "person-changed": _("This account belongs to another person. Ask the help desk."),
    "provider-refused": _("The ID provider refused. Try again."),
    "sign-in-not-begun": TOO_LATE,
    "token-expired": TOO_LATE,
    "token-unreadable": NOT_TRUSTED,
    "wrong-audience": NOT_TRUSTED,
    "wrong-issuer": NOT_TRUSTED,
    "wrong-nonce": NOT_TRUSTED,
    "wrong-signature": NOT_TRUSTED,
    "wrong-subject": NOT_TRUSTED,
}


class SignInRefused(NotAllowed):
    """Nobody was signed in; ``code`` says why (one of ``REASONS``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code, REASONS[code])


class ProviderSilent(Unavailable):
    """The ID provider did not answer in time; nobody was signed in."""

    def __init__(self) -> None:
        super().__init__(
            "provider-silent", _("The ID provider does not answer. Wait a moment and try again.")
        )
