"""The trigger that logs the moves of posts."""

from __future__ import annotations

import pgtrigger


def record_moves() -> pgtrigger.Trigger:
    """Return the trigger that logs each change of a post's state.

    Who and why are what `blog.services.moving` has set for the transaction.
    """
    return pgtrigger.Trigger(
        name="record_moves",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("state"),
        condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
        func="""
            INSERT INTO blog_statetransitionlog
                (created_at, updated_at, post_id, source, target, actor_id, reason)
            VALUES (
                clock_timestamp(), clock_timestamp(), NEW.id, OLD.state, NEW.state,
                NULLIF(current_setting('pressroom.actor', true), '')::bigint,
                COALESCE(current_setting('pressroom.reason', true), '')
            );
            RETURN NULL;
        """,
    )
