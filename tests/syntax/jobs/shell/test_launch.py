from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.shell.python import launches
from envdoctor.syntax.jobs.shell.reader import read


@pytest.mark.parametrize(
    ("text", "wrapped", "words"),
    [
        ("srun python a.py", ("srun",), "python a.py"),
        ("srun -n 4 --gres=gpu:1 -c8 python a.py", ("srun",), "python a.py"),
        ("srun --mpi pmix --cpu-bind=none ./a", ("srun",), "./a"),
        ("srun -l -u --exclusive -N1 a", ("srun",), "a"),
        ("mpirun -np 4 --bind-to none -x PATH a -np 2", ("mpirun",), "a -np 2"),
        ("mpirun --mca btl tcp -genv A 1 a", ("mpirun",), "a"),
        ("time -p a", ("time",), "a"),
        ("nohup time srun a b", ("nohup", "time", "srun"), "a b"),
        ("env -u X A=1 B=2 a", ("env",), "a"),
        ("timeout -k 5 10m a", ("timeout",), "a"),
        ("nice -n 19 ionice -c 3 a", ("nice", "ionice"), "a"),
        ("taskset -c 0-3 a", ("taskset",), "a"),
        ("taskset 0x3 a", ("taskset",), "a"),
        ("apptainer exec --nv -B /data x.sif python a.py", ("apptainer",), "python a.py"),
        ("srun singularity exec --nv x.sif a", ("srun", "singularity"), "a"),
        ("conda run -n env --no-capture-output a", ("conda",), "a"),
        ("uv run --with x a", ("uv",), "a"),
        ("exec a b", ("exec",), "a b"),
        ("numactl --cpunodebind=0 --membind 0 a", ("numactl",), "a"),
        ("nsys profile -o x --trace cuda a", ("nsys",), "a"),
        ("srun -- a", ("srun",), "a"),
    ],
)
def test_what_a_launcher_starts(text: str, wrapped: tuple[str, ...], words: str) -> None:
    inner = read(text).commands[-1]
    assert (inner.wrapped, " ".join(word.text for word in inner.words)) == (wrapped, words)


@pytest.mark.parametrize(
    "text", ["srun", "srun -n 4", "conda activate x", "apptainer pull x", "time", "env", "env A=1", "nohup"]
)
def test_nothing_is_started(text: str) -> None:
    assert len(read(text).commands) == 1


def test_variables_of_env_belong_to_what_it_starts() -> None:
    inner = read("X=0 env A=1 python a.py").commands[-1]
    assert {name: word.text for name, word in inner.assigns.items()} == {"X": "0", "A": "1"}


def test_code_for_another_shell_behind_a_launcher() -> None:
    assert [c.name for c in read("srun bash -c 'srun a.py; b'").commands] == ["srun", "bash", "srun", "a.py", "b"]


@pytest.mark.parametrize(
    ("text", "script", "arguments", "chain"),
    [
        ("python a.py --lr 1", "a.py", "--lr 1", ()),
        ("python3.11 -u -W ignore -X dev a.py", "a.py", "", ()),
        ("srun -n 2 python -O a.py x", "a.py", "x", ("srun",)),
        ("./a.py x", "./a.py", "x", ()),
        ("torchrun --standalone --nproc_per_node=4 a.py --x 1", "a.py", "--x 1", ("torchrun",)),
        ("srun torchrun --nnodes 2 --rdzv_id 1 a.py", "a.py", "", ("srun", "torchrun")),
        ("python -m torch.distributed.run --nproc-per-node 2 a.py y", "a.py", "y", ("torchrun",)),
        ("accelerate launch --num_processes 4 --mixed_precision bf16 a.py", "a.py", "", ("accelerate",)),
        ("deepspeed --num_gpus 4 a.py --deepspeed ds.json", "a.py", "--deepspeed ds.json", ("deepspeed",)),
        ("apptainer exec x.sif python a.py", "a.py", "", ("apptainer",)),
        ("python -m pkg.train --x", None, "--x", ()),
        ("python -c 'import a'", None, "", ()),
        ("python - < a.py", None, "", ()),
        ("torchrun -m pkg.train --x", None, "--x", ("torchrun",)),
    ],
)
def test_python_programs(text: str, script: str | None, arguments: str, chain: tuple[str, ...]) -> None:
    [found] = launches(read(text))
    assert (found.script.text if found.script else None) == script
    assert (" ".join(word.text for word in found.arguments), found.chain) == (arguments, chain)


def test_modules_and_unbuffered() -> None:
    [found] = launches(read("python -um pkg.train\n"))
    assert (found.module, found.unbuffered) == ("pkg.train", True)
    assert not launches(read("python a.py -u\n"))[0].unbuffered


def test_none() -> None:
    assert launches(read("echo python a.py\n# python b.py\ncat <<E\npython c.py\nE\n")) == ()


@pytest.mark.parametrize(
    ("arguments", "value"),
    [("--num_workers 4", "4"), ("--num-workers=4", "4"), ("--num_workers 2 --num_workers 8", "8"), ("--x 1", None)],
)
def test_options_of_a_program(arguments: str, value: str | None) -> None:
    [found] = launches(read(f"python a.py {arguments}\n"))
    word = found.option("--num_workers")
    assert (word.text if word else None) == value
