"""The refusals that the checks of uploaded files share."""

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.errors import Invalid, Message


def refused(code: str, message: Message) -> Invalid:
    """Return a refusal of a file, with what its sender may do."""
    return Invalid(code, message)


def broken() -> Invalid:
    """Return the refusal of a file that cannot be read to its end."""
    return refused("file-broken", _("The file is damaged. Open it, save it anew and send that."))


def two_in_one() -> Invalid:
    """Return the refusal of a file that is two kinds at once, or carries hidden bytes."""
    return refused(
        "file-two-in-one", _("The file holds something else behind its content. Save it anew.")
    )


def unpacks_without_end() -> Invalid:
    """Return the refusal of a small file that becomes huge when it is opened."""
    return refused("file-bomb", _("The file is far larger inside than outside, so it is refused."))


def acts() -> Invalid:
    """Return the refusal of a file with a program inside."""
    return refused(
        "file-program",
        _("The file holds a program (a script or macro). Save it without, or as a plain PDF."),
    )


def locked() -> Invalid:
    """Return the refusal of an encrypted file."""
    return refused("file-locked", _("The file is locked with a password. Save it without one."))


def too_many_pages(most: int) -> Invalid:
    """Return the refusal of a file with more pages than its document may have."""
    said = _("This document may have at most %(most)s pages.")
    return refused("file-pages", said % {"most": most})
