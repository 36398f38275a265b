"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is no reason to fail: what must be fast is measured in benchmarks, as ratios.
settings.register_profile("envdoctor", deadline=None)
settings.load_profile("envdoctor")
