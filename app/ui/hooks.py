"""Flet's hooks with their types, and components that their neighbours do not redraw."""

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar, cast

import flet as ft
from flet.components.hooks.use_ref import MutableRef

P = ParamSpec("P")
T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)


class Put(Protocol[T_contra]):
    """Sets a state and draws the component again."""

    def __call__(self, value: T_contra, /) -> None: ...


def kept(draw: Callable[P, T]) -> Callable[P, T]:
    """Make a component that is drawn again only when what it is given changes.

    Drawing a whole form anew for each letter typed costs tens of milliseconds; a kept section
    costs none. Its arguments are compared by ``==``: give it values, not closures.
    """
    memo = cast("Callable[[Callable[P, T]], Callable[P, T]]", ft.memo)
    return memo(ft.component(draw))


def state(initial: T) -> tuple[T, Put[T]]:
    """Return a value of the component that is drawing, and how to change it."""
    return cast("tuple[T, Put[T]]", ft.use_state(lambda: initial))


def held(make: Callable[[], T]) -> T:
    """Return an object that lives as long as the component; changing it draws nothing."""
    hook = cast("Callable[[Callable[[], T]], MutableRef[T]]", ft.use_ref)
    return cast("T", hook(make).current)


def draw_again(shown: object) -> None:
    """Draw all that shows an observable once more, though none of its fields changed."""
    cast("Callable[[], None]", cast("ft.Observable", shown).notify)()
