"""Which queue profiles of the policy a script or a file for DPDispatcher falls under, and what it lacks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envdoctor.declare import fact
from envdoctor.errors import OtherFile
from envdoctor.facts.jobs import body_of, request_of
from envdoctor.facts.site import Site, Target, speaks
from envdoctor.facts.types import SourceFile, holding
from envdoctor.light import dataclass
from envdoctor.sniff import JOB
from envdoctor.syntax.jobs.body import Body
from envdoctor.syntax.jobs.values import Request
from envdoctor.syntax.specs.forms import DPDISPATCHER

if TYPE_CHECKING:
    from envdoctor.facts.specs import Dispatch
    from envdoctor.syntax.jobs.profiles import Judged


@dataclass(frozen=True, slots=True)
class Profiled:
    """What the profiles say of one file.

    Attributes:
        found: (where in the file, "" for a script; the profile and what is missing). json: it is no script.
    """

    found: tuple[tuple[str, Judged], ...] = ()
    json: bool = False

    @property
    def signs(self) -> frozenset[str]:
        """``found`` if a profile is about it."""
        return holding(self, "found")


@fact(forms=(JOB, DPDISPATCHER))
def profiled(source: SourceFile, target: Target, site: Site) -> Profiled:
    """Judge a job script, or each set of DPDispatcher's resources.

    It takes the text and not the facts ``job``, ``body`` and ``dispatch``, of which every file lacks one or the other;
    without profiles in the policy nothing is read.

    Raises:
        OtherFile: it is neither.
    """
    if source.form not in (JOB, DPDISPATCHER):
        raise OtherFile("neither a job script nor a file for DPDispatcher")
    if not site.profiles:
        return Profiled(json=source.form == DPDISPATCHER)
    if source.form == DPDISPATCHER:
        from envdoctor.facts.specs import dispatch_of

        return of_dispatch(source.text, dispatch_of(source.path, source.text), site)
    return of_script(source.text, request_of(source.text, target, site, source.path), body_of(source.text), site)


def of_script(text: str, job: Request, body: Body, site: Site) -> Profiled:
    """What the profiles say of a job script."""
    from envdoctor.syntax.jobs.profile_looks import script_look
    from envdoctor.syntax.jobs.profiles import about_json, judged

    profiles = [profile for profile in site.profiles if not about_json(profile)]
    if not profiles or not speaks(job, site):
        return Profiled()
    return Profiled(tuple(("", one) for one in judged(profiles, script_look(text, job, body, site))))


def of_dispatch(text: str, dispatch: Dispatch, site: Site) -> Profiled:
    """What the profiles say of each set of resources that is meant for the policy's scheduler."""
    from envdoctor.syntax.jobs.profile_looks import part_look
    from envdoctor.syntax.jobs.profiles import about_json, judged

    profiles = [profile for profile in site.profiles if about_json(profile)]
    found: list[tuple[str, Judged]] = []
    for part in dispatch.resources if profiles else ():
        kind = dispatch.batch_type(part)
        if not kind or not site.kind or kind.startswith(site.kind):
            found += [(part.path, one) for one in judged(profiles, part_look(text, part, site))]
    return Profiled(tuple(found), json=True)
