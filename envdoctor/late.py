"""Values that are made when they are first needed: a module's, and compiled regular expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


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


if TYPE_CHECKING:
    import re

    pattern = re.compile
else:

    class pattern:  # noqa: N801 - stands for re.compile
        """``re.compile``, done at the first use: a check compiles only the expressions that its files need."""

        __slots__ = ("_flags", "_text", "findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")

        def __init__(self, text: str, flags: int = 0) -> None:
            self._text, self._flags = text, flags

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            import re

            made = re.compile(self._text, self._flags)
            for method in type(self).__slots__[2:]:
                setattr(self, method, getattr(made, method))
            return getattr(made, name)
