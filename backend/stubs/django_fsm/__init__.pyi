"""The part of django-fsm 3.0.1 that we use; the package has no types of its own."""

from collections.abc import Callable, Sequence
from typing import Any, ParamSpec, TypeVar

from django.db import models

P = ParamSpec("P")
R = TypeVar("R")

class TransitionNotAllowed(Exception): ...
class ConcurrentTransition(Exception): ...

class FSMField(models.CharField[str, str]):
    def __init__(
        self, *, protected: bool = ..., default: str = ..., choices: Any = ...
    ) -> None: ...

class ConcurrentTransitionMixin:
    def _update_initial_state(self) -> None: ...

class Transition:
    name: str
    source: str
    target: str

def transition(
    field: FSMField, source: str | Sequence[str], target: str
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
