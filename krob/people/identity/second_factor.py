"""What an authenticator app computes, for demonstrations and tests that have no phone."""

import time

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


def code_now(secret: str, *, steps: int = 0) -> str:
    """Return the code that an app with this secret shows now, or ``steps`` of 30 s later."""
    counter = int(time.time()) // app_settings.TOTP_PERIOD + steps
    return str(format_hotp_value(hotp_value(secret, counter)))
