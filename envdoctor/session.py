"""One run: who and where, the policy, what was collected, and the facts, ready for ``check`` and ``fix`` to use."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from envdoctor import warm
from envdoctor.catalogue.rows import Row
from envdoctor.catalogue.view import Here, View
from envdoctor.collect import Collection, collect
from envdoctor.config import Config, Flags, check_names, load, options_for, severity_of
from envdoctor.engine import FEW, Engine, Result
from envdoctor.errors import FactCrashed, Unavailable, UsageError
from envdoctor.facts.types import Locations, Shells, SourceFile
from envdoctor.host.asking import Asking as Asking
from envdoctor.host.host import Host
from envdoctor.host.own_file import make_private
from envdoctor.host.probes import Content, Read
from envdoctor.host.remember import Memory
from envdoctor.i18n import _
from envdoctor.light import dataclass, field, replace
from envdoctor.model import Hit, Rule, Severity
from envdoctor.passing import OPTIONS, ROW
from envdoctor.resolve import PER_FILE, Later, Resolver
from envdoctor.select import Selection, selection, understand
from envdoctor.sources import Sources, files_of, source_of


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for.

    Attributes:
        paths: files or folders to check instead of the account. home: a folder to check as somebody's home.
        cache: remembered answers may be used. unsafe: True, or the rules whose unsafe fixes may be applied.
        argv: the command line, for the journal.
        keyword, marks: ``-k`` and ``-m``. last_failed: only what found something when it last ran.
        most: stop after so many findings of at least ``threshold``; 0: never.
        hook: named files that are nothing for us are passed over, as in a folder.
        baseline: file of findings that are known; None: the policy's.
        add_ignore: ``fix`` writes comments with this reason instead; None: it does not.
        timed: how long each rule took on each file is wanted, even of thousands.
    """

    command: str
    paths: tuple[str, ...] = ()
    home: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    all_tools: bool = False
    config_file: str | None = None
    isolated: bool = False
    cache: bool = True
    unsafe: tuple[str, ...] | bool = False
    argv: tuple[str, ...] = ()
    keyword: str = ""
    marks: str = ""
    last_failed: bool = False
    most: int = 0
    threshold: Severity = Severity.WARNING
    hook: bool = False
    baseline: str | None = None
    add_ignore: str | None = None
    timed: bool = False


def account() -> tuple[str, str, str]:
    """Home, name and login shell of the effective user; the environment decides home, as it does for every tool."""
    import pwd

    try:
        entry = pwd.getpwuid(os.geteuid())
        name, home, shell = entry.pw_name, entry.pw_dir, entry.pw_shell
    except KeyError:  # a container that runs under a bare number
        name, home, shell = os.environ.get("USER", str(os.geteuid())), "/", os.environ.get("SHELL", "/bin/sh")
    given = os.environ.get("HOME", "")
    return (os.path.normpath(given) if given.startswith("/") else home), name, shell or "/bin/sh"


def _cwd() -> str:
    try:
        return os.getcwd()
    except OSError:
        return "/"


def _make_cache(folder: str) -> str:
    """Where answers are remembered. The folder is made before anything is looked at, so that it changes no answer."""
    try:
        make_private(folder)
    except OSError:  # a full or read-only home: nothing is remembered
        pass
    return os.path.join(folder, "asked")


def open_host(request: Request) -> tuple[Host, Here]:
    """The host and identity that ``request`` is about.

    Raises:
        UsageError: ``--home`` names no folder, or stands beside paths.
    """
    if request.home is not None:
        if request.paths:
            raise UsageError(f"--home DIR checks a whole home; leave out {' '.join(request.paths)}")
        folder = os.path.abspath(request.home)
        if not os.path.isdir(folder):
            raise UsageError(f"--home {request.home}: no such folder")
        user = os.path.basename(folder) or "user"
        home = f"/home/{user}"
        here = Here(home, user, os.stat(folder).st_uid, os.stat(folder).st_gid, "", "/bin/bash", home, False)
        return Host(home=home, env={}, root=folder, cwd=home, live=False), here
    home, user, shell = account()
    cache = warm.folder() if request.cache else None
    memory = Memory(_make_cache(cache) if cache else None)
    env = dict(os.environ)
    cwd = _cwd()
    here = Here(home, user, os.geteuid(), os.getegid(), os.uname().nodename, shell, cwd, True, env)
    host = Host(home=home, env=env, cwd=cwd, memory=memory)
    host.touch("/etc/passwd")  # chsh changes which shell is asked
    return host, here


def _no_member(word: str, collection: Collection) -> None:
    """Whoever names a tool where a rule is wanted is told how to.

    Raises:
        UsageError: ``word`` is a tool's name, or the start of one.
    """
    if any(rule.name == word.lower() or rule.code.startswith(word.upper()) for rule in collection.rules):
        return
    meant = [row.id for row in collection.rows if row.id == word.lower() or row.id.startswith(word.lower() + "-")]
    families = [rule.code for rule in collection.rules if rule.family]
    if meant and families:
        names = ", ".join(f"{families[0]}[{member}]" for member in meant)
        raise UsageError(_("no rule is called {word}; for that tool: {names}", word=word, names=names))


@dataclass
class Session:
    """Everything of one run, made once. Close it when done."""

    request: Request
    host: Host
    here: Here
    config: Config
    collection: Collection
    resolver: Resolver = field(init=False)
    seen: Sources = field(default_factory=Sources)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        given = {
            "config": self.config,
            "here": self.here,
            "host_mounts": self.host.mounts,
            "catalogue": Later(lambda: self.collection.rows),
        }
        self.resolver = Resolver(self.collection.facts, given, self.host)

    @classmethod
    def open(cls, request: Request, packs: Sequence[object] = ()) -> Session:
        """Read the policy and collect the packs.

        Raises:
            UsageError, PolicyError: see there.
        """
        host, here = open_host(request)
        # A folder's own policy is part of what is checked, and this account's is not its owner's.
        isolated = request.isolated or request.home is not None
        flags = Flags(request.config_file, isolated, request.select, request.ignore, bool(request.paths))
        config = load(host, flags)
        collection = collect(packs)
        members = any("[" in name for name in (*config.rules.severity, *config.rules.settings))
        check_names(config, collection.rules, [row.id for row in collection.rows] if members else ())
        for word in (*request.select, *request.ignore):
            _no_member(word, collection)
        for word in () if isinstance(request.unsafe, bool) else request.unsafe:
            understand(word, collection.rules, collection.rows)  # a typo must not wait for a fix that it may miss
        return cls(request, host, here, config, collection)

    def close(self) -> None:
        """Keep what may be remembered and let helper processes go."""
        self.host.memory.save()
        self.host.close()

    @property
    def rows(self) -> tuple[Row, ...]:
        """Rows of the catalogue."""
        return self.collection.rows

    @cached_property
    def selection(self) -> Selection:
        """Which rules run, by policy and command line."""
        rules = self.config.rules
        wanted = (*(rules.select or (("ALL",) if rules.extend_select else ())), *rules.extend_select)
        members = any("[" in word for word in (*wanted, *rules.ignore))  # rows are read where they are needed alone
        return selection(wanted, rules.ignore, self.collection.rules, self.rows if members else ())

    @cached_property
    def view(self) -> View:
        """The account as it is, asked as it is read."""
        environments = self.fact("environments").contexts
        return View(self.here, environments, Asking(self.host))

    def fact(self, name: str) -> Any:
        """The value of a fact. Raises Unavailable."""
        return self.resolver.value(name)

    # ---- running

    def chosen(self) -> list[Rule]:
        """Rules that are selected and fit what is checked: with paths, only rules that look into files."""
        rules: Sequence[Rule] = self.collection.rules
        if self.request.paths:
            rules = [rule for rule in rules if self.resolver.per_file(rule.needs)]
        return [rule for rule in rules if self._selected(rule)]

    def _selected(self, rule: Rule) -> bool:
        return self.selection.any_of(rule, [row.id for row in self.rows] if rule.family else ())

    def run(self) -> Result:
        """Run the chosen rules."""
        engine, rules = self.prepared()
        engine.detailed = self.request.timed or len(self.seen.files) <= FEW
        return engine.run(rules, self.seen.files)

    def prepared(self) -> tuple[Engine, list[Rule]]:
        """What is needed to run the chosen rules on :attr:`seen`, and the rules."""
        rules = self.chosen()
        engine = Engine(
            self.resolver,
            self.rows if any(rule.family for rule in rules) else (),
            self.selection,
            self.here.home,
            severities=self._severities(rules),
            options={rule.code: options_for(rule, self.config) for rule in rules if OPTIONS in rule.needs},
            every=self.collection.rules,
            most=self.request.most,
            threshold=self.request.threshold,
        )
        asked = self.request
        if not (asked.keyword or asked.marks or asked.last_failed or self.config.rules.per_path):
            self._start(rules)
            self.seen = self.sources()
            return engine, rules
        from envdoctor import narrow

        engine.exceptions = narrow.exceptions_of(self.config, self.collection.rules)
        if asked.keyword:
            engine.narrow(narrow.by_keyword(asked.keyword))
        if asked.marks:
            marked = narrow.by_marks(asked.marks, self.collection.rules, self._facts_of, engine.severity)
            if engine.exceptions.all or any(rule.family for rule in rules):
                engine.narrow(marked)
            else:  # nothing hangs on the file, so it is not asked for each
                rules = [rule for rule in rules if marked(rule, None, None)]
        rules = [rule for rule in rules if engine.per_file(rule) or engine.members(rule, None)]
        self._start(rules)
        self.seen = self.sources()
        if asked.last_failed:
            files = [source.path for source in self.seen.files]
            kept = narrow.by_last_failure(warm.folder(), files, account=not asked.paths)
            if kept is None:
                self.notes.append(_("--lf: nothing found anything when it last ran, so everything is checked"))
            else:
                engine.narrow(kept)
        return engine, rules

    def _facts_of(self, rule: Rule) -> set[str]:
        """Names of all that ``rule`` looks at, through the facts that it asks for, too."""
        return {*rule.needs}.union(*(fact.needs for fact in self.resolver.closure(rule.needs).values()))

    def _start(self, rules: Sequence[Rule]) -> None:
        needs = [name for rule in rules for name in rule.needs if name not in (ROW, OPTIONS, PER_FILE)]
        self.resolver.start(name for name in needs if not self.resolver.per_file((name,)))
        if not self.request.paths:
            import envdoctor.plan  # noqa: F401 - loaded here because the shells are answering meanwhile

        if self.request.all_tools:
            self.mark_all_tools()

    def mark_all_tools(self) -> None:
        """Let every tool of the catalogue count as in use."""
        try:
            spots = self.fact("locations").spots
        except (Unavailable, FactCrashed):
            return
        self.resolver.put("locations", Locations({key: replace(spot, in_use=True) for key, spot in spots.items()}))

    def _severities(self, rules: Sequence[Rule]) -> dict[str, Severity]:
        named = self.config.rules.severity
        found: dict[str, Severity] = {}
        for rule in rules:
            for member in (None, *(row.id for row in (self.rows if rule.family else ()))):
                bases = [f"{base}[{member}]" if member else base for base in (rule.code, rule.name)]
                if any(base in named for base in bases):
                    found[f"{rule.code}[{member}]" if member else rule.code] = severity_of(rule, self.config, member)
        return found

    def sources(self) -> Sources:
        """Files for rules that look into one: the paths asked for, else the account's own start-up files.

        Raises:
            UsageError: a path cannot be read.
        """
        if self.request.paths:
            touch = {"touch": self.host.touch} if self.request.cache else {}
            return files_of(self.request.paths, self.here, lenient=self.request.hook, **touch)
        try:
            shells: Shells = self.fact("shells")
        except (Unavailable, FactCrashed):
            return Sources()
        paths = list(dict.fromkeys(path for shell in shells.all for path in shell.files))
        contents = self.host.ask([Read(path) for path in paths])
        return Sources(
            tuple(
                self._source(path, content.data)
                for path, content in zip(paths, contents, strict=True)
                if isinstance(content, Content) and content.data is not None
            )
        )

    def _source(self, path: str, data: bytes) -> SourceFile:
        shown = path if self.here.live else os.path.relpath(path, self.here.home)
        return source_of(shown, data, self.here.home, name=path)

    def allowed(self, hit: Hit) -> bool:
        """True if the unsafe fix of ``hit`` may be applied: opted in on the command line, and not locked by policy."""
        if self.config.fix.mode != "on" or not self.request.unsafe:
            return False
        if isinstance(self.request.unsafe, bool):
            return self.request.unsafe
        picks = [understand(word, self.collection.rules, self.rows) for word in self.request.unsafe]
        return any(hit.rule.code in pick.rules and pick.member in (None, hit.member) for pick in picks)


@contextmanager
def opened(request: Request) -> Iterator[Session]:
    """A session for ``request``, closed at the end."""
    session = Session.open(request)
    try:
        yield session
    finally:
        session.close()
