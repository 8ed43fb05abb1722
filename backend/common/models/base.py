"""Abstract bases every model is built from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone
from typing_extensions import override

ModelT_co = TypeVar("ModelT_co", bound=models.Model, covariant=True)


class TimeStampedQuerySet(models.QuerySet[ModelT_co]):
    """Bulk writes move `updated_at` too, which Django's own do not."""

    @override
    def update(self, **kwargs: Any) -> int:
        return super().update(**{"updated_at": timezone.now(), **kwargs})

    @override
    def bulk_update(
        self,
        objs: Iterable[Any],
        fields: Iterable[str],
        batch_size: int | None = None,
    ) -> int:
        rows = list(objs)
        now = timezone.now()
        for row in rows:
            row.updated_at = now
        return super().bulk_update(rows, {*fields, "updated_at"}, batch_size)


class TimeStampedBaseModel(models.Model):
    """A row that knows when it was made and when it last changed, by any way."""

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TimeStampedQuerySet.as_manager()

    class Meta:
        abstract = True

    @override
    def save(self, **kwargs: Any) -> None:
        update_fields: Sequence[str] | None = kwargs.get("update_fields")
        if update_fields:
            kwargs["update_fields"] = {*update_fields, "updated_at"}
        super().save(**kwargs)
