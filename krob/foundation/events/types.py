"""Words of the journal."""

from enum import StrEnum
from typing import Any

from django.db.models import BigIntegerField, Func


class RowKind(StrEnum):
    """What kind of row a link of the chain seals."""

    EVENT = "event"
    ACCESS = "access"


class TransactionNumber(Func):
    """The number of the running transaction, by which the sealer knows which ones have ended.

    PostgreSQL counts them; on SQLite there is one writer at a time, and the number is 0.
    """

    template = "0"
    arity = 0
    output_field = BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Ask PostgreSQL."""
        template = "(pg_current_xact_id()::text)::bigint"
        return super().as_sql(compiler, connection, template=template, **context)
