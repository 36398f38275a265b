"""All pairs: few cases in which any two values of any two inputs meet at least once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from random import Random


def all_pairs(inputs: Mapping[str, Sequence[str]], seed: int = 1) -> list[dict[str, str]]:
    """Cases (input -> value) that cover every pair of values; the first of each input is the plain one."""
    names, random = list(inputs), Random(seed)
    pairs = {((one, a), (two, b)) for one, two in combinations(names, 2) for a, b in product(inputs[one], inputs[two])}
    cases = [{name: values[0] for name, values in inputs.items()}]
    pairs -= set(combinations(cases[0].items(), 2))
    while pairs:
        drawn = [_case(inputs, random.choice(sorted(pairs)), random) for _ in range(40)]
        best = max(drawn, key=lambda case: len(pairs & set(combinations(case.items(), 2))))
        pairs -= set(combinations(best.items(), 2))
        cases.append(best)
    return cases


def _case(
    inputs: Mapping[str, Sequence[str]], pair: tuple[tuple[str, str], tuple[str, str]], random: Random
) -> dict[str, str]:
    fixed = dict(pair)
    return {name: fixed[name] if name in fixed else random.choice(list(values)) for name, values in inputs.items()}
