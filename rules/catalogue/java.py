"""Maven's repository and gradle's home. Java takes the home folder from the account database, not from HOME."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from envdoctor.catalogue import parsers, settings_trees, sources
from envdoctor.catalogue.rows import FileLever, Place, Relocation, Row, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.errors import Unavailable
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_JAVA = ("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")
_RC = re.compile(r"maven\.repo\.local|user\.home")

Options = tuple[str, Origin]
"""Arguments for Java or Maven, and where they come from."""

# ---- Java


def _property(options: Iterator[Options] | list[Options], name: str) -> Options | None:
    """``-Dname=value`` of the first that has it; in one, the last counts."""
    for text, origin in options:
        values = [word[len(name) + 3 :] for word in text.split() if word.startswith(f"-D{name}=")]
        if values:
            return values[-1], origin
    return None


def _variables(view: View, context: str, *names: str) -> list[Options]:
    found = ((view.value(context, name), name) for name in names)
    return [(value, sources.origin_of(view, context, name)) for value, name in found if value]


def _java_home(view: View, options: list[Options]) -> str:
    """Java's ``user.home``: as an option says, else of the account database, as far as a file holds that."""
    if given := _property(options, "user.home"):
        return sources.absolute(view, given[0])
    text = view.read("/etc/passwd") if view.here.live else None
    for line in (text or "").split("\n"):
        fields = line.split(":")
        if len(fields) > 5 and fields[2] == str(view.here.uid) and len(fields[5]) > 1:
            return fields[5]
    return view.here.home


# ---- Maven


def _maven_folder(view: View, context: str) -> str | None:
    """The nearest folder with ``.mvn``, upwards from the working folder."""
    given = view.value(context, "MAVEN_BASEDIR")
    folders = [given] if given else [view.here.cwd, *sources.parents(view.here.cwd)]
    marks = [sources.absolute(view, f"{folder.rstrip('/')}/.mvn") for folder in folders]
    seen = sources.looks(view, marks)
    return next((mark for mark, it in zip(marks, seen, strict=True) if it.kind == "folder"), None)


def _maven_home(view: View) -> str | None:
    program = view.which("mvn")
    real = view.look(program).real if program else ""
    return real.rsplit("/", 2)[0] if real else None


def _start_files(view: View, context: str) -> None:
    """Make sure that no file which the ``mvn`` script runs sets the place.

    Raises:
        Unavailable: one may.
    """
    if view.value(context, "MAVEN_SKIP_RC"):
        return
    paths = ["/usr/local/etc/mavenrc", "/etc/mavenrc", sources.home(view, context) + "/.mavenrc"]
    for path, text in zip(paths, sources.reads(view, paths), strict=True):
        if text is not None and (found := _RC.search(text)):
            raise Unavailable(_("{path} names {name}, which only the mvn script reads", path=path, name=found[0]))


def _maven_options(view: View, context: str) -> tuple[list[Options], list[Options]]:
    """Maven's own arguments and Java's, both strongest first."""
    folder = _maven_folder(view, context)
    paths = [f"{folder}/maven.config", f"{folder}/jvm.config"] if folder else []
    own: list[Options] = []
    java = _variables(view, context, "MAVEN_OPTS")
    for path, text in zip(paths, sources.reads(view, paths), strict=True):
        if text is not None:
            (own if path.endswith("maven.config") else java).append((text, Origin("file", path)))
    if arguments := _variables(view, context, "MAVEN_ARGS"):
        home = _maven_home(view)
        script = view.read(f"{home}/bin/mvn") if home else None
        own += arguments if "MAVEN_ARGS" in (script or "") else []
    return own, java + _variables(view, context, *_JAVA)


def _in_settings(view: View, context: str, path: str, java_home: str) -> Options | None:
    text = view.read(path)
    if text is None:
        return None
    try:
        found = settings_trees.local_repository(text)
    except parsers.Malformed as error:
        raise sources.Stopped("maven", f"{path}: {error}", Origin("file", path)) from None
    if found is None:
        return None
    return _replaced(view, context, found.value, java_home), Origin("file", path, found.line)


def _replaced(view: View, context: str, text: str, java_home: str) -> str:
    """``${user.home}`` and ``${env.NAME}`` replaced; a variable that is not set stays.

    Raises:
        Unavailable: it names a property that only Java knows.
    """

    def value(found: re.Match[str]) -> str:
        if found[1] == "user.home":
            return java_home
        if not found[1].startswith("env."):
            raise Unavailable(_("the value of {name} is known to Java alone", name=found[0]))
        got = view.value(context, found[1][4:])
        return found[0] if got is None else got

    return re.sub(r"\$\{([^{}]*)\}", value, text)


@sources.may_stop
def _maven(view: View, context: str) -> Place | None:
    _start_files(view, context)
    own, java = _maven_options(view, context)
    java_home = _java_home(view, java)
    user = f"{java_home}/.m2/settings.xml"
    home = _maven_home(view)
    shared = [f"{home}/conf/settings.xml"] if home else []
    sources.reads(view, [user, *shared])
    files = [_in_settings(view, context, path, java_home) for path in (user, *shared)]
    found = _property(own + java, "maven.repo.local") or next(filter(None, files), None)
    if found is None:
        return sources.placed(view, f"{java_home}/.m2/repository", Origin("default"))
    return sources.placed(view, *found)


def _settings_file(view: View) -> str:
    return _java_home(view, []) + "/.m2/settings.xml"


MAVEN = Row(
    id="maven",
    tool="maven",
    title=msg("Maven's repository of libraries"),
    holds="mixed",
    sources=(_maven,),
    levers=(FileLever("mavenxml", _settings_file, ("localRepository",)),),
    folder="cache/maven",
    variables=("MAVEN_OPTS", "MAVEN_ARGS", *_JAVA),
    own_commands=("mvn",),
    traces=("~/.m2/repository",),
    usual=("~/.m2/repository",),
    keep=msg("what mvn install put there is found only there"),
    relocation=Relocation("ok", msg("copy it and leave a link in its place"), move_and_link()),
    pitfalls=(
        msg("it lies in the home of the account database, whatever HOME says"),
        msg("everything can be downloaded again, except what mvn install put there"),
        msg("MAVEN_ARGS is read by Maven 3.9 and later only"),
        msg("~ is taken literally in settings.xml: write ${user.home} or the whole path"),
        msg("logins stand in settings.xml and settings-security.xml, which stay where they are"),
    ),
    facts=("Maven 3.8.7, mvn -X validate, run",),
)

# ---- gradle


def _gradle(view: View, context: str) -> Place:
    java = _variables(view, context, "GRADLE_OPTS", "JAVA_OPTS", *_JAVA)
    if given := _property(java, "gradle.user.home"):
        return sources.placed(view, *given)
    value = view.value(context, "GRADLE_USER_HOME")
    if value is not None:
        return sources.placed(view, value, sources.origin_of(view, context, "GRADLE_USER_HOME"))
    return sources.placed(view, os.path.join(_java_home(view, java), ".gradle"), Origin("default"))


GRADLE = Row(
    id="gradle",
    tool="gradle",
    title=msg("gradle's downloads and settings"),
    holds="mixed",
    sources=(_gradle,),
    levers=(VariableLever("GRADLE_USER_HOME"),),
    folder="cache/gradle",
    variables=("GRADLE_USER_HOME", "GRADLE_OPTS", "JAVA_OPTS", *_JAVA),
    own_commands=("gradle",),
    traces=("~/.gradle/caches", "~/.gradle/wrapper"),
    usual=("~/.gradle",),
    keep=msg("gradle.properties, with your logins, and init scripts are read only from there"),
    relocation=Relocation("ok", msg("run gradle --stop, then copy it and leave a link in its place"), move_and_link()),
    pitfalls=(
        msg("it lies in the home of the account database, whatever HOME says"),
        msg("an empty GRADLE_USER_HOME means the working folder; ~ is taken literally"),
        msg("caches, daemon and wrapper/dists can be deleted once gradle --stop was run; gradle.properties cannot"),
    ),
    facts=("gradle 4.4.1 (Debian), gradle.gradleUserHomeDir, run",),
)
