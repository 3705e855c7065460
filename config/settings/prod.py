"""Behind a body-buffering proxy that ends TLS. Keys come from the environment only."""

import os

from config.settings.base import *  # noqa: F403

SECRET_KEY = os.environ["KROB_SECRET_KEY"]
KROB_ENCRYPTION_KEYS = os.environ["KROB_ENCRYPTION_KEYS"]
KROB_HASH_KEY = os.environ["KROB_HASH_KEY"]
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # else every attempt seems to come from the proxy
