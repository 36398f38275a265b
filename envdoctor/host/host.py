"""Host: answers probes. A live host is this machine; another is a folder that holds somebody's home."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from envdoctor.host.child import Child
from envdoctor.host.files import WORK
from envdoctor.host.mountinfo import Mount, mount_of, parse_mountinfo
from envdoctor.host.probes import ANSWERS, Answer, Failed, List, Look, Probe, Read, Run, Seen, Space, Which
from envdoctor.host.remember import Memory
from envdoctor.host.spawn import Command, finish
from envdoctor.host.stamps import STAMPS, Stamp, kind_of
from envdoctor.light import replace

FileProbe = Look | Read | List | Space
_OWN_KINDS = frozenset(("proc", "sysfs", "devtmpfs", "tmpfs"))
_VERBS: dict[type[Any], str] = {Look: "look", Read: "read", List: "list", Space: "space"}
_MAX_LINKS = 40
_MOUNTS = "/proc/self/mountinfo"


class Host:
    """Answers probes about one account.

    Args:
        home: absolute path of the account's home, as the account sees it.
        env: the environment of this process (empty for a folder).
        root: the folder that stands for ``home`` where a folder is checked; ``""`` on a live host.
        cwd: the working folder.
        live: False for a folder: then no command is run and no disk is asked.
        memory: where answers of commands are remembered between runs.

    Attributes:
        touched: what was looked at: (kind of stamp, path, foreign mount point or "") -> stamp.
        steady: False once something was seen that no stamp can vouch for; then nothing may be remembered of this run.
    """

    def __init__(
        self,
        *,
        home: str,
        env: Mapping[str, str],
        root: str = "",
        cwd: str = "/",
        live: bool = True,
        memory: Memory | None = None,
    ) -> None:
        self.home, self.env, self.root, self.cwd, self.live = home, dict(env), root.rstrip("/"), cwd, live
        self.memory = memory or Memory(None)
        self.touched: dict[tuple[str, str, str], Stamp] = {}
        self.steady = True
        self._answers: dict[Probe, Answer] = {}
        self._commands: dict[Run, Command] = {}
        self._children: dict[str, Child] = {}
        self._links: dict[str, str] = {}
        self._count = 0
        self.mounts = self._read_mounts() if live else ()
        own = ("/", home, cwd, sys.prefix)
        self._own = {mount.point for path in own if (mount := mount_of(os.path.normpath(path), self.mounts))}

    def _read_mounts(self) -> tuple[Mount, ...]:
        data = STAMPS["data"](_MOUNTS)
        self.touched[("data", _MOUNTS, "")] = data
        return parse_mountinfo(os.fsdecode(data[0])) if isinstance(data[0], bytes) else ()

    # ---- paths

    def path(self, path: str) -> str:
        """``path`` with a leading ``~`` replaced and without ``.``, ``..`` and doubled slashes."""
        if path == "~" or path.startswith("~/"):
            path = self.home + path[1:]
        return os.path.normpath(path)

    def foreign(self, path: str) -> str:
        """The mount point whose server could hang us on ``path``, or ""; links are followed only where we are safe."""
        done, todo, links = "/", [part for part in path.split("/") if part] if self.live else [], 0
        while todo:
            done = os.path.join(done, todo.pop(0))
            mount = mount_of(done, self.mounts)
            if mount is not None and mount.point not in self._own and mount.kind not in _OWN_KINDS:
                return mount.point
            target = self._link(done)
            if target and links < _MAX_LINKS:
                links += 1
                whole = os.path.normpath(os.path.join(os.path.dirname(done), target))
                todo = [part for part in whole.split("/") if part] + todo
                done = "/"
        return ""

    def _link(self, path: str) -> str:
        if path not in self._links:
            try:
                self._links[path] = os.readlink(path)
            except (OSError, ValueError):
                self._links[path] = ""
        return self._links[path]

    def touch(self, path: str) -> None:
        """Count ``path`` among what was looked at, although somebody else looks."""
        self.touched.setdefault(("path", path, ""), STAMPS["path"](path))

    # ---- asking

    def start(self, probes: Iterable[Probe]) -> None:
        """Start the commands among ``probes`` now; their answers are collected by :meth:`ask`."""
        for probe in probes:
            if self.live and isinstance(probe, Run) and probe not in self._answers and probe not in self._commands:
                kept = self.memory.recall(probe, self._stamps(probe))
                if kept is None:
                    self._commands[probe] = Command(probe)
                else:
                    self._answers[probe] = kept

    def ask(self, probes: Sequence[Probe]) -> list[Answer]:
        """Answers of ``probes``, in their order. Each is made once and kept for this run."""
        known = self._answers
        if all(probe in known for probe in probes):  # of many files in a folder most ask the same
            return [known[probe] for probe in probes]
        self.start(probes)
        new = [probe for probe in dict.fromkeys(probes) if probe not in self._answers]
        self._ask_files([probe for probe in new if isinstance(probe, FileProbe)])
        searched = [probe for probe in new if isinstance(probe, Which)]
        self._ask_files(self._far_candidates(searched))
        for probe in searched:
            self._answers[probe] = self._which(probe.command)
        self._ask_commands([probe for probe in new if isinstance(probe, Run)])
        return [self._answers[probe] for probe in probes]

    def _ask_files(self, probes: Sequence[FileProbe]) -> None:
        far: dict[str, list[FileProbe]] = {}
        for probe in probes:
            path = self.path(probe.path)
            if not self.live and (
                isinstance(probe, Space) or (isinstance(probe, Look) and bool(self.root) and self._outside(path))
            ):
                self._answers[probe] = Failed("a folder is checked, and this lies outside it")
            elif point := self.foreign(path):
                far.setdefault(point, []).append(probe)
            else:
                self._near(probe, path)
        self._ask_far(far)

    def _near(self, probe: FileProbe, path: str) -> None:
        verb = _VERBS[type(probe)]
        kind = kind_of(verb, path)
        self.touched.setdefault((kind, path, ""), STAMPS[kind](self._local(path)))
        try:
            answer = ANSWERS[verb](*WORK[verb](self._local(path), getattr(probe, "limit", 0)))
        except OSError as error:
            answer = Failed(f"{path}: {error.strerror}")
        self._answers[probe] = self._unrooted(answer) if self.root and isinstance(answer, Seen) else answer

    def _local(self, path: str) -> str:
        """Where ``path`` really is. A folder stands for a home alone: there is nothing outside it."""
        if not self.root:
            return path
        return os.devnull + "/none" if self._outside(path) else self.root + path[len(self.home) :]

    def _outside(self, path: str) -> bool:
        return path != self.home and not path.startswith(self.home + "/")

    def _unrooted(self, seen: Seen) -> Seen:
        root = os.path.realpath(self.root)
        inside = seen.real == root or seen.real.startswith(root + "/")
        return replace(seen, real=self.home + seen.real[len(root) :]) if inside else replace(seen, real="")

    def _ask_far(self, far: Mapping[str, Sequence[FileProbe]]) -> None:
        began = time.monotonic()
        waiting: dict[str, dict[int, FileProbe]] = {}
        for point, probes in far.items():
            child = self._children.get(point) or self._children.setdefault(point, Child())
            for probe in probes:
                self._count += 1
                waiting.setdefault(point, {})[self._count] = probe
                child.ask(self._count, _VERBS[type(probe)], self.path(probe.path), getattr(probe, "limit", 0))
        for point, numbered in waiting.items():
            self._collect(point, began, numbered)

    def _collect(self, point: str, began: float, waiting: dict[int, FileProbe]) -> None:
        child = self._children[point]
        until = began + max(probe.deadline for probe in waiting.values())
        while waiting and not child.dead:
            answers = child.take(until)
            if not answers:
                child.dead = True
            for number, fine, value, stamp in answers:
                probe = waiting.pop(number)
                verb, path = _VERBS[type(probe)], self.path(probe.path)
                self.touched.setdefault((kind_of(verb, path), path, point), stamp)
                self._answers[probe] = ANSWERS[verb](*value) if fine else Failed(f"{probe.path}: {value}")
        for probe in waiting.values():
            self._answers[probe] = Failed(f"{point} gave no answer in {probe.deadline:g} s", timed_out=True)
            self.steady = False

    def _ask_commands(self, probes: Sequence[Run]) -> None:
        if not self.live:
            failed = Failed("a folder is checked, not a machine: no command is run")
            self._answers.update(dict.fromkeys(probes, failed))
            return
        finish([self._commands[probe] for probe in probes])
        for probe in probes:
            answer = self._commands.pop(probe).result
            self._answers[probe] = answer
            if isinstance(answer, Failed) or answer is None or not probe.stamps:
                self.steady = False
            else:
                self.memory.keep(probe, self._stamps(probe), answer)

    def _far_candidates(self, searched: Sequence[Which]) -> list[Look]:
        """What must be looked at through a helper child to find the commands, asked for all at once."""
        folders = (
            [folder for folder in self.env.get("PATH", "").split(":") if folder.startswith("/")] if searched else []
        )
        far = [folder for folder in folders if self.foreign(os.path.normpath(folder))]
        looks = [Look(os.path.join(folder, probe.command)) for folder in far for probe in searched]
        return [look for look in dict.fromkeys(looks) if look not in self._answers]

    def _which(self, command: str) -> str | None:
        for folder in self.env.get("PATH", "").split(":"):
            if not folder.startswith("/"):
                continue
            path = os.path.join(folder, command)
            if self.foreign(os.path.normpath(folder)):
                seen = self.ask([Look(path)])[0]
                if isinstance(seen, Seen) and seen.kind == "file" and seen.mode & 0o111:
                    return path
                continue
            self.touched.setdefault(("path", folder, ""), STAMPS["path"](folder))
            if os.access(path, os.X_OK) and os.path.isfile(path):
                return path
        return None

    def _stamps(self, probe: Run) -> tuple[object, ...]:
        paths = list(map(self.path, probe.stamps))
        stamps = {path: STAMPS["path"](path) for path in paths if not self.foreign(path)}
        self.touched.update({("path", path, ""): stamp for path, stamp in stamps.items()})
        stamps.update(self._far_stamps([path for path in paths if path not in stamps]))
        return tuple((path, stamps.get(path)) for path in paths)

    def _far_stamps(self, paths: Sequence[str]) -> dict[str, Stamp]:
        """Stamps of what shells look at on foreign mounts: mostly whether a folder is there."""
        self._ask_files([probe for path in paths if (probe := Look(path)) not in self._answers])
        marks = {path: self.touched.get(("look", path, self.foreign(path))) for path in paths}
        return {path: mark for path, mark in marks.items() if mark is not None}

    def settle(self) -> None:
        """Wait for all commands that are under way."""
        self._ask_commands(list(self._commands))

    def alone(self) -> None:
        """From now on in a forked process: the helpers are those of the other one."""
        self._children.clear()

    def close(self) -> None:
        """Let every helper child go; commands still under way are ended."""
        for child in self._children.values():
            child.close()
        self._children.clear()
        for command in self._commands.values():
            command.probe = replace(command.probe, deadline=0.0)
        finish(list(self._commands.values()))
        self._commands.clear()
