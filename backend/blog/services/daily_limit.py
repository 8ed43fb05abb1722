"""How many posts an author publishes on one day."""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from blog.exceptions import DailyLimitError
from blog.models import Post, PostAuthor


class DailyLimit:
    """Counts what an account publishes on the day of `at`, under the lock `name`.

    What counts is who publishes: posts with their own name in the byline, on the day
    of the site at which the post becomes public, scheduled ones ahead of it. Who
    publishes for others is not held up by it, and a change of a live post is none.
    Until `load`, nothing is counted.
    """

    def __init__(self, account_id: int, *, at: datetime, now: datetime) -> None:
        self.name = f"blog:publications:{account_id}"
        self._account_id = account_id
        self._day = timezone.localtime(at, timezone.get_default_timezone()).date()
        self._now = now
        self._own: set[int] = set()
        self._taken: set[int] = set()

    def own_posts(self, posts: Collection[int]) -> QuerySet[PostAuthor]:
        """Return the bylines of these posts with the account's name."""
        return self._bylines().filter(post__in=posts)

    def posts_of_day(self) -> QuerySet[PostAuthor]:
        """Return the account's bylines of posts that the day has already."""
        begins, ends = _bounds(self._day)
        return self._bylines().filter(
            post__published_at__gte=begins, post__published_at__lt=ends
        )

    def load(self, *, own: set[int], taken: set[int]) -> None:
        """Take note of the posts that `own_posts` and `posts_of_day` have found."""
        self._own, self._taken = own, set(taken)

    def take(self, post: Post) -> None:
        """Count the publication of a post.

        Raises:
            DailyLimitError: the day is full.
        """
        limit = settings.PUBLICATIONS_PER_DAY
        if not limit or post.pk not in self._own:
            return
        if len(self._taken - {post.pk}) >= limit:
            wait = (_bounds(self._day)[1] - self._now).total_seconds()
            detail = f"An author publishes {limit} posts a day; {self._day} is full."
            raise DailyLimitError(detail, retry_after=math.ceil(wait))
        self._taken.add(post.pk)

    def _bylines(self) -> QuerySet[PostAuthor]:
        return PostAuthor.objects.filter(author__user=self._account_id).order_by()


def _bounds(day: date) -> tuple[datetime, datetime]:
    zone = timezone.get_default_timezone()
    begins, ends = (
        datetime.combine(day + timedelta(days=n), time(), zone) for n in (0, 1)
    )
    return begins, ends
