"""How long a check takes, in multiples of a bare interpreter: ``startup.py [--peer PROGRAM] [--check]``.

Everything is measured in one run, in turns, so that a busy machine slows all of it alike; only ratios count. A wheel of
this checkout is installed into an environment of its own, because an editable install starts more slowly. The accounts
are the ones of ``tests/real``: a full home with traces of eight tools, and a healthy one.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(CHECKOUT, "tests", "real"))

from disks import is_roomy  # noqa: E402 - found only by the path above
from homes import BROKEN, HEALTHY  # noqa: E402
from host import MB, Layout, Machine  # noqa: E402

BASE = "python -c pass"
BOUNDS = (
    ("check, broken home", "<=", 8.0, BASE),
    ("check, healthy home", "<=", 8.0, BASE),
    ("--version", "<=", 2.0, BASE),
    ("pip check", ">=", 3.0, "check, broken home"),
    ("env-doctor check", ">=", 3.0, "check, broken home"),
)
"""What is promised: one command's median over another's."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to measure, on the machine of one account."""

    machine: Machine
    argv: tuple[str, ...]

    def milliseconds(self) -> float:
        """One run, by the clock on the wall."""
        done = self.machine.run(*self.argv)
        if done.code not in (0, 1):
            raise SystemExit(f"{' '.join(self.argv)} ended with {done.code}: {done.err}")
        return done.seconds * 1000


def install(folder: str) -> str:
    """A new environment with a wheel of this checkout; the folder of its programs."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    copy = os.path.join(folder, "copy")  # setuptools leaves its work in the folder it builds from
    shutil.copytree(CHECKOUT, copy, ignore=shutil.ignore_patterns(".*", "build", "*.egg-info", "__pycache__", "tests"))
    pip = (os.path.join(folder, "bin", "pip"), "install", "--disable-pip-version-check", "-q")
    subprocess.run([*pip, copy], check=True)
    return os.path.join(folder, "bin")


def commands(bin_: str, peer: str, broken: Machine, healthy: Machine) -> dict[str, Command]:
    """What is measured, by name."""
    envdoctor, python = os.path.join(bin_, "envdoctor"), os.path.join(bin_, "python")
    found = {
        BASE: Command(broken, (python, "-c", "pass")),
        "--version": Command(broken, (envdoctor, "--version")),
        "check, broken home": Command(broken, (envdoctor, "check")),
        "check, healthy home": Command(healthy, (envdoctor, "check")),
        "check, nothing remembered": Command(broken, (envdoctor, "check", "--no-cache")),
        "fix": Command(broken, (envdoctor, "fix")),
        "pip check": Command(broken, (python, "-m", "pip", "check")),
    }
    return found | ({"env-doctor check": Command(broken, (peer, "check"))} if peer else {})


def measure(wanted: dict[str, Command], rounds: int) -> dict[str, float]:
    """The median of each in milliseconds, after two rounds that warm everything up."""
    taken: dict[str, list[float]] = {name: [] for name in wanted}
    for number in range(rounds + 2):
        for name, command in wanted.items():
            time = command.milliseconds()
            if number > 1:
                taken[name].append(time)
    return {name: statistics.median(times) for name, times in taken.items()}


def verdicts(medians: dict[str, float]) -> list[tuple[bool, str]]:
    """Each bound that could be measured: whether it holds, and a line that says so."""
    found = []
    for name, relation, bound, base in BOUNDS:
        if name in medians:
            ratio = medians[name] / medians[base]
            holds = ratio <= bound if relation == "<=" else ratio >= bound
            line = f"{name} / {base}: {ratio:.1f}, wanted {relation} {bound:g}"
            found.append((holds, f"{'holds ' if holds else 'MISSED'}  {line}"))
    return found


def main(argv: Sequence[str]) -> int:
    """Measure, print, and with ``--check`` fail where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", default="", help="the program env-doctor, installed in an environment of its own")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--check", action="store_true", help="exit 1 if a bound is missed")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        if not is_roomy(folder):
            print("note: /var/tmp is on a small or full disk, so the healthy account will have findings")
        medians = measure_all(folder, os.path.abspath(given.peer) if given.peer else "", given.rounds)
    for name, median in medians.items():
        print(f"{name:26s} {median:8.1f} ms  {median / medians[BASE]:6.1f} x")
    found = verdicts(medians)
    print(*(line for _holds, line in found), sep="\n")
    return 1 if given.check and not all(holds for holds, _line in found) else 0


def measure_all(folder: str, peer: str, rounds: int) -> dict[str, float]:
    """Set up both accounts in ``folder`` and measure there."""
    bin_ = install(os.path.join(folder, "venv"))
    show = (os.path.dirname(bin_), *([os.path.dirname(os.path.dirname(peer))] if peer else []))
    for name in ("home", "data1", "tmp", "etc", "etc2"):
        os.mkdir(os.path.join(folder, name))
    data, tmp = os.path.join(folder, "data1"), os.path.join(folder, "tmp")
    full = Layout(data=data, show=show)
    fine = Layout(home=os.path.join(folder, "home"), data=data, tmp=tmp, show=show)
    with Machine(full, os.path.join(folder, "etc")) as broken, Machine(fine, os.path.join(folder, "etc2")) as healthy:
        broken.plant(BROKEN)
        broken.fill(2 * MB)
        healthy.plant(HEALTHY["debian"])
        return measure(commands(bin_, peer, broken, healthy), rounds)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
