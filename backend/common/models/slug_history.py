"""Former slugs, recorded by the database so that no code path can lose a URL."""

from __future__ import annotations

import pgtrigger
from django.db import models
from typing_extensions import override

from common.models.base import TimeStampedBaseModel

SLUG_MAX_LENGTH = 120


class SlugHistory(TimeStampedBaseModel):
    """A slug that some row had before. A subclass adds the foreign key to that row.

    Written only by the trigger of `record_slug_history`. A former slug is never given
    to another row, so an old link can only lead where it always led.
    """

    slug = models.SlugField(max_length=SLUG_MAX_LENGTH, unique=True, allow_unicode=True)

    class Meta:
        abstract = True

    @override
    def __str__(self) -> str:
        return self.slug


def record_slug_history(history_table: str, target_column: str) -> pgtrigger.Trigger:
    """Return the trigger that guards and records the `slug` of a model.

    A slug that another row had before is refused as a unique violation; a changed slug
    goes into `history_table`; a slug that is taken back leaves it.
    """
    return pgtrigger.Trigger(
        name="record_slug_history",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("slug"),
        func=f"""
            IF EXISTS (
                SELECT 1 FROM {history_table}
                WHERE slug = NEW.slug AND {target_column} <> NEW.id
            ) THEN
                RAISE EXCEPTION 'the slug "%" belonged to another row', NEW.slug
                USING ERRCODE = 'unique_violation';
            END IF;
            IF TG_OP = 'UPDATE' AND NEW.slug IS DISTINCT FROM OLD.slug THEN
                DELETE FROM {history_table} WHERE slug = NEW.slug;
                INSERT INTO {history_table}
                    (created_at, updated_at, slug, {target_column})
                VALUES (statement_timestamp(), statement_timestamp(), OLD.slug, NEW.id);
            END IF;
            RETURN NULL;
        """,  # noqa: S608 - The names are constants of our own models.
    )
