"""The search index: one row per service; full text by the database that is there.

SQLite keeps an FTS5 table in step by triggers, PostgreSQL has expression indexes over arrays of
words. Both are made by a migration and asked by the two functions here; words never pass through a
database's own parser of language.
"""

from collections.abc import Mapping, Sequence
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
    """Arrays of words as ``tsvector``; what they find at first is ranked as FTS5's bm25 ranks it.

    ``ts_rank`` weighs neither how rare a word is nor how long a text, but it is quick: it chooses
    the hundred that are looked at closely.
    """

    SQL = """
        WITH found AS MATERIALIZED (
            SELECT code, {vector} AS vector, string_to_array(title, ' ') AS title,
                string_to_array(body, ' ') AS body, length(grams) / 4 AS grams
            FROM catalogue_searchentry WHERE {vector} @@ %s::tsquery
            ORDER BY {coarse}, code LIMIT 100
        ), usual AS MATERIALIZED (
            SELECT avg(cardinality(title) + cardinality(body) + grams) AS length FROM found
        ), asked AS MATERIALIZED (
            SELECT word, lexeme, greatest(ln((rows - known + 0.5) / (known + 0.5)), 1e-6) AS rarity
            FROM (SELECT count(*) AS rows FROM catalogue_searchentry) AS every,
            unnest(%s::text[], %s::tsquery[]) AS told(word, lexeme), LATERAL (
                SELECT count(*) AS known FROM catalogue_searchentry WHERE {vector} @@ lexeme
            ) AS counted
        )
        SELECT code FROM found, usual, LATERAL (
            SELECT sum(rarity * hits / (hits + 0.3 + 0.9 / usual.length
                * (cardinality(title) + cardinality(body) + grams))) AS score
            FROM (SELECT rarity, {hits} AS hits FROM asked) AS hit
        ) AS ranked
        ORDER BY score DESC, code LIMIT %s
    """
    WORDS = {
        "vector": "words_vector",
        "coarse": f"-({TITLE_WEIGHT} * ts_rank(title_vector, %s) + ts_rank(body_vector, %s))",
        "hits": f"""{TITLE_WEIGHT} * cardinality(array_positions(title, word))
            + {BODY_WEIGHT} * cardinality(array_positions(body, word))""",
    }
    GRAMS = {
        "vector": "grams_vector",
        "coarse": "-ts_rank(grams_vector, %s)",
        "hits": "(vector @@ lexeme)::int",
    }

    def all_of(self, groups: Sequence[Alternatives], limit: int) -> list[str]:
        """Return services in which each group has an alternative all of whose words occur."""
        asked = " & ".join(
            "(" + " | ".join("(" + " & ".join(_lexemes(option)) + ")" for option in group) + ")"
            for group in groups
        )
        told = [word for group in groups for option in group for word in option]
        return self._ranked(self.WORDS, told, asked, limit)

    def any_of(self, column: str, words: Sequence[str], limit: int) -> list[str]:
        """Return services with any of the words in a column, those with most and rarest first."""
        how = self.GRAMS if column == "grams" else self.WORDS
        return self._ranked(how, words, " | ".join(_lexemes(words)), limit)

    def _ranked(
        self, how: Mapping[str, str], words: Sequence[str], asked: str, limit: int
    ) -> list[str]:
        sql = self.SQL.format_map({**how, "coarse": how["coarse"].replace("%s", "%s::tsquery")})
        many = [asked] * how["coarse"].count("%s")
        return _ask(sql, [asked, *many, list(words), _lexemes(words), limit])


def _lexemes(words: Sequence[str]) -> list[str]:
    return ["'" + word.replace("\\", "").replace("'", "") + "'" for word in words]
