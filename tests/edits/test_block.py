"""The marker block in start-up files."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envdoctor import edits
from envdoctor.edits import block, own
from envdoctor.edits.block import BEGIN, END
from envdoctor.errors import EditError

LINE = own.hook_line("sh", "/home/zhang/.config/envdoctor/env.sh")
OTHER = own.hook_line("sh", "/data/it's here/env.sh")
BLOCK = f"{BEGIN}\n{LINE}\n{END}\n"
CRLF = BLOCK.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", BLOCK),
        ("x=1", BLOCK + "x=1"),
        ("case $- in *i*) ;; *) return;; esac\nx=1\n", BLOCK + "case $- in *i*) ;; *) return;; esac\nx=1\n"),
        ("#!/bin/bash\nx=1\n", "#!/bin/bash\n" + BLOCK + "x=1\n"),
        ("#!/bin/bash", "#!/bin/bash\n" + BLOCK[:-1]),
        ("\ufeff# c\n", "\ufeff" + BLOCK + "# c\n"),
        ("\ufeff#!/bin/sh\n", "\ufeff#!/bin/sh\n" + BLOCK),
        ("x=1\r\n\udcff\r\n", CRLF + "x=1\r\n\udcff\r\n"),
        ("\nx=\x0c\x85\n", BLOCK + "\nx=\x0c\x85\n"),
    ],
)
def test_put_and_take(before: str, after: str) -> None:
    assert block.put_block(before, LINE) == after
    assert block.put_block(after, LINE) == after
    assert block.take_block(after) == before
    assert block.take_block(before) == before


def test_find() -> None:
    assert block.find("x=1\n") is None
    assert block.find("#!/bin/sh\n" + BLOCK) == block.Block(2, 4, LINE)
    assert block.find("\ufeff" + CRLF) == block.Block(1, 3, LINE)


@pytest.mark.parametrize(
    "text", ["a\n" + BLOCK + "b\n", "a\r\n" + CRLF + "b", BLOCK[:-1], "if x; then\n" + BLOCK + "fi\n"]
)
def test_another_line_takes_its_place(text: str) -> None:
    entry = edits.entry("block", text, (), OTHER)
    after = edits.put("block", text, (), OTHER)
    assert after == text.replace(LINE, OTHER)
    assert edits.get("block", after, ()) == OTHER
    assert edits.revert(after, entry) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x\n", []),
        (BLOCK, []),
        (f"x\n{BEGIN}\nx\n", [(2, "unpaired")]),
        (f"{END}\n", [(1, "unpaired")]),
        (f"{BEGIN}\n{BLOCK}", [(2, "nested")]),
        (BLOCK + "x\n" + BLOCK, [(5, "twice")]),
        (f"{BEGIN}\n{END}\n", [(2, "edited")]),
        (f"{BEGIN}\necho hi\n{END}\n", [(2, "edited")]),
        (f"{BEGIN}\n{LINE}\nx=1\n{END}\n", [(3, "edited")]),
        (f"{BEGIN}\n{LINE} \n{END}\n", [(2, "edited")]),
        (f"  {BEGIN}\n{LINE}\n{END}\n", [(1, "edited")]),
        (f"{BEGIN}\n{LINE}\n {END}\n", [(3, "edited")]),
        (BLOCK + LINE + "\n", [(4, "duplicate")]),
        (f"{LINE}\nx # envdoctor\n", [(1, "duplicate")]),
        (f"echo '{BEGIN}'\n", []),
        (f"{BLOCK}{END}\n{BEGIN}\n", [(4, "unpaired"), (5, "unpaired")]),
    ],
)
def test_problems(text: str, expected: list[tuple[int, str]]) -> None:
    assert block.problems(text) == expected
    for call in (block.find, block.take_block, lambda text: block.put_block(text, LINE)):
        if any(kind != "duplicate" for _line, kind in expected):
            with pytest.raises(EditError, match=f"Line {expected[0][0]}: "):
                call(text)
        else:
            call(text)


def test_only_our_own_line_is_ever_written() -> None:
    for line in ("echo hi # envdoctor", LINE + "\n", "", LINE.removesuffix(" # envdoctor")):
        with pytest.raises(EditError):
            block.put_block("", line)


PIECES = [
    "#!/bin/sh",
    "case $- in",
    "",
    "# c",
    "\r",
    "\udcff",
    "\x0c",
    "\x85",
    BEGIN,
    END,
    " " + BEGIN,
    LINE,
    OTHER,
    BLOCK,
]


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.text(max_size=30)
    | st.builds(
        lambda bom, lines, end, last: bom + end.join(lines) + last,
        st.sampled_from(["", "\ufeff"]),
        st.lists(st.sampled_from(PIECES), max_size=6),
        st.sampled_from(["\n", "\r\n"]),
        st.sampled_from(["", "\n", "\r\n"]),
    )
)
def test_identities(text: str) -> None:
    block.problems(text)
    try:
        had, after = block.find(text), block.put_block(text, LINE)
    except EditError:
        return
    assert block.put_block(after, LINE) == after
    assert edits.revert(after, edits.entry("block", text, (), LINE)) == text
    if had is None:
        assert block.take_block(after) == text
        assert block.take_block(block.put_block(after, OTHER)) == text
