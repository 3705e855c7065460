"""One machine, for trying out and developing: keys are made once and kept in ``var/``."""

import contextlib
import json
import os
import secrets

from config.settings.base import *  # noqa: F403
from config.settings.base import DEMO_BANK_KEYS, KROB_NATIONAL_ID, VAR

DEBUG = os.environ.get("KROB_DEBUG", "") == "1"
KROB_DEMO = os.environ.get("KROB_DEMO", "1") == "1"
KROB_BANK_KEYS = os.environ.get("KROB_BANK_KEYS") or (DEMO_BANK_KEYS if KROB_DEMO else "")


def local_keys() -> dict[str, str]:
    """Return this installation's keys, made at the first start."""
    path = VAR / "keys.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = {
            "secret": secrets.token_urlsafe(48),
            "encryption": f"k1:{secrets.token_hex(32)}",
            "hash": secrets.token_hex(32),
        }
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(keys))
        with contextlib.suppress(FileExistsError):  # a process of the same start was first
            os.link(fresh, path)
        fresh.unlink()
    return dict(json.loads(path.read_text()))


_keys = local_keys()
SECRET_KEY = os.environ.get("KROB_SECRET_KEY") or _keys["secret"]
KROB_ENCRYPTION_KEYS = os.environ.get("KROB_ENCRYPTION_KEYS") or _keys["encryption"]
KROB_HASH_KEY = os.environ.get("KROB_HASH_KEY") or _keys["hash"]
KROB_NATIONAL_ID["secret"] = KROB_NATIONAL_ID["secret"] or "krob-demonstration"
