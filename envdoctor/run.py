"""What ``check`` and ``fix`` call: run the rules, plan, report. Decisions are here; ``cli`` parses and prints."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from envdoctor import warm
from envdoctor.catalogue.view import View
from envdoctor.declare import GIVEN
from envdoctor.engine import Item, Result
from envdoctor.errors import FactCrashed, Refused, Unavailable, UsageError
from envdoctor.facts.remarks import SPECS
from envdoctor.facts.types import Disk, Disks, SourceFile
from envdoctor.host.probes import List, Look, Names, Seen
from envdoctor.i18n import _, plural
from envdoctor.light import dataclass, replace
from envdoctor.model import Advise, Hit, ReplaceSpan, Safety, SetMode, State
from envdoctor.report.value import Header, Report, ordered
from envdoctor.session import Asking, Request, Session, opened
from envdoctor.sniff import JOB, SCRIPT
from envdoctor.sources import STDIN
from envdoctor.steps import Plan, Planned

if TYPE_CHECKING:
    from envdoctor.journal import Paths
    from envdoctor.plan import Ground

LOCAL = (ReplaceSpan, SetMode, Advise)
"""Wishes about one file alone."""
PASSED, FOUND = State.PASSED, State.FOUND

__all__ = ["Checked", "Request", "check", "fix", "items", "journal_paths", "may_fix", "planned", "write_baseline"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A check, and the marks of all it looked at; None if its answer must not be remembered (see ``warm``)."""

    report: Report
    marks: warm.Marks | None = None


def check(request: Request) -> Checked:
    """Run the chosen rules and say what can be done."""
    began = time.time()
    with opened(request) as session:
        result = session.run()
        if request.cache and request.home is None:
            from envdoctor import lastfailed

            lastfailed.remember(warm.folder(), result.hits, result.outcomes)
        result, known = _without_known(session, result)
        result = _first(session, result)
        report = replace(_report(session, result, planned(session, result)), known=known)
        if not _steady(session, result, began):
            return Checked(report)
        packs = {rule.module.partition(".")[0] for rule in session.collection.rules} - {"envdoctor_rules"}
        return Checked(report, warm.marks_of(session.host, packs))


def _first(session: Session, result: Result) -> Result:
    """As many findings as were asked for, if so many are of the level that counts: then those alone."""
    asked = session.request
    counting = [hit for hit in result.hits if hit.severity >= asked.threshold] if asked.most else []
    if not counting or len(counting) < asked.most:
        return result
    hits = ordered(counting, files=bool(asked.paths))[: asked.most]
    return replace(result, hits=hits, stopped=result.stopped or len(hits) < len(result.hits))


def items(request: Request) -> tuple[Item, ...]:
    """What :func:`check` would run."""
    with opened(request) as session:
        engine, rules = session.prepared()
        return tuple(engine.items(rules, session.seen.files))


def write_baseline(request: Request, path: str) -> tuple[int, int | None]:
    """Write everything that is found now to the baseline ``path``; how many findings, and how many it held before.

    Raises:
        UsageError: it cannot be written.
    """
    from envdoctor import baseline

    with opened(request) as session:
        hits = session.run().hits
        return len(hits), baseline.write(path, hits)


def _without_known(session: Session, result: Result) -> tuple[Result, int]:
    """The result without what the baseline knows, and how many findings that are."""
    path = session.config.baseline if session.request.baseline is None else session.request.baseline
    if not path:
        return result, 0
    from envdoctor import baseline

    base = baseline.read(path)
    new, seen = base.split(result.hits)
    told = (outcome for outcome in result.outcomes.told if outcome.state in (PASSED, FOUND))
    ran = {(outcome.rule.code, outcome.path and os.path.abspath(outcome.path)) for outcome in told}
    for path, rules in result.outcomes.passes.items():
        whole = os.path.abspath(path)
        ran |= {(rule.code, whole) for rule, _member in rules}
    stale = base.stale(seen, ran)
    if stale:
        session.notes.append(
            plural(
                stale,
                "{path}: {n} finding in it is gone; to write it anew: --write-baseline {path}",
                "{path}: {n} findings in it are gone; to write it anew: --write-baseline {path}",
                path=path,
            )
        )
    return replace(result, hits=tuple(new)), len(result.hits) - len(new)


def _steady(session: Session, result: Result, began: float) -> bool:
    """Whether the same would come out as long as nothing changes that was looked at."""
    firm = (PASSED, FOUND, State.SKIPPED)
    asked, host = session.request, session.host
    return (
        host.steady
        and asked.home is None
        and not session.config.baseline
        and all(outcome.state in firm for outcome in result.outcomes.told)
        and not (asked.paths and warm.just_written(host, began))
    )


def fix(request: Request) -> tuple[Plan, Report]:
    """Run the chosen rules and plan every finding, whatever its severity. Writes nothing."""
    with opened(request) as session:
        may_fix(session)
        result = session.run()
        made = planned(session, result)
        return made.plan, _report(session, result, made)


def may_fix(session: Session) -> None:
    """Whether anything may be changed here at all.

    Raises:
        UsageError: a folder is looked at, not this account.
        Refused: the policy forbids it, or home is another account's.
    """
    if session.request.home is not None:
        raise UsageError(_("a folder given with --home is only checked, never changed"))
    if STDIN in session.request.paths:
        raise UsageError(_("fix changes files; standard input (-) can only be checked: envdoctor check -"))
    if session.config.fix.mode == "off":
        origin = session.config.origin_of("fix.mode")
        raise Refused(_("changes are switched off by {where} (fix.mode: off)", where=origin[0] if origin else "policy"))
    home = session.here.home
    try:
        owner = os.stat(home).st_uid
    except FileNotFoundError:
        raise Refused(_("home {home} is not there", home=home)) from None
    except OSError as error:
        raise Refused(_("home {home} cannot be looked at: {why}", home=home, why=error.strerror)) from error
    if owner != os.geteuid():
        raise Refused(_("{home} belongs to another account (uid {uid}): run this without sudo", home=home, uid=owner))


def planned(session: Session, result: Result) -> Planned:
    """The plan for what was found. It writes nothing."""
    hits: Sequence[Hit] = [hit for hit in result.hits if hit.finding.location.path != STDIN]
    if session.request.add_ignore is not None:
        from envdoctor.addignore import comments

        hits = comments(hits, session.seen.files, session.request.add_ignore)
    wishes = [hit.finding.wish for hit in hits if hit.finding.wish]
    if not wishes or not session.here.live:
        return Planned()
    from envdoctor.plan import make_plan

    try:
        ground = _ground(session, account=any(not isinstance(wish, LOCAL) for wish in wishes))
    except (Unavailable, FactCrashed) as why:
        return Planned(fixes={hit.subject: (str(why), Safety.MANUAL, str(why)) for hit in hits if hit.finding.wish})
    return make_plan(hits, ground, session.allowed)


def _ground(session: Session, *, account: bool) -> Ground:
    """What a plan works on; what is only done to checked files needs no shells and disks of the account."""
    from envdoctor.plan import Ground

    texts = {source.path: source.text for source in session.seen.files} if session.request.paths else {}
    if not account:
        return Ground(View(session.here, {}, Asking(session.host)), (), Disks(), {}, texts=texts)
    shells, disks = session.fact("shells").all, session.fact("disks")
    return Ground(session.view, shells, disks, {row.id: row for row in session.rows}, texts=texts)


def _report(session: Session, result: Result, made: Planned) -> Report:
    here = session.here
    header = Header(here.user, here.hostname, _disks(session), here.home)
    seen, paths = session.seen, bool(session.request.paths)
    notes = [*session.config.notes, *session.notes, *seen.notes]
    notes += [*_unused(session), *_interrupted(session), *_this_shell(session, result)]
    if result.stopped:
        notes.append(_("Stopped, as asked: more may be found"))
    if result.lost:
        notes.append(
            plural(
                result.lost,
                "A helper process died; its files were checked again",
                "{n} helper processes died; their files were checked again",
            )
        )
    return Report(
        header,
        result.hits,
        result.outcomes,
        made.fixes,
        paths,
        tuple(notes),
        paths and not result.outcomes and not any(map(_fit, seen.files)),
        files=len(seen.files),
        other=result.other,
        silenced=result.silenced,
        asides=seen.asides,
        threshold=session.request.threshold,
    )


def _fit(source: SourceFile) -> bool:
    """Whether there are rules for such a file at all."""
    return bool(source.shell) or source.form in (JOB, SCRIPT, *SPECS)


def _unused(session: Session) -> list[str]:
    """Data disks of the policy that are not there."""
    if not session.here.live or session.request.paths:
        return []
    wanted = [Look(entry.path) for entry in session.config.storage.data]
    seen = zip(wanted, session.host.ask(wanted), strict=True)
    gone = [look.path for look, answer in seen if isinstance(answer, Seen) and answer.kind == "missing"]
    return [_("storage.data: {path} does not exist on this machine, so it is not used", path=path) for path in gone]


def _this_shell(session: Session, result: Result) -> list[str]:
    if not session.here.live or session.request.paths:
        return []
    from envdoctor.looking import notes

    needs = [name for rule in session.chosen() for name in rule.needs if name not in GIVEN]
    if "locations" not in session.resolver.closure(needs):
        return []
    try:
        return notes(session, {hit.finding.place for hit in result.hits})
    except (Unavailable, FactCrashed):
        return []


def _disks(session: Session) -> tuple[Disk, ...]:
    if not session.here.live or session.request.paths:
        return ()
    try:
        disks = session.fact("disks")
    except (Unavailable, FactCrashed):
        return ()
    return tuple({disk.point: disk for disk in (disks.home, *disks.data[:3])}.values())


def _interrupted(session: Session) -> list[str]:
    if not session.here.live or session.request.paths:
        return []
    from envdoctor.recover import unfinished

    paths = journal_paths(session)
    session.host.touch(os.path.join(paths.state, "runs"))
    listed = session.host.ask([List(os.path.join(root, "runs")) for root in paths.spare])
    used = [root for root, runs in zip(paths.spare, listed, strict=True) if isinstance(runs, Names) and runs.names]
    run = unfinished(replace(paths, spare=tuple(used)))
    if run is None:
        return []
    session.host.steady = False
    return [
        _(
            "A fix was interrupted ({id}). To finish it or take it back: envdoctor fix --apply, or envdoctor undo",
            id=run.id,
        )
    ]


def journal_paths(session: Session, *, everywhere: bool = False) -> Paths:
    """Where journals are: in home, or in this account's folder on any data disk, the target first.

    ``everywhere``: also on disks that the policy has ignored since, if one is there.
    """
    from envdoctor.facts.disks import is_own, unused_folders
    from envdoctor.journal import user_paths

    try:
        disks = session.fact("disks")
        folders = [disks.target.folder] if disks.target else []
        roots = [os.path.join(folder, ".envdoctor") for folder in (*folders, *disks.own_folders)]
    except (Unavailable, FactCrashed):
        roots = []
    if everywhere:
        unused = unused_folders(session.here, session.config.storage, session.host.mounts)
        looks = [Look(os.path.join(folder, ".envdoctor")) for folder in unused]
        seen = session.host.ask(looks)
        roots += [look.path for look, answer in zip(looks, seen, strict=True) if is_own(answer, session.here)]
    return user_paths(tuple(dict.fromkeys(roots)))
