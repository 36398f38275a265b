"""How fast job scripts are linted: ``jobs.py [--files N] [--check]``; in files a second against ``shellcheck``.

The scripts are made here, 60 lines each, no two alike. shellcheck is run once a file, as editors and hooks do, on a
sample; everything is measured in one run. A wheel of this checkout is installed into an environment of its own.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from startup import install

SAMPLE = 150
"""Files that shellcheck is timed on."""
ROUNDS = 7
BOUNDS = {"all rules": 50.0, "directive rules": 100.0}
"""At least so many times shellcheck's files a second."""
LIMITS = {"one file, changed": 8.0, "one file, unchanged": 8.0}
"""At most so many times a bare interpreter's start."""
_SETTLED = 2.5
"""Seconds after which a file that was just written may be remembered."""
PARTITIONS = ("gpu", "short", "long", "a100", "debug", "batch")
MODULES = ("cuda/12.1", "gcc/11.3", "anaconda3", "openmpi/4.1.5", "cudnn/8.9", "python/3.11")
PROGRAMS = ("train", "evaluate", "preprocess", "finetune", "sample")


def script(number: int) -> str:
    """A job script that nobody would wonder at, different for every number."""
    draw = random.Random(number)
    gpus, cpus = draw.choice((1, 2, 4, 8)), draw.choice((4, 8, 16, 32))
    name = f"{draw.choice(PROGRAMS)}-{number}"
    lines = [
        "#!/bin/bash",
        f"#SBATCH --job-name={name}",
        f"#SBATCH --partition={draw.choice(PARTITIONS)}",
        f"#SBATCH --nodes={draw.choice((1, 1, 1, 2))}",
        f"#SBATCH --ntasks-per-node={gpus}",
        f"#SBATCH -c {cpus}",
        f"#SBATCH --gres=gpu:{gpus}  # cards of one node",
        f"#SBATCH --mem={draw.choice((32, 64, 128))}G",
        f"#SBATCH --time={draw.randint(1, 47)}:{draw.choice(('00', '30'))}:00",
        f"#SBATCH --output=logs/{name}-%j.out",
        f"#SBATCH --error=logs/{name}-%j.err",
        "#SBATCH --mail-type=END,FAIL",
        "#SBATCH --mail-user=zhang",
        "",
        "set -euo pipefail",
        "module purge",
        *(f"module load {one}" for one in draw.sample(MODULES, 3)),
        'source "$HOME/miniconda3/etc/profile.d/conda.sh"',
        f"conda activate env{number % 17}",
        f"export OMP_NUM_THREADS={cpus}",
        f'export HF_HOME="/data/$USER/hf{number % 5}"',
        "export NCCL_DEBUG=WARN",
        f"DATA=/data/sets/{draw.choice(PROGRAMS)}{number % 11}",
        f'OUT="$SCRATCH/runs/{name}"',
        'mkdir -p "$OUT" logs',
        'echo "Job $SLURM_JOB_ID on $SLURM_JOB_NODELIST began $(date)"',
        "nvidia-smi",
    ]
    for step in range(draw.randint(3, 5)):
        lines += [
            f"# step {step}: seed {draw.randint(0, 9999)}",
            f"for fold in $(seq 0 {draw.randint(2, 9)}); do",
            f'    if [ ! -f "$OUT/fold${{fold}}_{step}.done" ]; then',
            f'        srun python {draw.choice(PROGRAMS)}.py --config configs/{name}.yaml --fold "$fold" \\',
            f'            --data "$DATA" --lr {draw.random():.4f} --out "$OUT/fold$fold"',
            f'        touch "$OUT/fold${{fold}}_{step}.done"',
            "    fi",
            "done",
        ]
    lines += [f'echo "line {row} of {name}"' for row in range(60 - len(lines) - 1)]
    return "\n".join([*lines, 'echo "ended $(date)"']) + "\n"


def seconds(call: Callable[[], object]) -> float:
    """How long one call takes by the clock on the wall."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def run(*argv: str) -> None:
    """Run a command whose findings are not of interest."""
    done = subprocess.run(argv, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(argv[:4])} ended with {done.returncode}: {done.stderr.decode()[-400:]}")


def rates(bin_: str, folder: str, files: list[str]) -> dict[str, float]:
    """Files a second: shellcheck's, ours with all rules, ours with the rules about directives."""
    envdoctor = os.path.join(bin_, "envdoctor")
    sample = files[:: max(1, len(files) // SAMPLE)][:SAMPLE]
    alone = seconds(lambda: [run("shellcheck", file) for file in sample]) / len(sample)
    found = {"shellcheck": 1 / alone}
    for name, select in (("all rules", ()), ("directive rules", ("-m", "directives"))):
        took = min(
            seconds(lambda select=select: run(envdoctor, "check", "--no-cache", *select, "-q", folder))
            for _ in range(3)
        )
        found[name] = len(files) / took
    return found


def starts(bin_: str, folder: str) -> dict[str, float]:
    """Milliseconds of whole processes, the median of turns."""
    one, texts = os.path.join(folder, "one.sbatch"), os.path.join(folder, "texts")
    with open(one, "w", encoding="utf-8") as file:
        file.write(script(0))
    os.mkdir(texts)
    for number in range(100):
        with open(os.path.join(texts, f"notes{number}.txt"), "w", encoding="utf-8") as file:
            file.write(f"notes of day {number}\n" * 40)
    envdoctor, python = os.path.join(bin_, "envdoctor"), os.path.join(bin_, "python")
    commands = {
        "python -c pass": (python, "-c", "pass"),
        "one file, changed": (envdoctor, "check", "--no-cache", "-q", one),
        "one file, unchanged": (envdoctor, "check", "-q", one),
        "100 texts": (envdoctor, "check", "--hook", *sorted(os.path.join(texts, name) for name in os.listdir(texts))),
    }
    time.sleep(_SETTLED)
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, argv in commands.items():
            taken[name].append(seconds(lambda argv=argv: run(*argv)) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> int:
    """Measure, print, and with ``--check`` compare with what is promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--check", action="store_true", help="exit with 1 if a bound is missed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        bin_ = install(os.path.join(work, "venv"))
        folder = os.path.join(work, "scripts")
        os.makedirs(os.path.join(folder, "logs"))
        files = [os.path.join(folder, f"job{number}.sbatch") for number in range(options.files)]
        for number, path in enumerate(files):
            with open(path, "w", encoding="utf-8") as file:
                file.write(script(number))
        speed, times = rates(bin_, folder, files), starts(bin_, work)
    base, kept = times["python -c pass"], True
    for name, rate in speed.items():
        ratio, bound = rate / speed["shellcheck"], BOUNDS.get(name, 0.0)
        kept &= ratio >= bound
        wanted = f"  (at least {bound:g})" if bound else ""
        print(f"{name:20s} {rate:9.1f} files/s  {ratio:6.1f} x shellcheck{wanted}")
    for name, took in times.items():
        limit = LIMITS.get(name)
        wanted = f"  (at most {limit:g})" if limit else "  (at most +30 ms)" if name == "100 texts" else ""
        print(f"{name:20s} {took:9.1f} ms       {took / base:6.1f} x python -c pass, {took - base:+.1f} ms{wanted}")
        kept &= limit is None or took <= limit * base
    kept &= times["100 texts"] - base <= 30
    return int(options.check and not kept)


if __name__ == "__main__":
    sys.exit(main())
