"""Turn a Typst template and its values into a PDF/A-3a + PDF/UA-1 whose text can be read out.

The template is compiled in a child process (``compiler``) with limits; the text layer is mended
afterwards (``textlayer``). Everything a template may use arrives as values: ``#let d =
json(bytes(sys.inputs.data))``.
"""

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import segno
from django.utils.translation import gettext_lazy as _

from krob.engines.documents import compiler, fonts
from krob.engines.documents.textlayer import mend
from krob.foundation.core.errors import Invalid

CPU_SECONDS = 10
WALL_SECONDS = 20
MEGABYTES = 1024
STANDARDS = ("a-3a", "ua-1")
TEMPLATE_AT_FAULT = 2
BEGINS = {"pdf": b"%PDF-", "png": b"\x89PNG"}


class TemplateError(Invalid):
    """The template does not compile, or asks for more than it may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside the document: text, with its media type and its relation to the document."""

    name: str
    content: str
    media_type: str
    description: str
    relationship: str = "data"


def qr_svg(text: str) -> str:
    """Return a QR code as SVG without text, to be set by a template or shown on a page."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=2, scale=1, omitsize=True, xmldecl=False
    )
    return out.getvalue().decode()


def settable(value: Any) -> Any:
    """Return values with every text made printable in the fonts that documents are set in."""
    match value:
        case str():
            return fonts.printable(value)
        case Mapping():
            return {str(key): settable(item) for key, item in value.items()}
        case list() | tuple():
            return [settable(item) for item in value]
    return value


def render_pdf(
    template: str,
    values: Mapping[str, Any],
    *,
    attachments: Sequence[Attachment] = (),
    title: str,
) -> bytes:
    """Return the document.

    The template finds its values as given, with ``title`` and ``attachments`` added (it attaches
    them: see ``templates/documents``). Characters that the fonts lack are replaced in ``values``,
    never in attachments.

    Raises:
        TemplateError: the template is wrong, reads a file, takes too long or too much memory.
    """
    given = dict(settable(values))
    given["title"] = fonts.printable(title)
    given["attachments"] = [
        {
            "name": attachment.name,
            "content": attachment.content,
            "mime": attachment.media_type,
            "desc": attachment.description,
            "rel": attachment.relationship,
        }
        for attachment in attachments
    ]
    return mend(_compiled(template, given))


@cache
def _home_of_typst() -> str:
    """Return where the compiler is installed; this process never loads it (it takes 80 MB)."""
    spec = find_spec("typst")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("typst")
    return str(Path(spec.origin).parents[1])


def _order(template: str, values: Mapping[str, Any], root: str, form: str) -> bytes:
    order = {
        "template": template,
        "values": values,
        "fonts": str(fonts.FOLDER),
        "root": root,
        "packages": _home_of_typst(),
        "seconds": CPU_SECONDS,
        "megabytes": MEGABYTES,
        "format": form,
        "standards": STANDARDS if form == "pdf" else (),
    }
    return json.dumps(order, ensure_ascii=False).encode()


def _compiled(template: str, values: Mapping[str, Any]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="krob-render-") as root:
        return made_in(root, template, values, "pdf")


def made_in(root: str, template: str, values: Mapping[str, Any], form: str) -> bytes:
    """Return what a template makes in a child process that may read one folder: ``pdf``, ``png``.

    Raises:
        TemplateError: the template is wrong, or takes too long or too much memory.
    """
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-I", "-S", compiler.__file__],
            input=_order(template, values, root, form),
            capture_output=True,
            timeout=WALL_SECONDS,
            cwd=root,
            env={"RAYON_NUM_THREADS": "1", "HTTPS_PROXY": "http://127.0.0.1:9"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    if child.returncode == TEMPLATE_AT_FAULT:
        raise _at_fault(json.loads(child.stderr.splitlines()[-1]))
    if child.returncode != 0 or not child.stdout.startswith(BEGINS[form]):
        raise _too_much()
    return child.stdout


def _at_fault(problem: Mapping[str, Any]) -> TemplateError:
    return TemplateError(
        "template-fault",
        _("The document template has a fault: %(message)s") % {"message": problem["message"]},
    )


def _too_much() -> TemplateError:
    return TemplateError(
        "template-limits",
        _("The document template needs more time or memory than a template may have."),
    )
