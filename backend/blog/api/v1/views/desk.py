"""Writing posts: new ones, edits, and what the desk shows of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.throttling import BaseThrottle

from author.selectors import find_profile_of
from blog.api.v1.serializers.writing import DeskPostSerializer, PostBody
from blog.exceptions import (
    BodyRefusedError,
    EditConflictError,
    FieldsForbiddenError,
    PostNotFoundError,
    PostTrashedError,
    ReferenceRefusedError,
    SlugRefusedError,
    SlugTakenError,
    TitleRefusedError,
)
from blog.models import Post
from blog.policies.library import usable_media, usable_tags
from blog.policies.posts import (
    can_create_post,
    can_set_byline,
    creatable_fields,
    editable_fields,
)
from blog.selectors.desk import get_desk_post
from blog.selectors.drafts import describe_edition
from blog.selectors.editions import (
    DEFAULTS,
    REFERENCE_FIELDS,
    Content,
    Edition,
    differing,
    read_edition,
)
from blog.selectors.posts import is_visible
from blog.selectors.references import (
    Reference,
    References,
    find_references,
    named_ids,
)
from blog.services.editions import merge
from blog.services.writing import create_draft, edit_post
from common.api.preconditions import IF_MATCH, stated_version, version_etag
from common.api.throttles import AnonThrottle, BlogThrottle, UserThrottle, WriteThrottle
from common.api.views import EndpointView
from common.exceptions import FieldError

if TYPE_CHECKING:
    from custom_user.services import Account

POST_THROTTLES: list[type[BaseThrottle]] = [
    AnonThrottle,
    UserThrottle,
    BlogThrottle,
    WriteThrottle,
]
CONTENT_PROBLEMS = [
    BodyRefusedError,
    FieldsForbiddenError,
    ReferenceRefusedError,
    SlugRefusedError,
    SlugTakenError,
    TitleRefusedError,
]
EDIT_PROBLEMS = [EditConflictError, PostTrashedError]


class NewPostView(EndpointView):
    """Base of the list of posts: where new ones are made."""

    @extend_schema(request=PostBody, responses={201: DeskPostSerializer})
    def post(self, request: Request) -> Response:
        """Create a draft.

        It is yours alone to read until somebody publishes it. `Location` is where you
        read it, `ETag` what `If-Match` takes when you change it.
        """
        actor = cast("Account", request.user)
        if not can_create_post(actor=actor):
            raise PermissionDenied
        content = PostBody.parse_content(request)
        beyond = _unlike_defaults(content) - creatable_fields(actor=actor)
        if beyond:
            raise _forbidden(beyond)
        references = _references(actor, content, kept={})
        if "authors" in content:
            _check_byline(actor, references, stored=set())
        elif profile := find_profile_of(actor):
            own = str(profile.public_id)
            content["authors"] = [own]
            references = {
                **references,
                "authors": {own: Reference(profile.pk, profile.public_id)},
            }
        edition = create_draft(
            content=content, references=references, actor=actor, now=timezone.now()
        )
        response = show_edition(edition, actor, status=201)
        name = {"post": edition.post.public_id}
        location = reverse("api:v1:blog:post-detail", kwargs=name, request=request)
        response["Location"] = f"{location}?version=draft"
        return response


class EditedPostView(EndpointView):
    """Base of one post: how its content is changed."""

    @extend_schema(
        request=PostBody, parameters=[IF_MATCH], responses=DeskPostSerializer
    )
    def put(self, request: Request, post: str) -> Response:
        """Write the whole content; what is left out gets its default.

        `slug` and `authors` stay as they are where they are left out. Needs `If-Match`;
        for the rest see PATCH.
        """
        return self._edit(request, post, PostBody.parse_whole)

    @extend_schema(
        request=PostBody, parameters=[IF_MATCH], responses=DeskPostSerializer
    )
    def patch(self, request: Request, post: str) -> Response:
        """Change some fields: a merge patch.

        What is left out stays, `null` clears, `{}` changes nothing. Readers of a live
        post see nothing of it until the change is published.

        Needs `If-Match` with the `ETag` of the version you have read. If others have
        changed the post since, both edits stand where they touch different fields;
        otherwise yours is refused with 412, which names the fields.
        """
        return self._edit(request, post, _parse_patch)

    @transaction.atomic
    def _edit(self, request: Request, key: str, parse: Any) -> Response:
        actor = cast("Account", request.user)
        post = _lock_post(actor, key)
        # Read after the lock, so that it is what the last writer left.
        edition = read_edition(post)
        fields = editable_fields(actor=actor, post=post)
        if not fields:
            raise PermissionDenied
        base = stated_version(request, public_id=post.public_id, current=post.version)
        # Merged first, so that what only others changed needs no right of one's own.
        changes = merge(edition, parse(request), base)
        present = edition.content
        beyond = differing(changes, present) - fields
        if beyond:
            raise _forbidden(beyond)
        references = _references(actor, changes, kept=present)
        if changes.get("authors", present["authors"]) != present["authors"]:
            stored = {line.author_id for line in post.bylines.all()}
            _check_byline(actor, references, stored=stored)
        edition = edit_post(
            edition=edition,
            changes=changes,
            references=references,
            actor=actor,
            now=timezone.now(),
        )
        return show_edition(edition, actor)


def read_desk(request: Request, key: str) -> Response:
    """Answer with what writers have of a post.

    Raises:
        PostNotFoundError: there is none, or the caller may not know of it.
    """
    actor = cast("Account", request.user)
    return show_edition(read_edition(get_desk_post(actor, key)), actor)


def show_edition(edition: Edition, actor: Account, *, status: int = 200) -> Response:
    """Answer with an edition and the `ETag` of its version."""
    shown = DeskPostSerializer(
        describe_edition(edition, actor, now=timezone.now())
    ).data
    etag = version_etag(edition.post.public_id, edition.post.version)
    return Response(shown, status=status, headers={"ETag": etag})


def _parse_patch(request: Request) -> Content:
    return PostBody.parse_content(request, partial=True)


def _lock_post(actor: Account, key: str) -> Post:
    try:
        return get_desk_post(actor, key, for_update=True)
    except PostNotFoundError:
        # Whoever can read it learns nothing new from being refused.
        if is_visible(actor, key, now=timezone.now()):
            raise PermissionDenied from None
        raise


def _unlike_defaults(content: Content) -> set[str]:
    return {
        name for name, value in content.items() if value != DEFAULTS.get(name, object())
    }


def _forbidden(fields: set[str]) -> FieldsForbiddenError:
    detail = "You may not set this field."
    faults = [FieldError(f"/{name}", "forbidden", detail) for name in sorted(fields)]
    return FieldsForbiddenError(errors=tuple(faults))


def _references(actor: Account, content: Content, *, kept: Content) -> References:
    """Return the rows that are named; what the post has already may always stay."""
    usable = {
        "tags": usable_tags(actor=actor),
        "cover_image": usable_media(actor=actor),
    }
    changed = [
        name
        for name in REFERENCE_FIELDS
        if name in content and content[name] != kept.get(name)
    ]
    for name, condition in usable.items():
        if condition and (ids := named_ids(kept, name)):
            usable[name] = condition | Q(public_id__in=ids)
    found = find_references(content, fields=changed, usable=usable)
    faults = [
        _missing(content, name, place)
        for name in changed
        for place, public_id in enumerate(named_ids(content, name))
        if public_id not in found[name]
    ]
    if faults:
        raise ReferenceRefusedError(errors=tuple(faults))
    return found


def _missing(content: Content, field: str, place: int) -> FieldError:
    is_list = isinstance(content[field], list)
    pointer = f"/{field}/{place}" if is_list else f"/{field}"
    return FieldError(pointer, "does_not_exist", "There is none that you may use.")


def _check_byline(actor: Account, references: References, *, stored: set[int]) -> None:
    wanted = {row.pk for row in references["authors"].values()}
    if not can_set_byline(actor=actor, stored=stored, wanted=wanted):
        detail = "Keep your own name here, and leave it to editors to take one off."
        fault = FieldError("/authors", "byline", detail)
        raise FieldsForbiddenError(detail, errors=(fault,))
