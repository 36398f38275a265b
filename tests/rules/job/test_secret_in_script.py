from __future__ import annotations

import pytest
from envdoctor_rules.job.secret_in_script import CHANGE, ISSUED, LOGIN, NAMED, RENEW, secret_in_script

from envdoctor.i18n import render
from envdoctor.model import Advise
from envdoctor.testing import offends, passes

HEX = "0a1b2c3d4e5f60718293" + "a4b5c6d7e8f9a0b1c2d3"
HUB = "hf_" + "QwErTyUiOp9172635480" + "asdFghJklz"
LETTERS = "hf_" + "QwErTyUiOpAsDfGhJ" + "kLzXcVbNmqWeRtYuI"
FORGE = "ghp_" + "1a2B3c4D5e6F7g8H9i0J" + "k1L2m3N4o5P6q7R8"


def script(line: str, mark: str) -> str:
    start = line.index(mark)
    return f"#!/bin/bash\n#SBATCH -n 1\n{line}\n{' ' * start}{'^' * len(mark)}\npython train.py\n"


@pytest.mark.parametrize(
    ("line", "mark", "says", "what"),
    [
        (f"export WANDB_API_KEY={HEX}", HEX, NAMED, "WANDB_API_KEY"),
        (f"wandb login {HEX}", HEX, ISSUED, "Weights & Biases"),
        (f"huggingface-cli login --token {HUB}", HUB, ISSUED, "Hugging Face"),
        (f"# export HF_TOKEN={HUB}", HUB, ISSUED, "Hugging Face"),
        (f"git clone https://{FORGE}@github.com/alice/x", FORGE, ISSUED, "GitHub"),
        (f"python train.py --api-key={HEX}", f"--api-key={HEX}", NAMED, "--api-key"),
        ("git clone https://alice:Ki7hu-9Lo@example.org/x", "Ki7hu-9Lo", LOGIN, "login"),
        (f"hf auth login --token {LETTERS}", LETTERS, ISSUED, "Hugging Face"),
        (f"export HF_TOKEN={LETTERS}", LETTERS, ISSUED, "Hugging Face"),
        ("sshpass -p Ki7hu9 ssh alice@gpu1", "Ki7hu9", NAMED, "sshpass -p"),
        ("sshpass -pKi7hu9 scp a b:", "-pKi7hu9", NAMED, "sshpass -p"),
        (f"curl -H 'Authorization: Bearer {HEX}' x", HEX, NAMED, "Authorization"),
        ('export DB_PASSWORD="Ki7hu-9Lo"', '"Ki7hu-9Lo"', NAMED, "DB_PASSWORD"),
    ],
)
def test_fires_and_never_shows_it(line: str, mark: str, says: str, what: str) -> None:
    [found] = offends(secret_in_script, script(line, mark), path="train.sbatch")
    assert (found.template, found.args["what"]) == (says, what)
    assert isinstance(found.wish, Advise)
    assert found.wish.text == (CHANGE if says == LOGIN else RENEW)
    shown = f"{render(found.template, found.args)} {found.key} {found.evidence}"
    assert mark.strip('"').rpartition("=")[2] not in shown


@pytest.mark.parametrize(
    "line",
    [
        "export WANDB_API_KEY=$KEY",
        "export WANDB_API_KEY=your_key_here",
        "export WANDB_API_KEY=" + "x" * 40,
        'export HF_TOKEN="hf_' + "x" * 34 + '"',
        "export HF_TOKEN=$(cat ~/.hf_token)",
        "export HF_TOKEN_PATH=/data/alice/0a1b2c3d4e5f60718293",
        "export TOKENIZERS_PARALLELISM=false",
        "export MAX_TOKEN=4096",
        "python train.py --token-size=1024 --password=$PW",
        "python train.py --tokens abcdefghijklmnopqrstuvwxyz0123456789",
        "git clone https://github.com/alice/x",
        "git clone https://alice:<password>@github.com/alice/x",
        "export SSH_KEY=~/.ssh/id_ed25519_0a1b2c3d4e5f",
        "export RUN_ID=" + HEX,
        "export HF_TOKEN=hf_" + "a" * 34,
        "hf_ThisIsTheNameOfAFunction",
        "sshpass -p $PASSWORD ssh a",
        "sshpass -p '<password>' ssh a",
        "sshpass -f file ssh -p 2222 a",
        'curl -H "Authorization: Bearer $TOKEN" x',
        "curl -H 'Authorization: Bearer YOUR_ACCESS_TOKEN_1' x",
    ],
)
def test_healthy(line: str) -> None:
    passes(secret_in_script, f"#!/bin/bash\n#SBATCH -n 1\n{line}\n", path="train.sbatch")
