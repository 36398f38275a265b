"""The project holds itself to what it promises: every rule, every module, every text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import envdoctor
from envdoctor.collect import collect
from envdoctor.i18n import Template
from envdoctor.model import Rule, Safety

ROOT = Path(__file__).resolve().parent.parent
ENGINE, RULES, TESTS = ROOT / "envdoctor", ROOT / "rules", ROOT / "tests"

PREFIXES = tuple("STO TMP PIP CON HFH SHL CUD QUO GPU MEM CTR GIT SEC NET JUP WRK JOB SLU LSF PBS DPD".split())
SECTIONS = ("Why is this bad?", "What to do", "Fix safety", "References")
CURES = frozenset(
    "add avoid check clean delete enable ensure fix make move prefer remove replace require set use".split()
)
"""A rule is named after the problem; a name that begins with one of these names the cure."""

PURE = frozenset(
    "__future__ collections dataclasses datetime difflib enum fnmatch fractions functools itertools math operator "
    "pathlib re shlex string typing unicodedata urllib".split()
)
"""Standard library without a door to the system; of ``pathlib`` only the pure paths."""
IMPURE_CALLS = frozenset("open print input eval exec compile __import__ render _ plural Path breakpoint".split())

IMPORT_ORDER = (
    "light", "errors", "i18n", "guess", "units", "late", "model", "tally", "steps", "host", "catalogue", "declare",
    "advice", "syntax", "sniff", "edits", "config", "facts", "hooks", "builtin", "collect", "expression",
    "select", "resolve", "suppress", "lastfailed", "narrow", "baseline", "parts", "passing", "bundle", "engine",
    "addignore", "sources", "plan", "warm", "session", "survey", "scripted", "rights", "disk", "record",
    "stage", "journal", "lock", "recover", "apply", "reverse", "undo", "cleaners", "report", "looking", "asked",
    "run", "change", "testing", "completion", "cli", "__main__",
)  # fmt: skip
"""Each module or package of the engine imports only what stands before it."""

TEXTS = ("*.py", "*.md", "*.yaml", "*.toml", "*.json")
HALVES = (
    "TO DO", "FIX ME", "XX X", "/wo rk/", "/tmp/ dev/", "/tmp/ brief", "shared/ facts", "DESIGN .md", "py pi.org",
    "python hosted", "repo. anaconda", "registry. npm", "unittest .mock", "Magic Mock", "monkeypatch. setattr",
    "mark. xfail", "NotImplemented Error",
)  # fmt: skip
FORBIDDEN = re.compile("|".join(rf"(?<!\w){re.escape(halves.replace(' ', ''))}(?!\w{{2}})" for halves in HALVES))
"""Unfinished work, places that exist on one machine only, registries, mocks; in halves, so that they are not here."""

COLLECTED = collect(installed=False).rules
NO_RULES = {"catalogue", "symptoms", "advice"}
"""Folders of the built-in pack that hold other values."""


def path_of(rule: Rule) -> Path:
    return RULES.joinpath(*rule.module.split(".")[1:]).with_suffix(".py")


def spec_of(rule: Rule) -> Path:
    path = path_of(rule)
    return TESTS / "rules" / path.parent.name / f"test_{path.name}"


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """(module, name) of every import that runs; name is empty for ``import module``."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or ".", alias.name) for alias in node.names)
        yield from imports(node)


def source_files(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*.py") if path.name != "_index.py")


each_rule = pytest.mark.parametrize("rule", COLLECTED, ids=lambda rule: rule.code)


# ---- rules -------------------------------------------------------------------------------------------------------


def test_there_are_rules_of_every_domain_folder() -> None:
    folders = {path.parent.name for path in RULES.glob("*/*.py")} - NO_RULES
    assert {rule.module.split(".")[1] for rule in COLLECTED} == folders


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in COLLECTED}) == len({rule.name for rule in COLLECTED}) == len(COLLECTED)


@each_rule
def test_code_and_name(rule: Rule) -> None:
    assert re.fullmatch(rf"({'|'.join(PREFIXES)})[1-9][0-9][0-9]", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name)
    assert rule.name.split("-")[0] not in CURES


@each_rule
def test_one_rule_one_file_one_test(rule: Rule) -> None:
    path = path_of(rule)
    assert path.stem == rule.name.replace("-", "_") == rule.function.__name__
    assert [other.code for other in COLLECTED if other.module == rule.module] == [rule.code]
    calls = {node.func.id for node in ast.walk(ast.parse(spec_of(rule).read_text("utf-8")))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
    assert calls & {"findings", "offends", "fixed"}, "no test in which the rule fires"
    assert "passes" in calls, "no test in which the rule stays silent"


def test_every_file_of_the_rules_holds_a_rule() -> None:
    held = {path_of(rule) for rule in COLLECTED}
    files = {path for path in RULES.glob("*/*.py") if path.parent.name not in NO_RULES and path.name != "__init__.py"}
    assert files == held


@each_rule
def test_page(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    assert len(rule.summary) < 80
    lines = rule.page.split("\n")
    assert lines[1] == ""
    assert [line[3:] for line in lines if line.startswith("## ")] == list(SECTIONS)
    parts = re.split(r"^## .*\n", rule.page, flags=re.MULTILINE)
    assert all(part.strip() for part in parts), "an empty section"
    assert all(line.startswith(("- ", "  ")) for line in parts[-1].strip().split("\n")), "references are a list"
    assert "\u2014" not in rule.page


@each_rule
def test_what_is_said_of_the_fix_is_what_the_rule_declares(rule: Rule) -> None:
    said = re.split(r"^## .*\n", rule.page, flags=re.MULTILINE)[3]
    first = {
        Safety.SAFE: "Safe",
        Safety.UNSAFE: "Unsafe",
        Safety.MANUAL: "Nothing is changed",
        None: "Nothing is changed",
    }
    assert said.startswith(first[rule.safety])


@each_rule
def test_a_rule_that_advises_declares_what_is_done_by_hand(rule: Rule) -> None:
    called = {node.func.id for node in ast.walk(ast.parse(path_of(rule).read_text("utf-8")))
              if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
    assert "Advise" not in called or rule.safety is not None, "it advises: fix=Safety.MANUAL"


@each_rule
def test_rules_import_only_values(rule: Rule) -> None:
    for module, name in imports(ast.parse(path_of(rule).read_text("utf-8"))):
        top = module.split(".")[0]
        if top == "envdoctor":
            assert module == "envdoctor" or module.split(".")[1] in ("facts", "syntax", "light", "late"), module
            assert module != "envdoctor" or name in envdoctor.__all__, name
        else:
            assert top in PURE, module
            assert module != "pathlib" or name in ("PurePath", "PurePosixPath"), name


@each_rule
def test_rules_neither_print_nor_render_nor_touch_the_system(rule: Rule) -> None:
    tree = ast.parse(path_of(rule).read_text("utf-8"))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & IMPURE_CALLS
    assert not [
        node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in ("os", "sys", "subprocess")
    ]


@each_rule
def test_templates_are_plain_literals(rule: Rule) -> None:
    """So that another language's catalogue can list them."""
    for node in ast.walk(ast.parse(path_of(rule).read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "msg":
            [text] = node.args
            assert isinstance(text, ast.Constant), ast.unparse(node)
            assert isinstance(text.value, str)
            assert "\u2014" not in text.value
            assert not text.value.endswith("."), f"a message is a clause, without a full stop: {text.value}"


def test_rows_speak_templates() -> None:
    texts = [(row.id, text) for row in collect(installed=False).rows for text in (row.title, row.stays) if text]
    assert [pair for pair in texts if not isinstance(pair[1], Template)] == []


# ---- the engine --------------------------------------------------------------------------------------------------


def engine_part(path: Path) -> str:
    return path.relative_to(ENGINE).with_suffix("").parts[0]


def imported_parts(path: Path) -> set[str]:
    homes = envdoctor._HOME_OF
    found = set()
    for module, name in imports(ast.parse(path.read_text("utf-8"))):
        full = homes.get(name, f"envdoctor.{name}") if module == "envdoctor" else module
        if full.startswith("envdoctor.") and not name.startswith("__"):
            found.add(full.split(".")[1])
        assert not full.startswith("envdoctor_rules"), "the engine knows no rule"
    return found


def test_every_part_of_the_engine_has_its_place() -> None:
    assert {engine_part(path) for path in source_files(ENGINE)} - {"__init__"} == set(IMPORT_ORDER)


@pytest.mark.parametrize("part", IMPORT_ORDER)
def test_each_part_imports_only_what_stands_before_it(part: str) -> None:
    allowed = {*IMPORT_ORDER[: IMPORT_ORDER.index(part) + 1]}
    for path in source_files(ENGINE):
        if engine_part(path) == part:
            assert imported_parts(path) <= allowed, path.relative_to(ROOT)


# ---- texts -------------------------------------------------------------------------------------------------------


def project_texts() -> list[Path]:
    folders = [ENGINE, RULES, TESTS, *(ROOT / name for name in ("docs", "examples", "benchmarks"))]
    found = {path for folder in folders for pattern in TEXTS for path in folder.rglob(pattern)}
    return sorted(found | {path for pattern in TEXTS for path in ROOT.glob(pattern)})


def test_no_text_holds_what_it_must_not() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {found[0]}"
        for path in project_texts()
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if (found := FORBIDDEN.search(line))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", source_files(ENGINE, RULES), ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 350
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name


def test_the_wheel_holds_every_package() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    listed = set(re.findall(r'^    "(envdoctor[\w.]*)",$', text, re.MULTILINE))
    names = {".".join(("envdoctor", *path.parent.relative_to(ENGINE).parts)) for path in ENGINE.rglob("*.py")}
    names |= {".".join(("envdoctor_rules", *path.parent.relative_to(RULES).parts)) for path in RULES.rglob("*.py")}
    assert listed == names
