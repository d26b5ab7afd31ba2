"""A constraint that no two rows of the same key overlap in time, on PostgreSQL and on SQLite alike.

PostgreSQL has it as an exclusion constraint. The keys are compared as ranges of one number, so that no extension is
needed: `btree_gist` would have to be created by somebody with the right to. SQLite lets one writer in at a time, so
that two triggers that look before each write are as tight.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table

EXCLUDE = "CONSTRAINT %(name)s EXCLUDE USING gist (%(same)s, int8range(%(start)s, %(end)s) WITH &&)"
TRIGGER = (
    "CREATE TRIGGER %(name)s BEFORE %(event)s ON %(table)s WHEN EXISTS (SELECT 1 FROM %(table)s AS other WHERE %(same)s"
    " AND other.%(start)s < NEW.%(end)s AND NEW.%(start)s < other.%(end)s%(but)s)"
    " BEGIN SELECT RAISE(ABORT, '%(told)s'); END"
)
EVENTS = {"INSERT": "", "UPDATE": " AND other.id <> OLD.id"}


class NoOverlap(models.BaseConstraint):
    """Rows equal in all `keys` (integers) never overlap as half-open [start, end), both integers of 64 bits."""

    def __init__(self, *, keys: list[str], start: str, end: str, name: str) -> None:
        super().__init__(name=name)
        self.keys, self.start, self.end = keys, start, end

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, tuple(args), {**kwargs, "keys": self.keys, "start": self.start, "end": self.end}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.start, self.end, *self.keys))

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: Any) -> str | None:  # type: ignore[override]
        """What stands in CREATE TABLE; SQLite's triggers come after it."""
        if schema_editor.connection.vendor == "postgresql":
            return self._exclusion(schema_editor)
        schema_editor.deferred_sql.extend(self._triggers(model, schema_editor))
        return None

    def create_sql(self, model: type[models.Model] | None, schema_editor: Any) -> Statement:  # type: ignore[override]
        table = _table(model, schema_editor)
        return Statement("ALTER TABLE %(table)s ADD " + self._exclusion(schema_editor), table=table)

    def remove_sql(self, model: type[models.Model] | None, schema_editor: Any) -> Statement:  # type: ignore[override]
        name = schema_editor.quote_name(self.name)
        return Statement(f"ALTER TABLE %(table)s DROP CONSTRAINT {name}", table=_table(model, schema_editor))

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Any = None,  # noqa: ARG002 — the base's
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        same = {key: getattr(instance, key) for key in self.keys}
        around = {f"{self.start}__lt": getattr(instance, self.end), f"{self.end}__gt": getattr(instance, self.start)}
        manager: models.Manager[models.Model] = model._default_manager  # noqa: SLF001 — Django's public name for it
        others = manager.using(using).exclude(pk=instance.pk)
        if others.filter(**same, **around).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def _exclusion(self, schema_editor: BaseDatabaseSchemaEditor) -> str:
        quote = schema_editor.quote_name
        same = ", ".join(f"int8range({quote(key)}, {quote(key)}, '[]') WITH &&" for key in self.keys)
        return EXCLUDE % {"name": quote(self.name), "same": same, "start": quote(self.start), "end": quote(self.end)}

    def _triggers(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor) -> list[Statement]:
        quote = schema_editor.quote_name
        same = " AND ".join(f"other.{quote(key)} = NEW.{quote(key)}" for key in self.keys)
        parts = {"same": same, "start": quote(self.start), "end": quote(self.end), "told": self.name}
        table = _table(model, schema_editor)
        return [
            Statement(TRIGGER, table=table, name=quote(self.trigger(event)), event=event, but=but, **parts)
            for event, but in EVENTS.items()
        ]

    def trigger(self, event: str) -> str:
        return f"{self.name}_{event.lower()}"


def _table(model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor) -> Table:
    if model is None:
        raise ValueError("a constraint belongs to a model")
    return Table(model._meta.db_table, schema_editor.quote_name)  # noqa: SLF001
