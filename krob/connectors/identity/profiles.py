"""Each provider's own ways, in one place: where it answers, how it names things.

Sources: ETDA's relying-party sample for ThaID; public client code for the DGA Digital ID.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from krob.people.identity.types import Claims

Raw = Mapping[str, Any]


def _same(value: str) -> str:
    return value


def hashed_seven_times(secret: str) -> str:
    """Return a client secret as the DGA Digital ID wants it sent."""
    for _turn in range(7):
        secret = hashlib.md5(f"{secret}EGA".encode()).hexdigest()  # noqa: S324 - its protocol
    return secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One kind of provider.

    ``names`` maps our words to its claims; ``levels`` its assurance levels to the dotted Thai ones
    (a level that is not named stays as it is); ``userinfo`` says whether claims are fetched there.
    """

    scope: str
    authorise_path: str
    names: Mapping[str, str]
    levels: Mapping[str, str] = field(default_factory=dict)
    userinfo: bool = False
    sign_out: str = "rp"
    sign_out_parameter: str = "post_logout_redirect_uri"
    transform_secret: Callable[[str], str] = _same

    def read_claims(self, issuer: str, id_token: str, raw: Raw) -> Claims:
        """Return what the provider says in our words.

        Raises:
            KeyError: a claim that we cannot do without is missing.
        """
        says = {ours: raw.get(theirs, "") for ours, theirs in self.names.items()}
        level = str(says.pop("ial"))
        return Claims(
            issuer=issuer,
            subject=str(raw["sub"]),
            number=str(says.pop("number")),
            address=_address(raw.get("address")),
            ial=self.levels.get(level, level),
            acr=str(raw.get("acr", "")),
            auth_time=int(raw.get("auth_time") or raw["iat"]),
            id_token=id_token,
            **{name: str(value) for name, value in says.items()},
        )


def _address(value: object) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {str(key): str(part) for key, part in value.items() if part}
    return {"formatted": str(value)} if value else {}


NAMES = {
    "number": "pid",
    "ial": "ial",
    "title": "title",
    "given_name": "given_name",
    "family_name": "family_name",
    "title_en": "title_en",
    "given_name_en": "given_name_en",
    "family_name_en": "family_name_en",
    "birthdate": "birthdate",
    "gender": "gender",
}
THAID = Profile(
    scope=(
        "openid pid title given_name family_name title_en given_name_en family_name_en "
        "birthdate gender address ial"
    ),
    authorise_path="/api/v2/oauth2/auth/",
    names=NAMES,
)
STANDARD = Profile(
    scope="openid profile pid address ial",
    authorise_path="/api/v2/oauth2/auth/",
    names=NAMES,
    userinfo=True,
)
DGA = Profile(
    scope="openid profile citizen_id citizen_id_verified ial_level given_name family_name",
    authorise_path="/connect/authorize",
    names={
        "number": "citizen_id",
        "ial": "ial_level",
        "given_name": "given_name",
        "family_name": "family_name",
    },
    userinfo=True,
    sign_out_parameter="post_logout_redirect_url",
    transform_secret=hashed_seven_times,
)
PROFILES: Mapping[str, Profile] = {"thaid": THAID, "standard": STANDARD, "dga": DGA}
