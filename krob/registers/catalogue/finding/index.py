"""The search index: one row per service; full text by the database that is there.

SQLite keeps an FTS5 table in step by triggers, PostgreSQL has expression indexes over arrays of
words. Both are made by a migration and asked by the two functions here; words never pass through a
database's own parser of language.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from django.db import connection

from krob.registers.catalogue.finding.segmenting import trigrams, words
from krob.registers.catalogue.models import SearchEntry

Alternatives = Sequence[Sequence[str]]
TITLE_WEIGHT, BODY_WEIGHT = 10.0, 1.0


class Engine(Protocol):
    """What the search asks of a database; both return codes of services, best first."""

    def all_of(self, groups: Sequence[Alternatives], limit: int) -> list[str]:
        """Return services in which each group has an alternative all of whose words occur."""

    def any_of(self, column: str, words: Sequence[str], limit: int) -> list[str]:
        """Return services with any of the words in a column, those with most and rarest first."""


def engine() -> Engine:
    """Return the engine of the database in use."""
    return PostgresEngine() if connection.vendor == "postgresql" else SqliteEngine()


def put(code: str, title: str, body: str) -> None:
    """Let a service be found by these texts; replaces what was there."""
    SearchEntry.objects.update_or_create(
        code=code,
        defaults={
            "title": " ".join(words(title)),
            "body": " ".join(words(body)),
            "grams": " ".join(trigrams(f"{title} {body}")),
        },
    )


def keep_only(codes: Sequence[str]) -> None:
    """Forget services that are not among these."""
    SearchEntry.objects.exclude(code__in=codes).delete()


def _ask(sql: str, parameters: Sequence[Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [str(row[0]) for row in cursor.fetchall()]


def _quoted(words: Sequence[str]) -> list[str]:
    return ['"' + word.replace('"', "") + '"' for word in words]


class SqliteEngine:
    """FTS5 with bm25; the words of the title weigh more."""

    SQL = """
        SELECT entry.code FROM catalogue_search_fts AS fts
        JOIN catalogue_searchentry AS entry ON entry.id = fts.rowid
        WHERE catalogue_search_fts MATCH %s
        ORDER BY bm25(catalogue_search_fts, %s, %s, 1.0) LIMIT %s
    """

    def all_of(self, groups: Sequence[Alternatives], limit: int) -> list[str]:
        """Return services in which each group has an alternative all of whose words occur."""
        asked = " AND ".join(
            "(" + " OR ".join("(" + " AND ".join(_quoted(option)) + ")" for option in group) + ")"
            for group in groups
        )
        return _ask(self.SQL, [f"{{title body}} : ({asked})", TITLE_WEIGHT, BODY_WEIGHT, limit])

    def any_of(self, column: str, words: Sequence[str], limit: int) -> list[str]:
        """Return services with any of the words in a column, those with most and rarest first."""
        asked = " OR ".join(_quoted(words))
        columns = "grams" if column == "grams" else "title body"
        return _ask(self.SQL, [f"{{{columns}}} : ({asked})", TITLE_WEIGHT, BODY_WEIGHT, limit])


class PostgresEngine:
    """Arrays of words as ``tsvector``; the words of the title weigh more."""

    WORDS = """
        SELECT code FROM catalogue_searchentry, (SELECT %s::tsquery AS asked) AS query
        WHERE words_vector @@ asked
        ORDER BY %s * ts_rank(title_vector, asked) + %s * ts_rank(body_vector, asked) DESC,
                 length(title), code
        LIMIT %s
    """
    GRAMS = """
        SELECT code FROM catalogue_searchentry, (SELECT %s::tsquery AS asked) AS query
        WHERE grams_vector @@ asked
        ORDER BY ts_rank(grams_vector, asked) DESC, length(grams), code
        LIMIT %s
    """

    def all_of(self, groups: Sequence[Alternatives], limit: int) -> list[str]:
        """Return services in which each group has an alternative all of whose words occur."""
        asked = " & ".join(
            "(" + " | ".join("(" + " & ".join(_lexemes(option)) + ")" for option in group) + ")"
            for group in groups
        )
        return _ask(self.WORDS, [asked, TITLE_WEIGHT, BODY_WEIGHT, limit])

    def any_of(self, column: str, words: Sequence[str], limit: int) -> list[str]:
        """Return services with any of the words in a column, those with most and rarest first."""
        asked = " | ".join(_lexemes(words))
        if column == "grams":
            return _ask(self.GRAMS, [asked, limit])
        return _ask(self.WORDS, [asked, TITLE_WEIGHT, BODY_WEIGHT, limit])


def _lexemes(words: Sequence[str]) -> list[str]:
    return ["'" + word.replace("\\", "").replace("'", "") + "'" for word in words]
