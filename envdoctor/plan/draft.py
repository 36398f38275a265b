"""A plan under construction: a projected view, and what must be written to make it true. Each step gives a new one."""

from __future__ import annotations

import os
from collections.abc import Mapping

from envdoctor import edits
from envdoctor.catalogue.view import Environment, View
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.light import dataclass, field, replace
from envdoctor.plan.writable import place_for
from envdoctor.steps import ChangeMode, Entry, MakeFolder, Step, WriteFile


@dataclass(frozen=True, slots=True)
class Draft:
    """Files and folders as they will be, and how undo can take single settings out again.

    Attributes:
        view: the account with everything laid on.
        before: path -> bytes that stood there (None: nothing), for each file that is written.
        entries: path -> what is set in it. checks: path -> command that must accept it.
        reals: path as asked for -> path with links followed, for each file that is written.
        environments: what the shells would have, once it is worked out; None: not yet since a start-up file changed.
        folders: to be made, parents first. chmods: permission changes.
    """

    view: View
    before: Mapping[str, bytes | None] = field(default_factory=dict)
    entries: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    checks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reals: Mapping[str, str] = field(default_factory=dict)
    environments: Mapping[str, Environment] | None = None
    folders: tuple[str, ...] = ()
    chmods: tuple[ChangeMode, ...] = ()

    def make_folder(self, path: str) -> Draft:
        """With the folder ``path`` and every missing parent.

        Raises:
            EditError: something else stands there, or the parent is not ours to write.
        """
        seen = self.view.look(path)
        if seen.kind == "folder":
            return self
        if seen.kind != "missing":
            raise EditError(_("{path} is not a folder", path=path))
        parent = os.path.dirname(path)
        above = self.make_folder(parent)
        if above is self and not self.view.look(parent).writable:
            raise EditError(_("{path} cannot be made: {parent} is not yours to write", path=path, parent=parent))
        return replace(above, view=above.view.lay(folders=[path]), folders=(*above.folders, path))

    def put(self, path: str, kind: str, key: tuple[str, ...], value: str, check: tuple[str, ...] = ()) -> Draft:
        """With ``key`` of the settings file ``path`` (of the format ``kind``) set to ``value``.

        Raises:
            EditError: the file may not be written, or cannot be edited without guessing.
        """
        text = self.view.read(path) or ""
        try:
            after, entry = edits.put(kind, text, key, value), edits.entry(kind, text, key, value)
        except EditError as error:
            raise EditError(_("{path}: {why}", path=path, why=error)) from error
        return self.write(path, after, entry, check)

    def write(self, path: str, after: str, entry: Entry, check: tuple[str, ...] = ()) -> Draft:
        """With the text ``after`` in the file ``path``, which may be a link, or missing.

        Raises:
            EditError, Linked: it may not be written.
        """
        text = self.view.read(path)
        if after == text:
            return self
        real = self.reals.get(path) or place_for(self.view, path, text, after)
        if check and text is not None and path not in self.reals:
            self._sound(real, check)
        made = self.make_folder(os.path.dirname(real))
        data = after.encode("utf-8", "surrogateescape")
        old = None if text is None else text.encode("utf-8", "surrogateescape")
        return replace(
            made,
            view=made.view.lay(files={real: data, path: data}),
            before={**made.before, real: made.before.get(real, old)},
            entries={**made.entries, real: (*made.entries.get(real, ()), entry)},
            reals={**made.reals, path: real},
            checks={**made.checks, real: check or made.checks.get(real, ())},
        )

    def rewrite(self, written: Mapping[str, tuple[str, str]]) -> Draft:
        """With new texts in files that are there, all at once: real path -> (text, new text)."""
        if not written:
            return self
        from envdoctor.edits import span

        data = {path: after.encode("utf-8", "surrogateescape") for path, (_text, after) in written.items()}
        old = {path: text.encode("utf-8", "surrogateescape") for path, (text, _after) in written.items()}
        return replace(
            self,
            view=self.view.lay(files=data),
            before={**old, **self.before},
            entries={**{path: span.entries(*texts) for path, texts in written.items()}, **self.entries},
            reals={**self.reals, **{path: path for path in written}},
        )

    def _sound(self, path: str, check: tuple[str, ...]) -> None:
        """The shell must take the file as it stands: else its own check of ours could only fail too.

        Raises:
            EditError: it does not; with what it says.
        """
        said = self.view.accepts(check, path)
        if said is not None:
            raise EditError(_("{path} has an error already; mend it first: {said}", path=path, said=said))

    def steps(self) -> tuple[Step, ...]:
        """Folders, then files in the order they were first written, then modes."""
        home = self.view.here.home
        made = [MakeFolder(path) for path in self.folders]
        written = [
            WriteFile(
                path=path,
                before=old,
                after=self.view.files[path] or b"",
                mode=0o644 if os.path.dirname(path) == home else 0o600,
                entries=self.entries[path],
                check=self.checks.get(path, ()),
            )
            for path, old in self.before.items()
            if self.view.files[path] != old
        ]
        return (*made, *written, *self.chmods)
