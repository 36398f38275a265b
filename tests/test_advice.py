"""``explain`` for error texts: the table is sound, real outputs are recognised, and no text can hurt."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envdoctor.advice import Symptom, match, plain
from envdoctor.collect import collect, collect_advice
from envdoctor.i18n import Template, msg
from envdoctor.report.advice import symptoms_text
from envdoctor.report.style import Style

SYMPTOMS, PAGES = collect_advice(installed=False)
CODES = {rule.code for rule in collect(installed=False).rules}


def best(text: str) -> str:
    """The id of the most telling symptom; empty: none."""
    found = match(text, SYMPTOMS).symptoms
    return found[0].id if found else ""


@pytest.mark.parametrize("symptom", SYMPTOMS, ids=lambda symptom: symptom.id)
def test_a_symptom_is_whole(symptom: Symptom) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", symptom.id)
    assert symptom.steps
    assert symptom.facts
    assert all(isinstance(text, Template) for text in (symptom.title, symptom.means, *symptom.steps))
    assert set(symptom.rules) <= CODES
    assert all(
        len(plain(piece)) >= 3 for pattern in symptom.patterns for piece in re.split(r"\*|<path>", pattern) if piece
    )


@pytest.mark.parametrize("symptom", SYMPTOMS, ids=lambda symptom: symptom.id)
def test_every_pattern_finds_its_symptom(symptom: Symptom) -> None:
    for pattern in symptom.patterns:
        text = "Traceback: " + pattern.replace("*", " something else ").replace("<path>", "/data/alice/x")
        text = text.removesuffix("$") if text.endswith("$") else text + " at line 3"
        found = match(text, SYMPTOMS)
        assert found.certain
        assert symptom in found.symptoms, pattern


def test_there_are_many_and_ids_are_unique() -> None:
    assert len({symptom.id for symptom in SYMPTOMS}) == len(SYMPTOMS) >= 50


CAPTURES = Path(__file__).parent / "captures/errors.txt"
PRINTED = [
    (block.partition("\n")[2].strip(), block.partition("\n")[0])
    for block in CAPTURES.read_text("utf-8").split("\n== ")[1:]
]


@pytest.mark.parametrize(("text", "found"), PRINTED)
def test_what_tools_print_is_recognised(text: str, found: str) -> None:
    assert best(text) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Invalid directive found in batch script", "SLU108"),
        ("sbatch: unrecognized option", "SLU101"),
        ("option is ambiguous", "SLU104"),
        ("option requires an argument", "SLU106"),
        ("doesn't allow an argument", "SLU106"),
        ("Invalid --time specification", "SLU107"),
        ("error: Invalid numeric value", "SLU107"),
        ("are mutually exclusive", "SLU119"),
        ("can't run 1 processes on 2 nodes, setting nnodes to 1", "SLU132"),
        ("Batch script contains DOS line breaks", "JOB101"),
        ("does not look like a batch script", "JOB102"),
        ("does not allow scripts that contain a NULL character", "JOB104"),
        ("Run conda init before conda activate", "JOB301"),
        ("Requested node configuration is not available", "JOB403"),
        ("Memory specification can not be satisfied", "JOB405"),
        ("no CUDA-capable device", "JOB407"),
        ("no kernel image is available for execution on the device", "JOB410"),
        ("not in the sudoers file", "JOB416"),
        ("out of shared memory", "CTR201"),
        ("the input device is not a TTY", "CTR202"),
        ("Limit must be set for non overcommitable resources", "CTR203"),
        ("no CUDA-capable device is detected", "CTR207"),
        ("unsatisfied condition: cuda>=12.4", "CTR208"),
        ("lchown /etc/x: operation not permitted", "CTR104"),
        ('"-lresource=" cannot be used with "select" or "place", resource is: mem', "PBS108"),
        ("qsub: directive error: -l select=1 # x", "PBS112"),
    ],
)
def test_a_text_that_rules_quote_leads_to_them(text: str, code: str) -> None:
    assert code in match(text, SYMPTOMS).symptoms[0].rules


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("OSError: AF_UNIX path too long", "socket-path-too-long"),
        ("\x1b[31mOSError\x1b[0m: [Errno 28] No space\nleft   on device", "no-space-left"),
        ("no space left", "no-space-left"),
        ("quota", "disk-quota-exceeded"),
        ("killed", "killed"),
        ("bus error in the data loader", "shared-memory"),
        ("oom", "job-out-of-memory"),
        ("GLIBC", "glibc-too-old"),
        ("disk quota", "disk-quota-exceeded"),
        ("conda activate", "conda-init"),
        ("permission denied", "permission-denied"),
        ("\x1b[31mNo space left\x1b[0m", "no-space-left"),
        ("\x1b[38:5:196mNo space\x1b(B\x1b[m left", "no-space-left"),
        ("\\033[31mNo space left\\033[0m", "no-space-left"),
        ("^[[31mNo space left^[[0m", "no-space-left"),
        ("[31mNo space left[0m", "no-space-left"),
        ("hello world, all is well today", ""),
        ("", ""),
    ],
)
def test_what_people_type_is_recognised(text: str, found: str) -> None:
    assert best(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "bash: venv/bin/activate: No such file or directory",
        "npm ERR! code ENOENT",
        "npm ERR! code ENOENT\nnpm ERR! syscall open\nnpm ERR! enoent ENOENT: no such file or directory, open 'x'",
        "FileExistsError: [Errno 17] File exists: 'results'",
        "FileExistsError: [Errno 17] File exists: 'results' while /home/z/.cache' is there",
        "mkdir: cannot create directory 'out': File exists",
        "mkdir: cannot create directory \u2018/home/z/.cache/out\u2019: File exists",
        "exit code 1",
        "Process finished with exit code 1",
        "signal 91 x",
        "program ended by signal 91",
        "exit code 1370",
        "error",
        "failed",
        "code",
        "permission",
        "an error",
        "file not found",
        "could not create work tree",
        "fatal: could not create work tree dir 'x'",
        "%s {0} {name}",
        "error: unknown",
        "Using /home/z/.cache/torch_extensions/py311 as PyTorch extensions root...\nLoading extension module x...",
        "TOML parse error at line 3, column 1\nunknown field `nme`, expected one of `name`, `version`\nCargo.toml",
        "error: failed to parse manifest at `/home/z/p/Cargo.toml`: TOML parse error at line 3: unknown field `nme`",
    ],
)
def test_what_is_no_such_error_finds_nothing(text: str) -> None:
    assert [symptom.id for symptom in match(text, SYMPTOMS).symptoms] == []


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("user@host: Permission denied (publickey).", "docker-socket"),
        ("CUDA_ERROR_OUT_OF_MEMORY: out of memory", "job-out-of-memory"),
        ("Using /x as PyTorch extensions root...\nninja: build stopped: subcommand failed.", "extension-lock"),
        ("fatal: cannot create directory at 'x': Permission denied", "git-cannot-write"),
        ("error: unable to create temporary file: Permission denied", "git-cannot-write"),
        ("cannot create directory at 'x': Permission denied", "git-cannot-write"),
    ],
)
def test_a_text_is_not_taken_for_another(text: str, never: str) -> None:
    found = match(text, SYMPTOMS)
    assert found.symptoms
    assert never not in {symptom.id for symptom in found.symptoms}


def test_shared_words_are_a_guess() -> None:
    found = match("bus error in the data loader", SYMPTOMS)
    assert not found.certain
    assert 1 <= len(found.symptoms) <= 3
    assert match("quota", SYMPTOMS).certain


def test_general_symptoms_win_ties_and_consequences_come_last() -> None:
    first, second = (
        Symptom(name, msg(name), ("disk is quite full",), msg("x"), general=name == "general")
        for name in ("special", "general")
    )
    assert [one.id for one in match("the disk is quite full", (first, second)).symptoms] == ["general", "special"]
    text = "fatal error: No space left on device\nninja: build stopped: subcommand failed."
    assert [one.id for one in match(text, SYMPTOMS).symptoms] == ["no-space-left", "extension-build-failed"]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("exit code 9", "exit code 9.", True),
        ("exit code 9", "exit code 91", False),
        ("exit code 9", "preexit code 9", False),
        ("OUT_OF_MEMORY", "ERROR_OUT_OF_MEMORY", False),
        ("GLIBC_", "GLIBC_2.28", True),
        ("symbol: cudnn*", "symbol: cudnnGetVersion", True),
        ("a one * two b", "a one thing two b", True),
        ("a one * two b", "a one thing two bees", False),
        ("at '<path>/.cache'", "at '/home/z/.cache'", True),
        ("at '<path>/.cache'", "at 'x' and '/home/z/.cache'", False),
        ("the root...$", "here is the root...\n", True),
        ("the root...$", "here is the root... and more", False),
    ],
)
def test_patterns(pattern: str, text: str, found: bool) -> None:
    assert bool(match(text + "\n", [Symptom("x", msg("x"), (pattern,), msg("x"))]).symptoms) is found


@pytest.mark.parametrize(
    "text", ["Permission denied (", "failed to copy: ", "error: unable to write file x: ", "a " * 9]
)
def test_a_hostile_log_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    match(text * (1_000_000 // len(text)), SYMPTOMS)
    assert time.perf_counter() - start < 5  # alone it takes a tenth of that


def test_the_end_of_a_long_log_counts() -> None:
    log = "step 1 loss 0.5\n" * 100_000 + "OSError: [Errno 28] No space left on device\n"
    start = time.perf_counter()
    assert best(log) == "no-space-left"
    assert time.perf_counter() - start < 5  # alone it takes a tenth of that


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=400), st.binary(max_size=400).map(lambda data: data.decode("utf-8", "surrogateescape")))
)
def test_no_text_hurts(text: str) -> None:
    assert set(match(text, SYMPTOMS).symptoms) <= set(SYMPTOMS)


def test_pages_have_names_of_their_own() -> None:
    assert [page.name for page in PAGES] == sorted({page.name for page in PAGES})
    assert {"offline", "offline-pip", "offline-torch", "offline-conda", "offline-huggingface"} <= {
        page.name for page in PAGES
    }
    assert not {page.name for page in PAGES} & {rule.name for rule in collect(installed=False).rules}


def test_rules_about_scripts_are_asked_of_a_script() -> None:
    found = match("CondaError: Run 'conda init' before 'conda activate'", SYMPTOMS)
    shown = symptoms_text(found, collect(installed=False).rules, Style())
    assert "    envdoctor check --select SHL101,SHL306\n" in shown
    assert "    envdoctor check --select JOB301,JOB302 SCRIPT\n" in shown
