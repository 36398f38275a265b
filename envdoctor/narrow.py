"""Which of the chosen rules run where: ``-k``, ``-m``, ``--lf`` and the policy's ``rules.per_path``."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence

from envdoctor import lastfailed
from envdoctor.config.values import Config
from envdoctor.errors import PolicyError, UsageError
from envdoctor.guess import near
from envdoctor.i18n import _
from envdoctor.model import Rule, Safety, Severity
from envdoctor.select import Except, Exceptions, understand

Wanted = Callable[[Rule, "str | None", "str | None"], bool]
FactsOf = Callable[[Rule], Collection[str]]
SeverityOf = Callable[[Rule, "str | None", "str | None"], "Severity | None"]


def by_keyword(text: str) -> Wanted:
    """Rules in whose code, name, member or file the words of ``text`` occur, in either case.

    Raises:
        UsageError: ``text`` is no expression.
    """
    from envdoctor.expression import parse

    expression = parse(text, "-k")

    def wanted(rule: Rule, member: str | None, path: str | None) -> bool:
        names = f"{rule.code}\n{rule.name}\n{member or ''}\n{path or ''}".lower()
        return expression(lambda word: word.lower() in names)

    return wanted


def by_marks(text: str, rules: Sequence[Rule], facts: FactsOf, severity: SeverityOf) -> Wanted:
    """Rules of which the words of ``text`` are true; see :func:`marks` for the words.

    Args:
        text: the expression.
        rules: all there are, so that a word that fits none of them is told.
        facts: names of all that a rule looks at.
        severity: what the policy sets, or None.

    Raises:
        UsageError: ``text`` is no expression, or holds a word that marks nothing.
    """
    from envdoctor.expression import parse, words

    expression = parse(text, "-m")
    fixed = {rule.code: marks(rule, facts(rule)) for rule in rules}
    known = {one.word for one in Severity}.union(*fixed.values())
    for word in words(text):
        if word.lower() not in known:
            raise UsageError(_("-m: no rule is marked {word}{hint}", word=word, hint=near(word, sorted(known))))

    def wanted(rule: Rule, member: str | None, path: str | None) -> bool:
        level = (severity(rule, member, path) or rule.severity).word
        return expression(lambda word: word.lower() == level or word.lower() in fixed[rule.code])

    return wanted


_SAFETY: Mapping[Safety | None, frozenset[str]] = {
    Safety.SAFE: frozenset(("fixable", "safe")),
    Safety.UNSAFE: frozenset(("fixable", "unsafe")),
    Safety.MANUAL: frozenset(("manual",)),
    None: frozenset(("manual",)),
}


_DIRECTIVES = frozenset(("job", "job_text", "slurm", "lsf", "pbs"))
"""Facts about what the scheduler reads; ``body`` is what the shell runs."""


def marks(rule: Rule, facts: Collection[str]) -> frozenset[str]:
    """What a rule is marked with beside its severity.

    ``fixable``, and ``safe`` or ``unsafe`` as its fix can be at best, else ``manual``; ``files`` or ``account``;
    ``directives`` if it looks at those of job scripts and not at the commands below them; the letters of its code
    (``slu``) and its folder (``slurm``).
    """
    letters = rule.code.rstrip("0123456789").lower()
    found = {"files" if "source" in facts else "account", letters, *rule.module.lower().split(".")[1:2]}
    if "body" not in facts and not _DIRECTIVES.isdisjoint(facts):
        found.add("directives")
    return _SAFETY[rule.safety] | found


def by_last_failure(folder: str | None, paths: Sequence[str], *, account: bool) -> Wanted | None:
    """Rules that found something in the same place when they last ran; None where no such thing is known.

    Args:
        folder: envdoctor's cache.
        paths: files that are checked.
        account: the account is checked as well.
    """
    kept, keys = lastfailed.recall(folder), {path: lastfailed.key(path) for path in paths}
    if not any(kept.get(key) for key in keys.values()) and not (account and kept.get("")):
        return None
    return lambda rule, member, path: lastfailed.label(rule.code, member) in kept.get(keys.get(path or "", ""), ())


def exceptions_of(config: Config, rules: Sequence[Rule]) -> Exceptions:
    """The policy's ``rules.per_path``, understood.

    Raises:
        PolicyError: it names a rule that there is not.
    """
    found = []
    for pattern, one in config.rules.per_path.items():
        try:
            left_out = [understand(word, rules, ()).rules for word in one.ignore]
            picked = {name: understand(name, rules, ()).rules for name in one.severity}
        except UsageError as wrong:
            name = f"rules.per_path.{pattern}"
            path, line = config.origin_of(name) or (_("policy"), None)
            raise PolicyError(path, line, f"{name}: {wrong}") from None
        levels = {code: Severity[one.severity[name].upper()] for name, codes in picked.items() for code in codes}
        found.append(Except(os.path.expanduser(pattern), frozenset[str]().union(*left_out), levels))
    return Exceptions(tuple(found))
