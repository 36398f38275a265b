from __future__ import annotations

import pytest

from envdoctor.syntax.printing import printed


@pytest.mark.parametrize(
    ("shell", "text", "found"),
    [
        ("bash", "echo hi\n", [("echo", 1, True)]),
        ("bash", "\n/usr/bin/neofetch\n", [("neofetch", 2, True)]),
        ("bash", "fortune | cowsay\n", [("cowsay", 1, True)]),
        ("bash", "if [ $USER = x ]; then\n  date\nfi\n", [("date", 2, False)]),
        ("bash", "for d in a b; do echo $d; done\n", [("echo", 1, False)]),
        ("bash", "case $- in *i*) ;; *) return;; esac\necho hi\n", []),
        ("bash", "[[ $- == *i* ]] && echo hi\n", []),
        ("bash", "if [ -t 1 ]; then echo hi; fi\n[ -n \"$PS1\" ] && date\n", []),
        ("bash", 'if [ -z "$SSH_TTY" ]; then echo; fi\n', []),
        ("bash", "echo hi >&2\necho >/dev/null\necho a >> f\ncat > f <<E\nx\nE\n", []),
        ("bash", "cat <<E\nx\nE\n", [("cat", 1, True)]),
        ("bash", "date 2>/dev/null\n", [("date", 1, True)]),
        ("bash", "f() { echo; }\n(echo) &\nx=$(date)\nprintf -v A %s b\nfortune | grep -q x\n", []),
        ("zsh", "[[ -o interactive ]] && print a\nprint b\n", [("print", 2, True)]),
        ("fish", "if status is-interactive\n  echo a\nend\necho b # c\n", [("echo", 4, True)]),
        ("fish", "function f\n echo\nend\nif true; end\necho b | cat\necho c > f\n", []),
        ("tcsh", "if ($?prompt) then\n echo a\nendif\necho b\n", [("echo", 4, True)]),
        ("tcsh", "if ($?prompt) echo a\nforeach x (a)\n echo $x\nend\nswitch ($x)\ncase a:\n date\nendsw\n", []),
    ],
)  # fmt: skip
def test_what_prints_without_a_prompt(shell: str, text: str, found: list[tuple[str, int, bool]]) -> None:
    assert [(one.command, one.place.line, one.sure) for one in printed(text, shell)] == found


def test_the_place_of_a_line_of_fish() -> None:
    [one] = printed("  echo hi  # say\n", "fish")
    assert (one.place.column, one.place.end_column) == (3, 10)
