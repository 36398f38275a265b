from __future__ import annotations

from dataclasses import replace

from envdoctor.catalogue.view import Missing, Variable, View
from envdoctor.edits import own
from envdoctor.facts.environments import environments, project
from envdoctor.host.probes import Answer, Look, Probe, Seen, Which
from envdoctor.model import Origin
from tests.facts.test_shells import here, surveyed
from tests.syntax.reading import HOME, answer

SAID = b"HOME=/home/zhang\0A=1\0B=other\0C=from nowhere\0HF_TOKEN=hf_x\0PWD=/\0SHLVL=1\0"


def test_the_real_answer_stands_and_the_reader_says_where_it_comes_from() -> None:
    startup, _ = surveyed({".bashrc": "export A=1\nexport B=mine\nexport D=1\n"}, here(), SAID)
    told = environments.function(startup, here()).contexts["ssh"]
    assert told["A"] == Variable("1", Origin("file", f"{HOME}/.bashrc", 1, "A"))
    assert told["B"] == Variable("other", Origin("unknown", variable="B"))
    assert told["C"].origin.kind == "unknown"
    assert told["HF_TOKEN"].value == "<hidden>"
    assert not {"D", "PWD", "SHLVL"} & set(told)


def test_keys_are_kinds_and_other_shells_are_named() -> None:
    startup, _ = surveyed({".zshrc": "true\n"}, here(), SAID)
    told = environments.function(startup, here())
    assert set(told.contexts) == {
        "now",
        "login",
        "interactive",
        "ssh",
        "batch",
        "login/zsh",
        "interactive/zsh",
        "ssh/zsh",
    }
    assert told.contexts["batch"] == told.contexts["interactive"]
    assert told.contexts["now"] == {"LANG": Variable("C", Origin("inherited", variable="LANG"))}


def test_in_a_folder_fish_cannot_be_told_and_bash_is_read() -> None:
    startup, _ = surveyed({".bashrc": "export A=1 API_KEY=k\n", ".config/fish/config.fish": "x\n"}, here(live=False))
    told = environments.function(startup, here(live=False))
    assert told.contexts["ssh"]["A"].value == "1"
    assert told.contexts["ssh"]["API_KEY"].value == "<hidden>"
    assert "fish" in told.unknown["login/fish"]
    assert "config.fish" in told.unknown["login/fish"]
    assert "now" not in told.contexts


def test_fish_values_have_the_place_of_their_line() -> None:
    startup, _ = surveyed({".config/fish/config.fish": "\nset -gx A 1\n"}, here("/usr/bin/fish"), SAID)
    told = environments.function(startup, here("/usr/bin/fish")).contexts["login"]
    assert told["A"].origin == Origin("file", f"{HOME}/.config/fish/config.fish", 2, "A")


def projected(
    files: dict[str, str], planned: dict[str, str], shell: str, before: dict[str, str]
) -> dict[str, str | None]:
    """The ``login`` environment after ``planned`` is laid on."""
    environment = {name: Variable(value, Origin("inherited")) for name, value in before.items()}
    seen: dict[Probe, Answer] = {}
    laid = {f"{HOME}/{name}": text.encode() for name, text in planned.items()}
    texts = {f"{HOME}/{name}": text for name, text in files.items()}
    while True:
        view = View(here(shell), seen=seen)
        try:
            found = project(view, {"login": environment}, view.lay(laid, ["/data/pip"]))["login"]
            return {name: one.value for name, one in found.items()}
        except Missing as missing:
            for probe in missing.probes:
                found_shell = isinstance(probe, Look) and probe.path == shell
                given = Seen("file", real=shell) if found_shell else answer(probe, texts)
                seen[probe] = None if isinstance(probe, Which) else given


def test_a_planned_export_is_foreseen_and_the_rest_stays() -> None:
    found = projected(
        {".profile": "true\n"},
        {".profile": ". ~/env.sh\ntrue\n", "env.sh": "export PIP_CACHE_DIR=/data/pip\n"},
        "/bin/bash",
        {"A": "asked"},
    )
    assert found == {"A": "asked", "PIP_CACHE_DIR": "/data/pip"}


def test_a_users_later_line_wins() -> None:
    profile = "export PIP_CACHE_DIR=/mine\n"
    planned = {".profile": "export PIP_CACHE_DIR=/data/pip\n" + profile}
    assert projected({".profile": profile}, planned, "/bin/bash", {"PIP_CACHE_DIR": "/mine"}) == {
        "PIP_CACHE_DIR": "/mine"
    }


def test_our_own_files_apply_in_fish_and_tcsh() -> None:
    setting = (own.Setting("PIP_CACHE_DIR", "/data/pip", ("/data/pip",)),)
    for shell, family, hook, users in (
        ("/usr/bin/fish", "fish", ".config/fish/conf.d/envdoctor.fish", ".config/fish/config.fish"),
        ("/bin/tcsh", "csh", ".tcshrc", ".tcshrc"),
    ):
        path = f".config/envdoctor/{own.FAMILIES[family]}"
        planned = {hook: own.hook_line(family, f"{HOME}/{path}") + "\n", path: own.render(family, setting)}
        assert projected({}, planned, shell, {}) == {"PIP_CACHE_DIR": "/data/pip"}
        line = {"fish": "set -gx PIP_CACHE_DIR /mine\n", "csh": "setenv PIP_CACHE_DIR /mine\n"}[family]
        beaten = {**planned, users: planned.get(users, "") + line}
        assert projected({users: line}, beaten, shell, {"PIP_CACHE_DIR": "/mine"}) == {"PIP_CACHE_DIR": "/mine"}
    assert replace(setting[0], keep=True).keep
