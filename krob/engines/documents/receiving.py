"""Receive an upload piece by piece, and stop reading past the limit.

``LimitedUpload`` is the project's only upload handler: it holds one piece (64 kB) in memory, writes
to ``KROB_FILES/incoming``, and ends the request's reading when the limit is passed, whatever the
headers say. Views call ``received_file``.

Req: 1.3.3.
"""

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.utils.translation import gettext_lazy as _

from krob.engines.documents import storage
from krob.engines.documents.types import ReceivedFile
from krob.foundation.core.errors import Invalid, TooLarge

if TYPE_CHECKING:
    from django.http import HttpRequest  # noqa: TID251 - the receiver of a request's body

MEGABYTE = 1_000_000
NAME_LENGTH = 150


class Incoming(UploadedFile):  # type: ignore[type-arg]  # not generic at run time
    """A file on its way in; ``path`` is where it was written."""

    def __init__(self, path: Path, name: str, size: int) -> None:
        super().__init__(file=None, name=name, size=size)
        self.path = path

    def close(self) -> None:
        """Delete it at the end of the request, unless it was taken in and lies elsewhere."""
        self.path.unlink(missing_ok=True)


class LimitedUpload(FileUploadHandler):
    """Writes what is uploaded to a file and stops at the limit."""

    def __init__(self, request: "HttpRequest | None" = None) -> None:
        super().__init__(request)
        self.limit = settings.KROB_UPLOAD_LIMIT_MB * MEGABYTE
        self.total = 0
        self.exceeded = False
        self.path: Path | None = None
        self.out: IO[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open a file for what comes."""
        super().new_file(*args, **kwargs)
        self.path = storage.incoming()
        self.out = self.path.open("wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write one piece; stop the whole request past the limit."""
        self.total += len(raw_data)
        if self.total > self.limit:
            self.exceeded = True
            self._drop()
            raise StopUpload(connection_reset=True)
        if self.out is not None:
            self.out.write(raw_data)

    def file_complete(self, file_size: int) -> Any:
        """Hand over the file that was received whole."""
        if self.out is None or self.path is None:
            return None
        self.out.close()
        return Incoming(self.path, self.file_name or "", file_size)

    def upload_interrupted(self) -> None:
        """Forget a file that did not come to its end."""
        self._drop()

    def _drop(self) -> None:
        if self.out is not None:
            self.out.close()
        if self.path is not None:
            self.path.unlink(missing_ok=True)
        self.out = self.path = None


def received_file(request: "HttpRequest", limit_bytes: int, field: str = "file") -> ReceivedFile:
    """Return the file of a request; the caller moves or deletes it.

    Raises:
        TooLarge: it is larger than the limit; reading stopped there and nothing was kept.
        Invalid: there is no file, or it did not come to its end.
    """
    handlers = [one for one in request.upload_handlers if isinstance(one, LimitedUpload)]
    if not hasattr(request, "_files"):
        for handler in handlers:
            handler.limit = min(handler.limit, limit_bytes)
    file = request.FILES.get(field)
    if any(handler.exceeded for handler in handlers):
        raise too_large(min(handler.limit for handler in handlers))
    if not isinstance(file, Incoming):
        _refuse_other(file)
        raise Invalid("file-missing", _("Choose a file, or send it again: nothing arrived."))
    if (file.size or 0) > limit_bytes:
        file.path.unlink(missing_ok=True)
        raise too_large(limit_bytes)
    return ReceivedFile(path=file.path, name=clean_name(file.name or ""), size=file.size or 0)


def refused_field(request: "HttpRequest") -> str:
    """Return the name of the input whose file went past the limit; "" where none did."""
    handlers = [one for one in request.upload_handlers if isinstance(one, LimitedUpload)]
    return next((str(one.field_name) for one in handlers if one.exceeded), "")


def _refuse_other(file: object) -> None:
    if isinstance(file, TemporaryUploadedFile):
        raise TypeError("FILE_UPLOAD_HANDLERS must be LimitedUpload alone")


def too_large(limit_bytes: int) -> TooLarge:
    """Return the refusal of a file beyond a limit."""
    return TooLarge(
        "file-too-large",
        _("The file is larger than %(limit)s MB. Make it smaller and send it again.")
        % {"limit": limit_bytes // MEGABYTE},
    )


def clean_name(name: str) -> str:
    """Return a file's name without its folders and control characters; Thai stays as it is."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(character for character in last if character.isprintable()).strip(" .")
    if len(kept) > NAME_LENGTH:
        stem, dot, ending = kept.rpartition(".")
        kept = (stem or kept)[: NAME_LENGTH - 10] + (dot + ending[:8] if dot else "")
    return kept or "file"
