"""Values that are fetched from their module when they are first needed."""

from __future__ import annotations

from typing import Any


class Late:
    """A module's value, fetched when it is first called or asked for: a check loads only the rules that it runs."""

    __slots__ = ("attribute", "module", "value")

    def __init__(self, module: str, attribute: str) -> None:
        self.module, self.attribute, self.value = module, attribute, None

    def load(self) -> Any:
        """The value."""
        if self.value is None:
            from importlib import import_module

            self.value = getattr(import_module(self.module), self.attribute)
        return self.value
