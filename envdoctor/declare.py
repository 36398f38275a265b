"""How rules and facts are declared: decorators label a function and return a value; nothing is registered by import.

A fact is a pure function of probe results, the policy and other facts, which it names as parameters:

    @fact
    def scheduler(conf: Annotated[Content, Read("/etc/slurm/slurm.conf")], here: Here) -> Scheduler: ...

A parameter annotated with a probe gets the probe's answer; the engine starts all such probes of the chosen rules
together, first. A fact whose probes depend on other facts is a generator: it yields sequences of probes, gets their
answers, and returns its value (``envdoctor.catalogue.view.asking`` helps).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated, Any, get_args, get_origin, get_type_hints, overload

from envdoctor.host.probes import List, Look, Probe, Read, Run, Space, Which
from envdoctor.late import Late
from envdoctor.model import Rule, Safety, Severity

_PROBES = (Look, Read, List, Space, Which, Run)
GIVEN = ("config", "here", "host_mounts", "catalogue", "source", "options", "row")
"""Parameters that are not facts: the policy, who and where, the kernel's mounts, the catalogue's rows, the file that is
checked, the rule's own options, and the family's row."""
_GENERATOR = 0x20
"""``inspect.CO_GENERATOR``."""


class Fact:
    """A fact, as :func:`fact` makes it.

    Attributes:
        needs: names of the facts and given values that it asks for.
        forms: of files of other forms it raises ``OtherFile``; empty: that can only be told by asking.
        surely: of files of these forms it never does.
        signs: all that its value may show, see :func:`rule`; empty: that is not told.
    """

    __slots__ = ("_function", "_kept", "forms", "module", "name", "needs", "signs", "surely")

    def __init__(
        self,
        name: str,
        needs: tuple[str, ...],
        module: str,
        function: Callable[..., Any] | Late,
        forms: tuple[str, ...] = (),
        surely: bool = True,
        signs: tuple[str, ...] = (),
    ) -> None:
        self.name, self.needs, self.module, self._function = name, needs, module, function
        self.forms, self.surely, self.signs = forms, surely, frozenset(signs)
        self._kept: tuple[dict[str, Probe], Any] | None = None

    @property
    def function(self) -> Callable[..., Any]:
        """The function itself."""
        if isinstance(self._function, Late):
            self._function = self._function.load().function
        return self._function  # type: ignore[return-value]

    @property
    def generator(self) -> bool:
        """True if the function yields probes."""
        return bool(self.function.__code__.co_flags & _GENERATOR)

    @property
    def probes(self) -> dict[str, Probe]:
        """Parameter name -> probe."""
        return self._typed()[0]

    @property
    def returns(self) -> Any:
        """What it gives, of a generator what it returns in the end."""
        return self._typed()[1]

    def _typed(self) -> tuple[dict[str, Probe], Any]:
        if self._kept is None:
            probes, returns = _hints(self.function)
            self._kept = probes, get_args(returns)[-1] if self.generator else returns
        return self._kept


def _hints(function: Callable[..., Any]) -> tuple[dict[str, Probe], Any]:
    hints = get_type_hints(function, include_extras=True)
    returns = hints.pop("return", None)
    probes: dict[str, Probe] = {}
    for name, hint in hints.items():
        if get_origin(hint) is Annotated:
            probes.update((name, extra) for extra in get_args(hint)[1:] if isinstance(extra, _PROBES))
    return probes, returns


def _parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    code = function.__code__
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


@overload
def fact(function: Callable[..., Any], /) -> Fact: ...
@overload
def fact(
    *, forms: tuple[str, ...] = (), surely: bool = True, signs: tuple[str, ...] = ()
) -> Callable[[Callable[..., Any]], Fact]: ...
def fact(
    function: Callable[..., Any] | None = None,
    *,
    forms: tuple[str, ...] = (),
    surely: bool = True,
    signs: tuple[str, ...] = (),
) -> Fact | Callable[[Callable[..., Any]], Fact]:
    """Declare a fact named like the function; its return annotation proves what it gives.

    Args:
        function: the function, where the decorator stands without brackets.
        forms: the forms of files (``SourceFile.form``) that it is about; of others it raises ``OtherFile``.
        surely: it is about every file of these forms.
        signs: all that its value may show; a rule that goes by these alone is not run where it shows none of them, and
            not counted as passed.

    Raises:
        TypeError: there is no return annotation.
    """
    if function is None:
        return lambda function: _fact(function, forms, surely, signs)
    return _fact(function, forms, surely, signs)


def _fact(function: Callable[..., Any], forms: tuple[str, ...], surely: bool, signs: tuple[str, ...]) -> Fact:
    annotations = function.__annotations__
    if annotations.get("return") is None:
        raise TypeError(f"fact {function.__name__} does not say what it returns")
    names = _parameters(function)
    probes = _hints(function)[0] if any("Annotated" in str(annotations.get(name, "")) for name in names) else {}
    needs = tuple(name for name in names if name not in probes)
    return Fact(function.__name__, needs, function.__module__, function, forms, surely, signs)


def rule(
    code: str,
    name: str,
    *,
    severity: Severity = Severity.WARNING,
    fix: Safety | None = None,
    family: str | None = None,
    options: type[Any] | None = None,
    words: tuple[str, ...] = (),
    signs: tuple[str, ...] = (),
) -> Callable[[Callable[..., Any]], Rule]:
    """Declare a rule. The module's docstring is its page; its first line is the summary.

    Args:
        code: unique, ``STO101``: domain prefix and number.
        name: kebab-case, names the problem and never the cure.
        severity: the default, which a finding and the policy may override.
        fix: the best safety its fix can have, None where it changes nothing.
        family: run once a row of this catalogue table; the function then takes ``row``.
        options: frozen dataclass; the function then takes ``options``; set under ``rules.settings.CODE``.
        words: pieces of text of which a file must hold one for the rule to find anything; it is not run otherwise.
        signs: names of which the ``signs`` of its facts must hold one, likewise: kinds of faults of a script as a
            scheduler reads it, parts of the policy's ``scheduler`` section that are set.
    """

    def label(function: Callable[..., Any]) -> Rule:
        module = function.__module__
        summary = (sys.modules[module].__doc__ or "").strip().split("\n", 1)[0]
        return Rule(
            code,
            name,
            severity,
            fix,
            family,
            _parameters(function),
            summary,
            module,
            (function, options),
            words,
            signs,
        )

    return label
