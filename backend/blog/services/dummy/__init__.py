"""Large amounts of made-up content, for measuring and for trying things."""

from blog.services.dummy.posts import (
    DummyOptions,
    count_dummy_posts,
    create_dummy_posts,
    prepare_dummy_world,
)

__all__ = [
    "DummyOptions",
    "count_dummy_posts",
    "create_dummy_posts",
    "prepare_dummy_world",
]
