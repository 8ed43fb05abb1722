"""Making one tag of two."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from blog.exceptions import TagMergeRefusedError, TagNotFoundError
from blog.models import Tag
from blog.services.counters import lock_counters, recount
from common.exceptions import FieldError
from common.lookup import by_id_or_slug

# Constraints between these tables are checked at the end of the transaction, so
# everything changes hands in one statement. Kept content names tags by id: it can still
# be published or restored.
HAND_OVER = """
    WITH released AS (
        DELETE FROM blog_post_tags WHERE tag_id = %(source)s RETURNING post_id
    ), linked AS (
        INSERT INTO blog_post_tags (post_id, tag_id)
        SELECT post_id, %(target)s FROM released
        ON CONFLICT (post_id, tag_id) DO NOTHING
    ), passed_on AS (
        UPDATE blog_tagslughistory SET tag_id = %(target)s, updated_at = now()
        WHERE tag_id = %(source)s
    ), recorded AS (
        INSERT INTO blog_tagslughistory (created_at, updated_at, slug, tag_id)
        VALUES (now(), now(), %(slug)s, %(target)s),
               (now(), now(), %(source_id)s, %(target)s)
    ), revised AS (
        UPDATE blog_revision SET metadata = jsonb_set(metadata, '{tags}', (
            SELECT jsonb_agg(id ORDER BY place) FROM (
                SELECT replace(id, %(source_id)s, %(target_id)s) AS id,
                    min(place) AS place
                FROM jsonb_array_elements_text(metadata->'tags')
                    WITH ORDINALITY AS named (id, place)
                GROUP BY 1
            ) AS renamed
        ))
        WHERE metadata->'tags' ? %(source_id)s
    )
    DELETE FROM blog_tag WHERE id = %(source)s
"""


@transaction.atomic
def merge_tags(*, source: str, target_id: UUID, now: datetime) -> Tag:
    """Give everything of the tag called `source` to another one, and return that.

    Posts carry the other one in its place, its names and its id lead there ever after,
    and the other one takes over a description it lacks. Tags of different owners make a
    shared one. Nothing changes where `source` is a former name of the other one, so
    that a call can be made again.

    Raises:
        TagMergeRefusedError: the other one is the same or does not exist.
        TagNotFoundError: nothing is or was called `source`.
    """
    lock_counters()
    named = by_id_or_slug(source)
    wanted = Q(**named) | Q(public_id=target_id)
    # In one order everywhere, so that two who merge crosswise do not wait forever.
    rows = list(Tag.objects.select_for_update().filter(wanted).order_by("pk"))
    target = next((tag for tag in rows if tag.public_id == target_id), None)
    if target is None:
        raise _refused("does_not_exist", "There is no such tag to merge into.")
    merged = next((tag for tag in rows if tag is not target), None)
    if merged is not None:
        _merge(merged, target, now)
    elif all(str(getattr(target, name)) == str(named[name]) for name in named):
        raise _refused("same", "A tag cannot be merged into itself.")
    elif not target.slug_history.filter(slug=source).exists():
        raise TagNotFoundError
    return target


def _merge(source: Tag, target: Tag, now: datetime) -> None:
    with connection.cursor() as cursor:
        names: dict[str, int | str] = {
            "source": source.pk,
            "source_id": str(source.public_id),
            "slug": source.slug,
            "target": target.pk,
            "target_id": str(target.public_id),
        }
        cursor.execute(HAND_OVER, names)
    target.description = target.description or source.description
    if target.owner_id != source.owner_id:
        target.owner = None
    target.save(update_fields=["description", "owner"])
    recount(tags=[target.pk], now=now)


def _refused(code: str, detail: str) -> TagMergeRefusedError:
    return TagMergeRefusedError(detail, errors=(FieldError("/into", code, detail),))
