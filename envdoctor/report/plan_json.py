"""A plan, and what became of it, as JSON, schema 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from envdoctor.report.clean import Cleaner, valid
from envdoctor.report.json_ import SCHEMA, dump
from envdoctor.report.recovered import recovered_value
from envdoctor.steps import Plan

if TYPE_CHECKING:
    from envdoctor.change import Applied


def plan_json(plan: Plan, cleaner: Cleaner) -> str:
    """A preview."""
    return dump(_plan(plan, cleaner))


def applied_json(done: Applied, cleaner: Cleaner) -> str:
    """What ``fix --apply`` did. ``changes`` are those of the plan; ``run`` is null if nothing was written."""

    def clean(subjects: tuple[str, ...]) -> list[str]:
        return [valid(cleaner.text(subject)) for subject in subjects]

    return dump(
        {
            **_plan(done.plan, cleaner),
            "run": done.run_id,
            "problem": valid(cleaner.text(done.problem)),
            "resolved": clean(done.resolved),
            "remaining": clean(done.remaining),
            "new": clean(done.new),
            "next_steps": clean(done.next_steps),
            "recovered": cleaner.value(recovered_value(done.recovered)),
        }
    )


def _plan(plan: Plan, cleaner: Cleaner) -> dict[str, object]:
    def clean(text: str) -> str:
        return valid(cleaner.text(text))

    return {
        "schema": SCHEMA,
        "changes": [
            {
                "path": clean(change.path),
                "kind": change.kind,
                "rule": change.rule,
                "member": change.member,
                "safety": change.safety.value,
                "diff": clean(change.diff),
            }
            for change in plan.changes
        ],
        "withheld": [
            {
                "rule": one.rule,
                "member": one.member,
                "safety": one.safety.value,
                "reason": clean(one.reason),
                "commands": [clean(command) for command in one.commands],
            }
            for one in plan.withheld
        ],
        "conflicts": [
            {"path": clean(one.path), "key": clean(one.key), "rules": list(one.rules)} for one in plan.conflicts
        ],
    }
