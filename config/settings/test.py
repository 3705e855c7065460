"""For the test suite: fixed keys, quick hashing, a database in a file."""

import os

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, DEMO_BANK_KEYS, VAR

SECRET_KEY = "only-for-tests"  # noqa: S105
KROB_ENCRYPTION_KEYS = "t1:" + "11" * 32
KROB_HASH_KEY = "22" * 32
KROB_SEAL_KEY = "33" * 32
KROB_DEMO = True
KROB_BANK_KEYS = DEMO_BANK_KEYS
KROB_FILES = VAR / "test-files"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    VAR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / f"test-{os.getpid()}.sqlite3")}
else:
    DATABASES["default"]["OPTIONS"] = {}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
