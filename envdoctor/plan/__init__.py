"""Findings to a plan: wishes are lowered one after the other onto one draft; what cannot be done is withheld and named.

A plan is one value: ``fix`` renders it and ``fix --apply`` hands the same value to the only code that writes.
"""

from envdoctor.plan.levers import Ground
from envdoctor.plan.make import make_plan

__all__ = ["Ground", "make_plan"]
