"""What a page showed when it was made, in short: so that one can tell later what was changed there.

A page posts it back as ``_was``. It is no secret and no proof: it only spares its sender questions.
"""

import hashlib
import json
from collections.abc import Mapping

from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.types import CompiledForm, Posted

LENGTH = 8


def mark(state: FormState, key: str) -> str:
    """Return a short mark of what a question says; another answer has another mark."""
    held = [state.answers.get(key), state.raw.get(key)]
    canonical = json.dumps(held, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(canonical).hexdigest()[:LENGTH]


def shown(form: CompiledForm, state: FormState, page: str | None) -> str:
    """Return the marks of all questions of a page, as the page posts them back."""
    fields = [field for each in form.page(page) for field in each.fields if field.kind.asks]
    return " ".join(f"{field.key}:{mark(state, field.key)}" for field in fields)


def was(posted: Posted) -> Mapping[str, str]:
    """Return the marks that a page posted, by key; empty when it posted none."""
    pairs = (pair.partition(":") for pair in " ".join(posted.get("_was", ())).split())
    return {key: found for key, _colon, found in pairs}
