"""A guarded state, kept consistent against concurrent moves and stale instances."""

from __future__ import annotations

import warnings
from typing import Any

from django.db import models
from typing_extensions import override

with warnings.catch_warnings():
    # On import it announces that it is no longer maintained, which we know.
    warnings.simplefilter("ignore", UserWarning)
    from django_fsm import ConcurrentTransitionMixin


class StateModel(ConcurrentTransitionMixin, models.Model):
    """Base of models with a protected `FSMField` named `state`.

    Saving after a transition raises `django_fsm.ConcurrentTransition` when another
    process moved the row in between. Subclasses add a CHECK on the values and a
    trigger on the moves, because `.update()`, the constructor and raw SQL bypass
    the protection. Never load such a model through `only` or `defer`: the mixin reads
    the state of each row again.
    """

    class Meta:
        abstract = True

    @override
    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        # A protected field refuses a second assignment, which is what Django's refresh
        # does, so the value is taken out first and put back if the row is gone.
        state = self.__dict__.pop("state", None)
        try:
            super().refresh_from_db(*args, **kwargs)
        finally:
            self.__dict__.setdefault("state", state)
        self._update_initial_state()
