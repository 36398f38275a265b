"""``dataclass`` as the standard library has it, for classes without bases, made without generating code.

The standard one writes and compiles six functions for each class, which takes as long as a tenth of a bare
interpreter's start; a check needs 150 classes. What is made here is used alike: ``replace``, ``fields``, ``asdict``
and ``is_dataclass`` of the standard library take it, and type checkers read the standard library's definition.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import replace as replace
else:
    from collections.abc import Callable
    from operator import attrgetter

    class _Field:
        """What :func:`field` was told of one field."""

        __slots__ = ("default", "factory", "init")

        def __init__(self, default: Any, factory: Callable[[], Any] | None, init: bool) -> None:
            self.default, self.factory, self.init = default, factory, init

    _NONE = object()

    def field(*, default: Any = _NONE, default_factory: Callable[[], Any] | None = None, init: bool = True) -> Any:
        """A field whose default is made anew for each object, or which is no argument."""
        return _Field(default, default_factory, init)

    def replace(value: Any, /, **changes: Any) -> Any:
        """A copy of ``value`` with some fields changed."""
        kept = {name: getattr(value, name) for name in type(value).__match_args__ if name not in changes}
        return type(value)(**kept, **changes)

    def dataclass(cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True) -> Any:
        """Make ``cls`` a class of values, with the meaning of the standard library's arguments."""
        if cls is None:
            return lambda made: _made(made, frozen, slots, eq)
        return _made(cls, frozen, slots, eq)

    def _made(cls: type, frozen: bool, slots: bool, eq: bool) -> type:
        if cls.__bases__ != (object,):
            raise TypeError(f"{cls.__name__}: a class with bases is for the standard library's dataclass")
        space = dict(cls.__dict__)
        told = {name: _told(space.get(name, _NONE)) for name in space.get("__annotations__", {})}
        arguments = tuple(name for name, one in told.items() if one.init)
        for name, one in told.items():
            space.pop(name, None)
            if not slots and one.factory is None and one.default is not _NONE:
                space[name] = one.default
        for name in ("__dict__", "__weakref__"):
            space.pop(name, None)
        if slots:
            space["__slots__"] = tuple(told)
        space["__match_args__"] = arguments
        space["__dataclass_fields__"] = _Fields(told)
        space.setdefault("__repr__", _repr)
        if eq:
            _compared(space, tuple(told), frozen)
        if frozen:
            space["__setattr__"] = space["__delattr__"] = _refused
            space["__getstate__"], space["__setstate__"] = _state, _restore
        made = type(cls)(cls.__name__, (), space)
        made.__qualname__ = cls.__qualname__
        made.__init__ = _init(made, told, arguments, "__post_init__" in space)
        return made

    def _told(default: Any) -> _Field:
        if isinstance(default, (list, dict, set)):
            raise ValueError(f"a default that changes, {default!r}, would be shared: use field(default_factory=..)")
        return default if isinstance(default, _Field) else _Field(default, None, True)

    def _init(made: type, told: dict[str, _Field], arguments: tuple[str, ...], then: bool) -> Callable[..., None]:
        """The constructor; values are set past ``__setattr__``, which a frozen class refuses."""
        setters = {name: _setter(made, name) for name in told}
        in_order = [(name, setters[name], told[name]) for name in arguments]
        others = [(setters[name], one) for name, one in told.items() if not one.init and _has_default(one)]
        plain, most = [setters[name] for name in arguments], len(arguments)

        def construct(self: Any, *args: Any, **given: Any) -> None:
            for setter, value in zip(plain, args):  # noqa: B905 - too many are refused below
                setter(self, value)
            count = len(args)
            if count < most:
                for name, setter, one in in_order[count:]:
                    if name in given:
                        setter(self, given.pop(name))
                    elif one.factory is not None:
                        setter(self, one.factory())
                    elif one.default is not _NONE:
                        setter(self, one.default)
                    else:
                        raise TypeError(f"{made.__name__}() misses the argument {name!r}")
            if given or count > most:
                wrong = ", ".join(map(repr, given)) or f"{count} values for {most} fields"
                raise TypeError(f"{made.__name__}() takes no argument {wrong}")
            for setter, one in others:
                setter(self, one.default if one.factory is None else one.factory())
            if then:
                self.__post_init__()

        construct.__name__ = "__init__"
        return construct

    def _has_default(one: _Field) -> bool:
        return one.factory is not None or one.default is not _NONE

    def _setter(made: type, name: str) -> Callable[[Any, Any], None]:
        slot = made.__dict__.get(name)
        if type(slot).__name__ == "member_descriptor":
            return slot.__set__
        return lambda value, given: value.__dict__.__setitem__(name, given)

    def _compared(space: dict[str, Any], names: tuple[str, ...], frozen: bool) -> None:
        """Equality, and a hash where nothing can change, of all fields."""
        values = attrgetter(*names) if len(names) > 1 else lambda one: tuple(getattr(one, name) for name in names)

        def equal(self: Any, other: Any) -> Any:
            return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

        def digest(self: Any) -> int:
            return hash(values(self))

        if "__eq__" not in space:
            space["__eq__"] = equal
        if space.get("__hash__") is None:
            space["__hash__"] = digest if frozen else None

    def _repr(self: Any) -> str:
        names = type(self).__dataclass_fields__
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    def _refused(self: Any, name: str, *_value: Any) -> None:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"{type(self).__name__}.{name} does not change")

    def _state(self: Any) -> list[Any]:
        return [getattr(self, name) for name in type(self).__dataclass_fields__]

    def _restore(self: Any, state: list[Any]) -> None:
        for name, value in zip(type(self).__dataclass_fields__, state, strict=True):
            object.__setattr__(self, name, value)

    class _Fields:
        """Stands for ``__dataclass_fields__`` until somebody asks for it: then the standard library makes it."""

        __slots__ = ("told",)

        def __init__(self, told: dict[str, _Field]) -> None:
            self.told = told

        def __get__(self, _value: object, cls: type) -> Any:
            import dataclasses

            space: dict[str, Any] = {"__annotations__": dict(cls.__annotations__), "__module__": cls.__module__}
            for name, one in self.told.items():
                if one.factory is not None or not one.init:
                    default = {"default_factory": one.factory} if one.factory is not None else {}
                    default |= {} if one.default is _NONE else {"default": one.default}
                    space[name] = dataclasses.field(**default, init=one.init)
                elif one.default is not _NONE:
                    space[name] = one.default
            cls.__dataclass_fields__ = dataclasses.dataclass(type(cls.__name__, (), space)).__dataclass_fields__
            return cls.__dataclass_fields__
