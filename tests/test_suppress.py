"""Comments that silence findings, from a file's text to what is reported."""

from __future__ import annotations

import time

import pytest

from envdoctor import suppress
from envdoctor.declare import rule
from envdoctor.engine import Engine
from envdoctor.facts.remarks import Remarks, Used, remarks, used
from envdoctor.facts.types import SourceFile
from envdoctor.host.host import Host
from envdoctor.i18n import msg
from envdoctor.model import Finding, Location
from envdoctor.resolve import Resolver
from envdoctor.select import Except, Exceptions, fits, selection
from envdoctor.syntax import remarks as syntax


@rule("STO901", "bad-word")
def bad_word(source: SourceFile):
    for number, line in enumerate(source.text.split("\n"), 1):
        if "bad" in line:
            yield Finding(msg("bad"), place=source.path, key=str(number), location=Location(source.path, number, 1, 2))


@rule("STO902", "worse-word")
def worse_word(source: SourceFile):
    for number, line in enumerate(source.text.split("\n"), 1):
        if "bad" in line:
            yield Finding(
                msg("worse"), place=source.path, key=str(number), location=Location(source.path, number, 1, 2)
            )


@rule("STO903", "of-the-account")
def of_the_account():
    yield Finding(msg("set there"), place="/x", location=Location("a", 1))


@rule("STO904", "useless-comment")
def useless_comment(source: SourceFile, remarks: Remarks, used: Used):
    names = {(one.start, name.text.lower()) for one in remarks.all for name in one.names}
    for start, name in sorted(names - used.names):
        if name in used.told:
            yield Finding(msg("useless"), place=source.path, key=f"{start}{name}", location=Location(source.path, 1))


RULES = (bad_word, worse_word, of_the_account, useless_comment)


def run(text, rules=RULES, **options):
    host = Host(home="/home/li", env={})
    resolver = Resolver({"remarks": remarks, "used": used}, {"config": None}, host)
    engine = Engine(resolver, (), selection((), (), RULES, ()), "/home/li", every=RULES, **options)
    result = engine.run(rules, (SourceFile("a", text, form="script"),))
    host.close()
    return result


def found(text, **options):
    return [(hit.rule.code, hit.finding.location.line) for hit in run(text, **options).hits]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("bad # envdoctor: ignore[STO901, STO902, STO903]", []),
        ("bad # envdoctor: ignore[STO901,worse-word]", [("STO903", 1)]),
        ("# envdoctor: ignore[sto901]\nbad\nbad", [("STO903", 1), ("STO901", 3), ("STO902", 2), ("STO902", 3)]),
        ("# envdoctor: ignore-file[STO902]\nbad\n\nbad", [("STO903", 1), ("STO901", 2), ("STO901", 4)]),
        ("bad # envdoctor: ignore", []),
        ("good # envdoctor: ignore[STO901]", [("STO903", 1), ("STO904", 1)]),
    ],
)
def test_what_a_comment_names_is_silent(text, left):
    assert found(text) == left


def test_the_word_that_is_looked_for_first_is_that_of_the_comments():
    assert suppress.WORD == syntax.WORD


def test_silenced_findings_are_counted():
    assert run("bad # envdoctor: ignore[STO901, STO902]").silenced == 2


def test_thousands_of_comments_take_no_time():
    begun = time.perf_counter()
    assert run("bad # envdoctor: ignore[STO901, STO902]\n" * 3000).silenced == 6000
    assert time.perf_counter() - begun < 10


def test_of_a_rule_that_did_not_run_nothing_is_said():
    text = "good # envdoctor: ignore[STO901]"
    assert [hit.rule.code for hit in run(text, (useless_comment, worse_word)).hits] == []
    assert found(text, wanted=lambda rule, *_rest: rule is not bad_word) == [("STO903", 1)]


def test_a_policy_leaves_rules_out_for_single_files():
    legacy = Exceptions((Except("a", frozenset({"STO901", "STO902"})),))
    assert found("bad", exceptions=legacy) == [("STO903", 1)]
    assert found("bad # envdoctor: ignore[STO901]", exceptions=legacy) == [("STO903", 1)]


def test_enough_is_enough():
    stopped = run("bad\nbad", most=1)
    assert (len(stopped.hits), stopped.stopped) == (1, True)
    assert not run("bad\nbad", most=9).stopped


@pytest.mark.parametrize(
    ("pattern", "path", "fit"),
    [
        ("*.sh", "/a/b/x.sh", True),
        ("legacy/*", "/home/li/legacy/deep/x", True),
        ("legacy/*", "/home/li/mylegacy/x", False),
        ("/home/li/*", "/home/li/x", True),
        ("/home/li", "/home/li/x", False),
        ("x", "/a/x", True),
    ],
)
def test_patterns(pattern, path, fit):
    assert fits(pattern, path) is fit
