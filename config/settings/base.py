"""What holds everywhere. Every setting of an installation is a ``KROB_*`` variable.

Documented in ``docs/reference/settings.md``.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("KROB_VAR", BASE_DIR / "var"))

KROB_PORT = int(os.environ.get("KROB_PORT", "8000"))
KROB_SIMULATORS_PORT = int(os.environ.get("KROB_SIMULATORS_PORT", KROB_PORT + 1))
KROB_BASE_URL = os.environ.get("KROB_BASE_URL", f"http://127.0.0.1:{KROB_PORT}")
KROB_SIMULATORS_URL = os.environ.get(
    "KROB_SIMULATORS_URL", f"http://127.0.0.1:{KROB_SIMULATORS_PORT}"
)
KROB_BANK_URL = os.environ.get("KROB_BANK_URL", f"{KROB_SIMULATORS_URL}/bank")
KROB_BANK_KEYS = os.environ.get("KROB_BANK_KEYS", "")
DEMO_BANK_KEYS = "demo/2026-1:EoHdHdUYLwJxJYRfPPAQ4z5NCjTfg+cSd1KztRqUW3w="
KROB_DEMO = os.environ.get("KROB_DEMO", "") == "1"
KROB_MAINTENANCE = os.environ.get("KROB_MAINTENANCE", "") == "1"
KROB_FILES = Path(os.environ.get("KROB_FILES", VAR / "files"))
KROB_SEAL = Path(os.environ.get("KROB_SEAL", VAR / "seal"))
KROB_TRUSTED_INSTALLATIONS = os.environ.get("KROB_TRUSTED_INSTALLATIONS", "")
KROB_IMPORTS_PER_DAY = int(os.environ.get("KROB_IMPORTS_PER_DAY", "20"))
KROB_SIGNER = os.environ.get("KROB_SIGNER", "keyfile")
KROB_ENCRYPTION_KEYS = os.environ.get("KROB_ENCRYPTION_KEYS", "")
KROB_HASH_KEY = os.environ.get("KROB_HASH_KEY", "")
KROB_SEAL_KEY = os.environ.get("KROB_SEAL_KEY", "")
KROB_SEAL_KEY_FILE = Path(os.environ.get("KROB_SEAL_KEY_FILE", VAR / "seal.key"))
KROB_HEADS = Path(os.environ.get("KROB_HEADS", VAR / "heads.jsonl"))
KROB_UPLOAD_LIMIT_MB = int(os.environ.get("KROB_UPLOAD_LIMIT_MB", "10"))

KROB_SCANNER = os.environ.get("KROB_SCANNER", "")
KROB_CLAMD = os.environ.get("KROB_CLAMD", "tcp://127.0.0.1:3310")
KROB_CLAMD_SECONDS = int(os.environ.get("KROB_CLAMD_SECONDS", "60"))
KROB_QUIET_HOURS = os.environ.get("KROB_QUIET_HOURS", "20:00-07:00")
KROB_KEEP_WORKING_DAYS = int(os.environ.get("KROB_KEEP_WORKING_DAYS", "30"))
KROB_LIMITS = os.environ.get("KROB_LIMITS", "verify=20,sign-in=120,look-up=30")
KROB_VERIFY_AT_ONCE = int(os.environ.get("KROB_VERIFY_AT_ONCE", "4"))

SECRET_KEY = os.environ.get("KROB_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("KROB_HOSTS", "127.0.0.1,localhost").split(",")

ROOMS = [
    "krob.foundation.core",
    "krob.foundation.rules",
    "krob.foundation.editing",
    "krob.foundation.jobs",
    "krob.foundation.events",
    "krob.foundation.linkeddata",
    "krob.people.parties",
    "krob.people.identity",
    "krob.people.agencies",
    "krob.engines.exchange",
    "krob.engines.notifications",
    "krob.engines.documents",
    "krob.engines.smartforms",
    "krob.engines.workflow",
    "krob.registers.catalogue",
    "krob.registers.licences",
    "krob.registers.payments",
    "krob.casework.contacts",
    "krob.casework.applications",
    "krob.faces.portal",
    "krob.faces.desk",
    "krob.faces.reporting",
    "krob.faces.gateway",
    "krob.connectors",
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "template_partials",
    "django_htmx",
    "csp",
    "django_tasks",
    *ROOMS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "krob.foundation.core.middleware.MaintenanceMiddleware",
    "krob.foundation.core.middleware.ReadableMiddleware",
    "django.middleware.common.CommonMiddleware",
    "krob.foundation.events.middleware.LimitsMiddleware",  # before anything reads the body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "krob.foundation.events.web.ErrorsMiddleware",  # outside the gates: their refusals count too
    "krob.people.agencies.middleware.ActorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "demo" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "krob.foundation.core.web.surroundings",
            ],
        },
    }
]


def database(url: str) -> dict[str, Any]:
    """Return Django's database settings for a ``sqlite:`` or ``postgresql:`` address."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "krob.foundation.core.sqlite",
            "NAME": parts.path[1:] if parts.path.startswith("//") else parts.path,
            "CONN_MAX_AGE": None,  # a file does not hang up, and opening it costs 4 ms
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "OPTIONS": {"pool": {"min_size": 2, "max_size": 12}},
    }


# Attempts to sign in are counted here: shared by all processes of this machine.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "cache",
    }
}
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = [
    "krob.people.identity.backends.OfficerBackend",
    "krob.people.identity.backends.NationalIdBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/officer/"
SESSION_COOKIE_AGE = 8 * 3600
KROB_IDLE_MINUTES = {"applicant": 30, "officer": 15, "operator": 15}
KROB_SESSION_HOURS = 8
KROB_REQUIRED_IAL = os.environ.get("KROB_REQUIRED_IAL", "2.3")
KROB_NATIONAL_ID: dict[str, Any] = {
    "issuer": os.environ.get("KROB_NATIONAL_ID_ISSUER", f"{KROB_SIMULATORS_URL}/idp"),
    "client_id": os.environ.get("KROB_NATIONAL_ID_CLIENT", "krob"),
    "secret": os.environ.get("KROB_NATIONAL_ID_SECRET", ""),
    "private_key": os.environ.get("KROB_NATIONAL_ID_KEY", ""),
    "profile": os.environ.get("KROB_NATIONAL_ID_PROFILE", "thaid"),
}
ACCOUNT_ADAPTER = "krob.people.identity.adapters.OfficerAccounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_FORMS = {"login": "krob.people.identity.forms.OfficerLoginForm"}
MFA_ADAPTER = "krob.people.identity.adapters.OfficerSecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Krob"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "krob.people.identity.forms.OfficerCodeForm",
    "activate_totp": "krob.people.identity.forms.ActivateCodeForm",
}

KROB_DATABASE_URL = os.environ.get("KROB_DATABASE_URL", f"sqlite:{VAR / 'krob.sqlite3'}")
DATABASES = {"default": database(KROB_DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "krob.foundation.jobs.backend.JobsBackend", "QUEUES": []}}
KROB_JOBS_KEEP_DAYS = int(os.environ.get("KROB_JOBS_KEEP_DAYS", "30"))

EMAIL_BACKEND = "krob.engines.notifications.mail.QueuedEmailBackend"
LOGGING = logging_settings(os.environ.get("KROB_LOG_LEVEL", "INFO"))
LOGGING_CONFIG = "logging.config.dictConfig"

LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "demo" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Bangkok"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

SESSION_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # they name people
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [SELF],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 0
FILE_UPLOAD_HANDLERS = ["krob.engines.documents.receiving.LimitedUpload"]
