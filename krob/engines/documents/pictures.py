"""Make a picture of a page of somebody's PDF, so that it shows in place on any screen.

The page is drawn by the child process that compiles templates, under the same limits: whatever the
PDF tries, what reaches the reader is pixels.
"""

import shutil
import tempfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from krob.engines.documents.render import TemplateError, made_in
from krob.foundation.core.errors import Unavailable

WIDTH_PT = 600
PAGE = """#set page(width: auto, height: auto, margin: 0pt)
#image("document.pdf", page: {page}, width: {width}pt)"""


def picture_of(pdf: Path, page: int) -> bytes:
    """Return a PNG of a page of a PDF, counted from 1, 1200 pixels wide.

    Raises:
        Unavailable: the page cannot be drawn, or not within the limits.
    """
    with tempfile.TemporaryDirectory(prefix="krob-picture-") as root:
        shutil.copyfile(pdf, Path(root) / "document.pdf")
        try:
            return made_in(root, PAGE.format(page=page, width=WIDTH_PT), {}, "png")
        except TemplateError:
            message = _("This page cannot be shown here. Open the document apart.")
            raise Unavailable("page-not-drawn", message) from None
