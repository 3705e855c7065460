"""Files that come with a page of the form: taken in by the rules of documents, or taken away."""

from uuid import UUID

from django.http import HttpRequest

from krob.casework.applications import commands
from krob.casework.applications.applicant import bringing
from krob.engines.documents.receiving import received_file, refused_field
from krob.engines.smartforms.files import code_of
from krob.foundation.core.errors import Invalid, Message, TooLarge
from krob.foundation.core.web import actor_of


def take_files(request: HttpRequest, reference: str, page: str) -> dict[str, Message]:
    """Keep the files that were posted with a page; return what is wrong with them, by question.

    What the page says besides is kept by then, so that the answers decide which files are asked.
    """
    _drop(request, reference)
    wrong: dict[str, Message] = {}
    for key, limit in bringing.limits(actor_of(request), reference, page).items():
        try:
            _take(request, reference, key, limit)
        except (Invalid, TooLarge) as error:
            wrong[key] = error.message
    return wrong


def _take(request: HttpRequest, reference: str, key: str, limit: int) -> None:
    pressed = request.POST.get("_upload") == key
    if not (pressed or request.FILES.get(key) or refused_field(request) == key):
        return
    file = received_file(request, limit, key)
    commands.add_document(
        actor=actor_of(request),
        reference=reference,
        requirement=code_of(key),
        name=file.name,
        path=file.path,
    )


def _drop(request: HttpRequest, reference: str) -> None:
    _key, _colon, upload = request.POST.get("_drop", "").partition(":")
    try:
        chosen = UUID(upload)
    except ValueError:
        return
    commands.remove_document(actor=actor_of(request), reference=reference, upload=chosen)


def refusal_of(request: HttpRequest) -> int:
    """Return the status of a page that is shown again: too much was sent, or something is wrong."""
    return TooLarge.status if refused_field(request) else Invalid.status
