from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.shell.reader import read
from envdoctor.syntax.jobs.shell.secrets import secrets

HEX = "0a1b2c3d4e5f60718293" + "a4b5c6d7e8f9a0b1c2d3"
MIXED = "Zx9Qw8Er7Ty6Ui5Op4As" + "3Df2Gh1Jk0LmNbVcXzQa"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("KEY=hf_" + MIXED[:34], "hugging_face"),
        ("git push https://ghp_" + MIXED[:36] + "@github.com/a/b", "github"),
        ("export X=AKIA" + "Q7W8E9R1T2Y3U4I5", "aws"),
        ("curl -H 'Authorization: Bearer sk-proj-" + MIXED + "'", "openai"),
        ("export AWS_SECRET_ACCESS_KEY=" + MIXED, "AWS_SECRET_ACCESS_KEY"),
        ("wandb_token=" + HEX, "wandb_token"),
        ("prog --token " + HEX, "--token"),
        ("wandb login '" + HEX + "'", "wandb"),
    ],
)
def test_each_is_found_once(line: str, what: str) -> None:
    text = f"#!/bin/bash\n{line}\n"
    [found] = secrets(text, read(text))
    assert found.what == what
    assert found.span.line == 2


@pytest.mark.parametrize(
    "line", ["risk-" + MIXED, "hf_transfer=1", "sk-learn=1", "x=https://example.org:8080/a@b", "a=ghp_x"]
)
def test_none(line: str) -> None:
    text = f"#!/bin/bash\necho {line}\n"
    assert list(secrets(text, read(text))) == []


def test_long_text_takes_no_long_time() -> None:
    text = "#!/bin/bash\n" + "hf_ AKIA sk- " * 50_000 + "a://" + "b" * 50_000
    assert list(secrets(text, read("#!/bin/bash\n"))) == []


@pytest.mark.parametrize(
    "line", ["PAD_TOKEN=endoftextpadding123", "prog --eos-token endoftextpadding123 --unk_token=endoftextpadding12"]
)
def test_words_of_a_vocabulary(line: str) -> None:
    text = f"#!/bin/bash\n{line}\n"
    assert list(secrets(text, read(text))) == []
