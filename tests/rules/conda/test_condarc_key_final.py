from __future__ import annotations

from envdoctor_rules.conda.condarc_key_final import ASK, MORE, ONE, OWN, condarc_key_final

from envdoctor import Advise, Origin
from envdoctor.facts.conda import Conda, Final, Setup
from envdoctor.testing import findings, passes, skips

VARIABLE = Origin("inherited", variable="CONDA_ENVS_DIRS")


def given(*finals: Final) -> Conda:
    return Conda({"now": Setup(finals=finals), "login": Setup(finals=finals), "batch": Setup()})


def test_fires() -> None:
    [found] = findings(condarc_key_final, conda=given(Final()))
    assert (found.place, found.key, found.contexts) == ("/opt/conda/.condarc", "envs_dirs", ("login",))
    assert (found.template, found.args["hidden"]) == (ONE, "/home/alice/.condarc:2")
    assert isinstance(found.wish, Advise)
    assert (found.wish.text, found.wish.commands) == (ASK, ("conda create -p FOLDER",))


def test_a_file_of_ones_own_is_named() -> None:
    own = Final("pkgs_dirs", Origin("file", "/home/alice/.conda/condarc", 4), (VARIABLE, VARIABLE), writable=True)
    [found] = findings(condarc_key_final, conda=given(own))
    assert isinstance(found.wish, Advise)
    assert (found.wish.text, found.wish.args, found.wish.commands) == (
        OWN,
        {"where": "/home/alice/.conda/condarc:4"},
        (),
    )
    assert found.args["hidden"] == "CONDA_ENVS_DIRS"


def test_one_cause_is_one_finding() -> None:
    other = Final(hides=(VARIABLE,))
    both = Conda({"login": Setup(finals=(Final(),)), "batch": Setup(finals=(other,))})
    [found] = findings(condarc_key_final, conda=both)
    assert (found.template, found.args["more"], found.contexts) == (MORE, 1, ("login", "batch"))
    assert found.evidence == ("/home/alice/.condarc:2", "CONDA_ENVS_DIRS")


def test_healthy() -> None:
    passes(condarc_key_final, conda=given())
    passes(condarc_key_final, conda=Conda())


def test_could_not_tell_is_not_fine() -> None:
    assert "no answer" in skips(condarc_key_final, conda=Conda(unknown={"login": "no answer"}))
