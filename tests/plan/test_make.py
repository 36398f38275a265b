from __future__ import annotations

import os

import pytest
from envdoctor_rules.catalogue.huggingface import HUGGINGFACE
from envdoctor_rules.catalogue.pip import PIP_CACHE
from envdoctor_rules.catalogue.tmpdir import TMPDIR
from envdoctor_rules.catalogue.torch import TORCH_HUB

from envdoctor.catalogue.view import Here, Variable, View
from envdoctor.facts.types import Disk, Disks, Shell, Target
from envdoctor.host.host import Host
from envdoctor.i18n import msg
from envdoctor.model import (
    Advise,
    Finding,
    Hit,
    Origin,
    ReplaceSpan,
    Rule,
    Safety,
    SetLocation,
    SetMode,
    SetVariable,
    Severity,
)
from envdoctor.plan import Ground, make_plan
from envdoctor.session import Asking
from envdoctor.steps import MakeFolder, WriteFile

ROWS = {row.id: row for row in (PIP_CACHE, HUGGINGFACE, TMPDIR, TORCH_HUB)}
CONTEXTS = ("now", "login", "interactive", "ssh", "batch")
GUARD = "# mine\ncase $- in *i*) ;; *) return;; esac\nexport EDITOR=vi\n"


class Account:
    """A home and a data disk in a temporary folder."""

    def __init__(self, top):
        self.home, self.data = str(top / "home"), str(top / "data")
        os.mkdir(self.home)
        os.mkdir(self.data)
        self.put(".bashrc", GUARD)
        self.put(".profile", 'if [ -f "$HOME/.bashrc" ]; then . "$HOME/.bashrc"; fi\n')
        self.shells = (Shell("bash", "/bin/bash", True),)
        self.guarded = False

    def put(self, name, text):
        path = os.path.join(self.home, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def plan(self, *wishes, allowed=False, environment=None, safety=Safety.SAFE):
        host = Host(home=self.home, env={}, cwd=self.home)
        here = Here(home=self.home, user="zhang", uid=os.getuid(), gid=os.getgid(), cwd=self.home)
        start = {"HOME": Variable(self.home, Origin("inherited")), **(environment or {})}
        view = View(here, dict.fromkeys(CONTEXTS, start), Asking(host))
        target = Target(f"{self.data}/zhang", False, Disk(point=self.data), guarded=self.guarded)
        ground = Ground(view, self.shells, Disks(target=target), ROWS)
        hits = [hit(wish, number, safety) for number, wish in enumerate(wishes)]
        try:
            return make_plan(hits, ground, lambda _hit: allowed).plan
        finally:
            host.close()

    def move(self, row):
        return SetLocation(row, f"{self.data}/zhang/{ROWS[row].folder}")


def hit(wish, number, safety=Safety.SAFE):
    rule = Rule(f"STO{101 + number}", "x", Severity.ERROR, safety, None, (), "", "m", (lambda: iter(()), None))
    return Hit(rule, None, Severity.ERROR, f"STO{101 + number}::", Finding(msg("m"), wish=wish))


def files(plan):
    return {step.path: step.after.decode() for step in plan.steps if isinstance(step, WriteFile)}


@pytest.fixture
def account(tmp_path):
    return Account(tmp_path)


def test_a_config_file_is_taken_before_a_variable(account):
    plan = account.plan(account.move("pip-cache"))
    assert files(plan) == {
        f"{account.home}/.config/pip/pip.conf": f"[global]\ncache-dir = {account.data}/zhang/cache/pip\n"
    }
    assert plan.steps[0] == MakeFolder(f"{account.data}/zhang", 0o700)
    assert plan.withheld == ()


def test_a_variable_goes_into_our_file_and_above_the_guard(account):
    written = files(account.plan(account.move("torch-hub")))
    ours = written[f"{account.home}/.config/envdoctor/env.sh"]
    assert f"export TORCH_HOME='{account.data}/zhang/cache/torch'" in ours
    rc = written[f"{account.home}/.bashrc"]
    assert rc.endswith(GUARD)
    assert rc.index("envdoctor/env.sh") < rc.index("case $-")
    assert "envdoctor/env.sh" in written[f"{account.home}/.profile"]


def test_the_token_stays_reachable(account):
    token = account.put(".cache/huggingface/token", "hf_x")
    ours = files(account.plan(account.move("huggingface")))[f"{account.home}/.config/envdoctor/env.sh"]
    assert f"export HF_TOKEN_PATH='{token}'" in ours


def test_a_line_of_the_users_that_beats_us_is_named_and_never_changed(account):
    account.put(".profile", "export TORCH_HOME=/somewhere\n")
    origin = Origin("file", f"{account.home}/.profile", 1, "TORCH_HOME")
    plan = account.plan(account.move("torch-hub"), environment={"TORCH_HOME": Variable("/somewhere", origin)})
    assert plan.steps == ()
    (withheld,) = plan.withheld
    assert withheld.safety is Safety.MANUAL
    assert f"{account.home}/.profile:1 sets TORCH_HOME" in withheld.reason


def test_a_variable_that_beats_the_config_file_is_no_reason_to_write_it(account):
    account.put(".profile", "export PIP_CACHE_DIR=/somewhere\n")
    plan = account.plan(account.move("pip-cache"), environment={"PIP_CACHE_DIR": Variable("/somewhere")})
    assert plan.steps == ()
    assert len(plan.withheld) == 1


def test_edits_of_one_file_are_one_step_and_a_row_of_the_preview_each(account):
    plan = account.plan(account.move("torch-hub"), account.move("tmpdir"))
    ours = f"{account.home}/.config/envdoctor/env.sh"
    assert [step.path for step in plan.steps if isinstance(step, WriteFile)].count(ours) == 1
    assert [change.rule for change in plan.changes if change.path == ours] == ["STO101", "STO102"]


def test_two_wishes_for_one_key_are_both_withheld_and_named(account):
    plan = account.plan(SetVariable("NLTK_DATA", "/one"), SetVariable("NLTK_DATA", "/two"), account.move("pip-cache"))
    (conflict,) = plan.conflicts
    assert (conflict.key, conflict.rules) == ("NLTK_DATA", ("STO101", "STO102"))
    assert {row.rule for row in plan.withheld} == {"STO101", "STO102"}
    assert list(files(plan)) == [f"{account.home}/.config/pip/pip.conf"]


def test_a_guarded_target_needs_opting_in_and_takes_variables_only(account):
    account.guarded = True
    plan = account.plan(account.move("pip-cache"))
    assert plan.steps == ()
    assert plan.withheld[0].safety is Safety.UNSAFE
    written = files(account.plan(account.move("pip-cache"), allowed=True))
    assert not any(path.endswith("pip.conf") for path in written)
    assert "PIP_CACHE_DIR" in written[f"{account.home}/.config/envdoctor/env.sh"]


def test_a_link_into_a_dotfiles_repository_is_not_written_and_its_patch_is_given(account):
    os.makedirs(f"{account.home}/dotfiles/.git")
    os.rename(f"{account.home}/.bashrc", f"{account.home}/dotfiles/bashrc")
    os.symlink("dotfiles/bashrc", f"{account.home}/.bashrc")
    plan = account.plan(account.move("torch-hub"))
    assert plan.steps == ()
    (withheld,) = plan.withheld
    assert any(line.startswith("+++ b/") and line.endswith("dotfiles/bashrc") for line in withheld.commands)


def test_a_plain_link_stays_a_link_and_what_it_leads_to_is_written(account):
    os.rename(f"{account.home}/.bashrc", f"{account.data}/bashrc")
    os.symlink(f"{account.data}/bashrc", f"{account.home}/.bashrc")
    written = files(account.plan(account.move("torch-hub")))
    assert f"{account.data}/bashrc" in written
    assert f"{account.home}/.bashrc" not in written


def test_a_read_only_file_is_left_alone_and_the_command_is_named(account):
    os.chmod(f"{account.home}/.bashrc", 0o444)
    (withheld,) = account.plan(account.move("torch-hub")).withheld
    assert f"chmod u+w {account.home}/.bashrc" in withheld.reason


def test_one_refusal_withholds_that_fix_only(account):
    account.put(".config/pip/pip.conf", "[global]\nindex-url=x\n[global]\n")
    plan = account.plan(account.move("pip-cache"), account.move("torch-hub"))
    assert f"{account.home}/.config/envdoctor/env.sh" in files(plan)
    assert not any(path.endswith("pip.conf") for path in files(plan))


def test_advice_is_withheld_with_its_commands(account):
    (withheld,) = account.plan(Advise(msg("do {x}"), {"x": "that"}, ("pip cache purge",))).withheld
    assert (withheld.reason, withheld.commands) == ("do that", ("pip cache purge",))


def test_a_mode_is_changed_only_on_what_is_ours_and_no_link(account):
    path = account.put("tmp/x", "")
    plan = account.plan(SetMode(path, 0o700))
    assert (plan.steps[0].path, plan.steps[0].after) == (path, 0o700)
    os.symlink(path, f"{account.home}/link")
    assert account.plan(SetMode(f"{account.home}/link", 0o700)).steps == ()


def test_diffs_are_what_patch_takes(account):
    account.put(".profile", "no newline at the end")
    plan = account.plan(account.move("torch-hub"))
    (change,) = [change for change in plan.changes if change.path.endswith(".profile")]
    assert change.diff.startswith(f"--- a{account.home}/.profile\n+++ b{account.home}/.profile\n")
    assert "\\ No newline at end of file" in change.diff


def test_what_is_done_already_is_not_planned_again(account):
    first = account.plan(account.move("pip-cache"), account.move("torch-hub"), account.move("tmpdir"))
    for step in first.steps:
        if isinstance(step, MakeFolder):
            os.makedirs(step.path, exist_ok=True)
        else:
            with open(step.path, "wb") as file:
                file.write(step.after)
    again = account.plan(account.move("pip-cache"), account.move("torch-hub"), account.move("tmpdir"))
    assert again.steps == ()


def test_a_file_with_two_names_withholds_only_its_own_fix(account):
    account.put(".config/pip/pip.conf", "[global]\nindex-url = https://example.org/simple\n")
    os.link(f"{account.home}/.config/pip/pip.conf", f"{account.home}/second")
    plan = account.plan(account.move("torch-hub"), account.move("pip-cache"))
    assert f"{account.home}/.config/envdoctor/env.sh" in files(plan)
    # The variable is the second lever, so pip's cache is moved all the same, and the file stays as it is.
    assert f"{account.home}/.config/pip/pip.conf" not in files(plan)
    assert "PIP_CACHE_DIR" in files(plan)[f"{account.home}/.config/envdoctor/env.sh"]


def test_a_start_up_file_with_an_error_of_its_own_is_left_to_its_owner(account):
    account.put(".bashrc", "if true; then\n")
    plan = account.plan(account.move("torch-hub"), account.move("pip-cache"))
    assert list(files(plan)) == [f"{account.home}/.config/pip/pip.conf"]
    (withheld,) = plan.withheld
    assert f"{account.home}/.bashrc has an error already" in withheld.reason


def test_nothing_is_made_inside_a_folded_dotfiles_repository(account):
    os.makedirs(f"{account.home}/dotfiles/config/.git")
    os.symlink("dotfiles/config", f"{account.home}/.config")
    plan = account.plan(account.move("torch-hub"))
    assert plan.steps == ()
    assert "a repository" in plan.withheld[0].reason


@pytest.mark.parametrize(
    ("declared", "allowed", "applied"),
    [
        (Safety.SAFE, False, True),
        (Safety.UNSAFE, False, False),
        (Safety.UNSAFE, True, True),
        (Safety.MANUAL, True, False),
        (None, True, False),
    ],
)
def test_a_fix_is_never_safer_than_its_rule_declares(account, declared, allowed, applied):
    plan = account.plan(SetVariable("NLTK_DATA", "/one"), allowed=allowed, safety=declared)
    assert bool(plan.steps) is applied
    assert len(plan.withheld) == (0 if applied else 1)


def test_a_span_is_replaced_only_while_it_is_what_the_rule_saw(account):
    path = account.put("job.sh", "#SBATCH --mem 16G\n")
    assert files(account.plan(ReplaceSpan(path, 8, 13, "--mem", "--mem-per-cpu"))) == {
        path: "#SBATCH --mem-per-cpu 16G\n"
    }
    (withheld,) = account.plan(ReplaceSpan(path, 0, 5, "other", "x")).withheld
    assert "not what it was" in withheld.reason


def test_a_file_that_chezmoi_writes_is_left_to_its_source(account):
    account.put(".local/share/chezmoi/private_dot_bashrc.tmpl", "x")
    (withheld,) = account.plan(account.move("torch-hub")).withheld
    assert f"{account.home}/.local/share/chezmoi/private_dot_bashrc.tmpl" in withheld.reason


def test_where_the_login_shell_reads_no_file_for_ssh_commands_the_rest_is_fixed(account):
    account.shells = (Shell("dash", "/bin/dash", True),)
    plan = account.plan(account.move("torch-hub"))
    assert f"{account.home}/.profile" in files(plan)
    assert plan.withheld == ()
