"""Files that nobody would write, made from a seed: arbitrary bytes in several shapes, and real-looking ones mutated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from tests.hostile_seeds import SEEDS

NAMES = ("a.sbatch", "a.sh", "a", "a.lsf", "a.pbs", "a.json", "a.yaml", "docker-compose.yml", "a.py", ".bashrc")
STARTS = (
    b"#!/bin/bash\n#SBATCH -n 1\n",
    b"#!/bin/bash\n#BSUB -n 1\n",
    b"#!/bin/sh\n#PBS -l walltime=1:00:00\n",
    b"#!/bin/bash\n",
    b"#!/usr/bin/env python3\n#SBATCH -n 1\n",
    b"",
)
WORDS = (
    "#SBATCH #BSUB #PBS #SBATCH- ##SBATCH #sbatch hetjob packjob --mem= --mem --mem=16 -n -n= -N --nodes 1-2 -c 8 "
    "--gres=gpu: --gres gpu:a100:2 --gpus=2 --gpus-per-task=1 --cpus-per-gpu --time= -t 24:00 1-0 --time-min 24h -J -o "
    "%j %A_%a --mail-type=END, FAIL --signal=B:USR1@60 --array=0-9%2 -p --export=NONE --unknown --gpu -gpu num=1:mode= "
    "j_exclusive=yes -R rusage[mem=8] span[ptile= select[ ] -W 24:00 -M -q -l select=1:ncpus=4 walltime= nodes=1:ppn=4 "
    "-j oe -m abe {{x}} <y> ${Z} $HOME @Q@ %%P%% 999999999999999999999 -1 0x10 1e9 1.5G 16GiB # -- - = : , ; ' \" \\ ` "
    "$( $(( ${ } ) )) [[ ]] << <<EOF EOF <<'E' E if then else fi for in do done while case esac function { && || | & > "
    "2>&1 conda activate source ~/.bashrc srun mpirun torchrun --nproc_per_node=4 python train.py --num_workers 9 "
    "docker run -it --gpus all rm -rf export CUDA_VISIBLE_DEVICES=0 trap sudo pip install module load cuda/9.0 wait "
    "sleep infinity sbatch eval exec exit 0 envdoctor: ignore[JOB301] ignore-file disable"
).split()
SPEC_WORDS = (
    '{ } [ ] : , "machine" "resources" "batch_type" "group_size" "number_node" "kwargs" "gpu_usage" true false '
    'null 1 1e999 -0 NaN "a" "\\ud800" "\\u0000" // /* services: apiVersion: kind: spec: containers: image: '
    "resources: limits: nvidia.com/gpu: - &a *a !!python/object:os.system !tag | > --- ... ? << %YAML 0o17 ~ ' # "
    "deploy: devices: count: all"
).split()
ODD = (
    "\x00 \r \r\n \x0b \x0c \x1c \x85 \xa0 \u2028 \u2029 \u200b \u202e \ufeff \u2013 \u201c \uff0d \U0001f600 \x1b[31m"
).split(" ")
SPACES = (" ", " ", " ", "\n", "\n", "\n#SBATCH ", "\n#BSUB ", "\n#PBS ", "\t", "", "\r\n")


def _noise(rnd: Random) -> bytes:
    return rnd.choice(STARTS) + rnd.randbytes(rnd.randrange(400))


def _soup(rnd: Random) -> bytes:
    pieces = [rnd.choice(WORDS) + rnd.choice(SPACES) for _number in range(rnd.randrange(1, 90))]
    return rnd.choice(STARTS) + "".join(pieces).encode()


def _spec_soup(rnd: Random) -> bytes:
    pieces = [rnd.choice(SPEC_WORDS) + rnd.choice(("", " ", "\n", "\n  ", "\n    ")) for _n in range(rnd.randrange(90))]
    return rnd.choice((b"{", b"[", b"services:\n", b"apiVersion: v1\n", b'{"machine": ')) + "".join(pieces).encode()


def _odd_soup(rnd: Random) -> bytes:
    pieces = [rnd.choice((rnd.choice(WORDS), rnd.choice(ODD))) + rnd.choice(SPACES) for _n in range(rnd.randrange(60))]
    return rnd.choice(STARTS) + "".join(pieces).encode()


def _cut_utf8(rnd: Random) -> bytes:
    text = "#SBATCH -J 训练 --comment=“一张卡”\n# 数据 \U0001f600 é\npython 训练.py --lr \uff10.1\n".encode()
    pieces = [text[rnd.randrange(len(text)) :][: rnd.randrange(30)] for _number in range(rnd.randrange(1, 12))]
    return rnd.choice(STARTS) + rnd.choice((b"", b"\n#SBATCH ")).join(pieces)


def _long(rnd: Random) -> bytes:
    unit = rnd.choice((*WORDS, *ODD, '"', "$(", "{", "[", "\\", "a", " ", "-", ":", ",", "\n#SBATCH -n 1", "\n#PBS"))
    head = rnd.choice((b"#SBATCH --comment=", b"#BSUB -R ", b"#PBS -l ", b"echo ", b"{", b"", b"services: "))
    return rnd.choice(STARTS) + head + (unit * (rnd.randrange(1, 4000) // len(unit) + 1)).encode()


SHAPES: tuple[Callable[[Random], bytes], ...] = (_noise, _soup, _soup, _spec_soup, _odd_soup, _cut_utf8, _long)


def arbitrary(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes) of ``count`` files; the same ones for the same seed."""
    rnd = Random(seed)
    for number in range(count):
        yield rnd.choice(NAMES), SHAPES[number % len(SHAPES)](rnd)


def _once(rnd: Random, data: bytes) -> bytes:
    """One slip: a piece deleted, doubled, moved, or odd bytes put in."""
    at, size = rnd.randrange(len(data) + 1), rnd.choice((1, 1, 1, 2, 5, 20, 80))
    piece, kind = data[at : at + size], rnd.randrange(7)
    if kind == 0:
        return data[:at] + data[at + size :]
    if kind == 1:
        return data[:at] + piece + data[at:]
    if kind == 2:
        to = rnd.randrange(len(data) + 1)
        return data[:to] + piece + data[to:at] + data[at + size :] if to < at else data
    if kind == 3:
        return data[:at] + rnd.choice(ODD).encode() + data[at:]
    if kind == 4:
        return data[:at] + rnd.randbytes(rnd.randrange(1, 4)) + data[at + size :]
    if kind == 5:
        return data[:at] + rnd.choice((*WORDS, *SPEC_WORDS)).encode() + data[at:]
    lines = data.split(b"\n")
    one, other = rnd.randrange(len(lines)), rnd.randrange(len(lines))
    lines[one], lines[other] = lines[other], rnd.choice((lines[one], lines[other]))
    return b"\n".join(lines)


def mutated(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes) of ``count`` files that began as one of the seeds."""
    rnd, seeds = Random(seed), sorted(SEEDS.items())
    for number in range(count):
        name, text = seeds[number % len(seeds)]
        data = text.encode()
        for _slip in range(rnd.choice((1, 1, 2, 3, 6, 12))):
            data = _once(rnd, data)
        yield name, data
