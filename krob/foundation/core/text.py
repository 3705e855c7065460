"""A text in Thai and English: the value that content carries."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Text:
    """What a person reads, in Thai (required) and English (optional, falls back to Thai)."""

    th: str
    en: str = ""

    @classmethod
    def of(cls, value: "Text | Mapping[str, str] | str | None") -> "Text":
        """Read a text from a definition: ``{"th": …, "en": …}``, or a plain Thai string."""
        match value:
            case Text():
                return value
            case None:
                return cls("")
            case str():
                return cls(value)
        return cls(str(value.get("th", "")), str(value.get("en", "")))

    def in_(self, language: str | None) -> str:
        """Return the text in a language; Thai where there is no English."""
        return self.en if (language or "").startswith("en") and self.en else self.th

    def as_json(self) -> dict[str, str]:
        """Return the pair as it is stored."""
        return {"th": self.th, "en": self.en} if self.en else {"th": self.th}

    def __str__(self) -> str:
        return self.in_(get_language())

    def __bool__(self) -> bool:
        return bool(self.th or self.en)
