from __future__ import annotations

from textwrap import dedent

import pytest

from envdoctor.syntax.jobs.python.program import LIMIT, Program, Workers
from envdoctor.syntax.jobs.python.reader import read

TORCH = """
import argparse
import torch
from torch.utils.data import DataLoader

parser = argparse.ArgumentParser()
parser.add_argument("-j", "--num-workers", type=int, default=8)
args = parser.parse_args()
loader = DataLoader([], num_workers=args.num_workers)
for epoch in range(100):
    for batch in loader:
        loss = model(batch)
        loss.backward()
        optimizer.step()
    print(epoch)
"""
SAVES = TORCH + "    torch.save(model.state_dict(), 'last.pt')\n"
LOADS = "import torch\nmodel.load_state_dict(torch.load('last.pt'))\n" + SAVES
TRAINER = """
from transformers import Trainer, TrainingArguments
args = TrainingArguments(output_dir="out"{more})
trainer = Trainer(model, args)
trainer.train({train})
"""
LIGHTNING = """
import lightning as L
trainer = L.Trainer(max_epochs=10{more})
trainer.fit(model{fit})
"""


def of(text: str) -> Program:
    return read(dedent(text))


def test_a_program_that_never_saves() -> None:
    found = of(TORCH)
    assert (found.trains, found.saves, found.loads, found.unlimited) == (True, False, False, None)
    assert found.workers == Workers(8, "--num-workers", 9)
    assert (found.prints, found.flushes, found.catches) == (True, False, frozenset())
    assert found.frameworks == {"torch"}


def test_saving_and_loading() -> None:
    assert (of(SAVES).saves, of(SAVES).loads) == (True, False)
    assert (of(LOADS).saves, of(LOADS).loads) == (True, True)


@pytest.mark.parametrize(
    "line",
    [
        "import model",
        "from utils.engine import train",
        "from . import nets",
        "from torch import *",
        "import some_framework",
        "import subprocess",
        "exec(code)",
    ],
)
def test_what_lies_elsewhere_leaves_it_open(line: str) -> None:
    found = of(f"{line}\n{TORCH}")
    assert (found.saves, found.loads, found.catches, found.unlimited) == (None, None, None, None)
    assert found.trains


@pytest.mark.parametrize(
    "line",
    [
        "    save_it(model)",
        "    writer.add_scalar('x', 1)",
        "    open('x', 'wb').write(b'')",
        "    Checkpointer().step()",
        "    numpy.savez('x', a)",
        "parser.add_argument('--ckpt')",
    ],
)
def test_a_name_that_speaks_of_saving_leaves_it_open(line: str) -> None:
    assert of(TORCH + line + "\n").saves is None


@pytest.mark.parametrize(
    ("line", "saves"),
    [
        ("for x in y: torch.save(x, 'a')", True),
        ("for x in y:\n    if x: model.save_pretrained('a')", True),
        ("accelerator.save_state('a')", True),
        ("engine.save_checkpoint('a')", True),
        ("torch.save(x, 'final')", None),
        ("model.save_weights('final')", None),
        ("for x in y: pickle.dump(losses, file)", None),
    ],
)
def test_it_saves(line: str, saves: bool | None) -> None:
    assert of(f"import torch, pickle\n{line}\n").saves is saves


@pytest.mark.parametrize(
    "line",
    [
        "torch.load('a')",
        "accelerator.load_state('a')",
        "engine.load_checkpoint('a')",
        "Net.load_from_checkpoint('a')",
        "trainer.train(resume_from_checkpoint=True)",
        "trainer.fit(m, ckpt_path='last')",
    ],
)
def test_it_loads(line: str) -> None:
    assert of(f"import torch\n{line}\n").loads is True


def test_names_of_loaders_are_no_loading() -> None:
    assert of("from torch.utils.data import DataLoader\ntrain_loader = DataLoader([])\n").loads is False


@pytest.mark.parametrize(
    ("more", "train", "saves", "loads", "unlimited"),
    [
        ("", "", True, False, 3),
        (", save_total_limit=3", "", True, False, None),
        (', save_strategy="epoch"', "", True, False, 3),
        (', save_strategy="no"', "", None, False, None),
        (", save_strategy=how", "", None, False, None),
        (", **options", "", None, False, None),
        ("", "resume_from_checkpoint=True", True, True, 3),
        ("", "resume_from_checkpoint=None", True, None, 3),
    ],
)
def test_trainers_of_transformers(
    more: str, train: str, saves: bool | None, loads: bool | None, unlimited: int | None
) -> None:
    found = of(TRAINER.format(more=more, train=train))
    assert (found.trains, found.saves, found.loads, found.unlimited) == (True, saves, loads, unlimited)


@pytest.mark.parametrize(
    ("more", "fit", "saves", "loads"),
    [
        ("", "", True, False),
        (", enable_checkpointing=False", "", None, False),
        (", **options", "", None, False),
        ("", ", ckpt_path='last'", True, True),
    ],
)
def test_trainers_of_lightning(more: str, fit: str, saves: bool | None, loads: bool | None) -> None:
    found = of(LIGHTNING.format(more=more, fit=fit))
    assert (found.trains, found.saves, found.loads, found.catches) == (True, saves, loads, None)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("import torch\nfor epoch in r:\n    torch.save(m, f'm_{epoch}.pt')\n", 3),
        ("import torch\nfor epoch in r:\n    torch.save(m, 'm_{}.pt'.format(epoch))\n", 3),
        ("import torch\nfor epoch in r:\n    torch.save(m, 'last.pt')\n", None),
        ("import torch\nfor name in r:\n    torch.save(m, f'{name}.pt')\n", None),
        ("import torch\ntorch.save(m, f'm_{epoch}.pt')\n", None),
        ("import torch, os\nfor epoch in r:\n    torch.save(m, f'm_{epoch}.pt')\n    os.remove(old)\n", None),
        ("import torch\nfrom nets import x\nfor epoch in r:\n    torch.save(m, f'm_{epoch}.pt')\n", None),
        ("from lightning.pytorch.callbacks import ModelCheckpoint\nModelCheckpoint(save_top_k=-1)\n", 2),
        ("from lightning.pytorch.callbacks import ModelCheckpoint\nModelCheckpoint(save_top_k=3)\n", None),
    ],
)
def test_one_more_file_each_time(text: str, line: int | None) -> None:
    assert of(text).unlimited == line


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("DataLoader(d, num_workers=4)", Workers(4, "", 1)),
        ("torch.utils.data.DataLoader(d, num_workers=2)\nDataLoader(d, num_workers=6)", Workers(6, "", 2)),
        ("N = 12\nDataLoader(d, num_workers=N)", Workers(12, "", 2)),
        ("N = 12\nN = 3\nDataLoader(d, num_workers=N)", None),
        ("N = 12\nN += 3\nDataLoader(d, num_workers=N)", None),
        ("DataLoader(d, num_workers=os.cpu_count())", None),
        ("DataLoader(d, num_workers=0)", None),
        ("DataLoader(d)", None),
        ("TrainingArguments(dataloader_num_workers=8)", Workers(8, "", 1)),
        (
            "p.add_argument('--w', dest='workers', default=3)\nDataLoader(d, num_workers=a.workers)",
            Workers(3, "--w", 2),
        ),
        ("p.add_argument('--workers', default=n())\nDataLoader(d, num_workers=a.workers)", None),
    ],
)
def test_workers(text: str, want: Workers | None) -> None:
    assert read(text).workers == want


def test_signals() -> None:
    assert of("import signal\nsignal.signal(signal.SIGTERM, stop)\n").catches == {"SIGTERM"}
    assert of("from signal import signal, SIGUSR1\nsignal(SIGUSR1, stop)\n").catches == {"SIGUSR1"}
    assert of("import signal\nsignal.signal(number, stop)\n").catches is None


@pytest.mark.parametrize(
    ("text", "flushes"),
    [
        ("print('a', flush=True)", True),
        ("import sys\nprint('a')\nsys.stdout.flush()", True),
        ("import sys\nsys.stdout.reconfigure(line_buffering=True)\nprint('a')", True),
        ("print('a')", False),
    ],
)
def test_flushing(text: str, flushes: bool) -> None:
    assert (of(text).prints, of(text).flushes) == (True, flushes)


@pytest.mark.parametrize(
    "text",
    [
        "def f(:\n",
        "\0",
        "(" * 100_000,
        "a" + "+a" * 30_000,
        "a" + ".b" * 30_000,
        "not " * 15_000 + "1",
        "x = 1\n" * LIMIT,
        "\udcff\udc80",
        "print 'python 2'\n",
    ],
    ids=["syntax", "nul", "parentheses", "sums", "attributes", "not", "long", "bytes", "python 2"],
)
def test_what_cannot_be_read_tells_nothing(text: str) -> None:
    found = read(text, "x.py")
    assert (found.path, found.trains, found.saves, found.workers, found.prints) == (
        "x.py",
        None,
        *[found.saves],
        None,
        None,
    )
    assert found.saves in (None, False)


LOOP = "import torch\ndef train_one_epoch(m, o):\n    for x in m:\n        m(x).backward()\n        o.step()\n"


def test_modules_that_have_to_be_read_too() -> None:
    assert read("import model, engine\nfrom helpers import f\n").local == {"model", "engine", "helpers"}
    assert read("import torch, os\n").local == frozenset()
    assert read("from lib.model import f\nimport model\n").local == frozenset()
    assert read("from . import model\n").local == frozenset()
    assert read("import model\nexec(code)\n").local == frozenset()


@pytest.mark.parametrize(
    ("main", "trains"),
    [
        ("from engine import train_one_epoch\ntrain_one_epoch(1, 2)\n", True),
        ("import engine\nengine.train_one_epoch(1, 2)\n", True),
        ("from engine import get_train_loader\nget_train_loader()\n", None),
        ("from engine import evaluate\nevaluate()\n", None),
        ("import engine\ntrain_one_epoch = print\ntrain_one_epoch()\n", None),
    ],
)
def test_a_loop_in_a_module_counts_where_it_is_called(main: str, trains: bool | None) -> None:
    program = read(main, modules={"engine": LOOP})
    assert (program.trains, program.saves, program.catches) == (trains, False, frozenset())


def test_what_one_module_says_holds_for_all() -> None:
    main = "from engine import train_one_epoch\ntrain_one_epoch(1, 2)\n"
    assert read(main, modules={"engine": f"{LOOP}def save(m): pass\n"}).saves is None
    caught = read(main, modules={"engine": f"{LOOP}import signal\nsignal.signal(signal.SIGUSR1, print)\n"}).catches
    assert caught == {"SIGUSR1"}
    assert read(main, modules={"engine": f"import other\n{LOOP}"}).saves is None
