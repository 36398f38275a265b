"""Secrets that no variable's name tells: in a header, behind the option of a command that logs in, in an address."""

from __future__ import annotations

import re

from envdoctor.host.secrets import HIDDEN
from envdoctor.late import pattern

_UNKNOWN = r"""(?!["']?[$<{])"""
"""A variable or a place for a value shows nothing."""
_WORD = r"""(?:"[^"\n]*"?|'[^'\n]*'?|[^\s;|&"'`)]+)"""
_GAP = r"(?:[^\n|;&\\]|\\.|\\\n){0,200}?"
"""What may stand between a command and its option, on lines that go on too."""
_USER = r"""(["'])?[^\s:"'$<{]+:"""
_FORMS = (
    (
        "authorization",
        pattern(
            r"""(authorization["']?[ \t]*[:=][ \t]*["']?(?:(?:bearer|token|basic|apikey)[ \t]+)?)"""
            r"""(?![$<{]|(?:bearer|token|basic|apikey)\b)[A-Za-z0-9._~+/=-]{6,}""",
            re.IGNORECASE,
        ),
    ),
    ("sshpass", pattern(rf"(\bsshpass[ \t]+(?:-[^p\s]\S*[ \t]+)*-p[ \t]*){_UNKNOWN}{_WORD}")),
    (
        "login",
        pattern(
            rf"(\b(?:docker|podman|nerdctl|buildah|skopeo|helm|oras|apptainer|singularity)[ \t]+"
            rf"(?:(?:registry|remote)[ \t]+)?login[ \t]{_GAP}(?<=[ \t])-p[ \t=]*){_UNKNOWN}{_WORD}"
        ),
    ),
    (
        "login",
        pattern(
            r"""(\bwandb(?:[ \t]+login[ \t]+(?:-\S+[ \t]+)*|\.login\([ \t]*(?:key[ \t]*=[ \t]*)?)["']?)"""
            r"[A-Za-z0-9]{20,}"
        ),
    ),
    ("mysql", pattern(rf"(\bmysql[a-z]*[ \t]{_GAP}(?<=[ \t])-p){_UNKNOWN}(?=\S){_WORD}")),
    ("mariadb", pattern(rf"(\bmariadb[a-z-]*[ \t]{_GAP}(?<=[ \t])-p){_UNKNOWN}(?=\S){_WORD}")),
    (
        "curl",
        pattern(
            rf"(\bcurl[ \t]{_GAP}(?<=[ \t])(?:-[a-zA-Z]{{0,8}}[uU]|--user|--proxy-user)[ \t=]*{_USER})(?![$<{{])"
            r"""(?(2)(?:(?!\2)[^\n])+|[^\s"';|&]+)"""
        ),
    ),
    (
        "--",
        pattern(
            r"""((?<![\w-])--[\w-]{0,40}?(?:passw(?:or)?d|passphrase|-pass|bearer)"""
            r"""(?:[ \t]+|=|["'][ \t]*,[ \t]*))(?![-/~.$<{]|["'][$<{])"""
            rf"""(?:["'][^"'\n]+["']|(?=\S*[^A-Za-z\s])(?=\S*[^0-9\s])(?=[^\s"']{{6}}){_WORD})""",
            re.IGNORECASE,
        ),
    ),
    (
        "--",
        pattern(
            r"""((?<![\w-])--[\w-]{0,40}?(?:token|secret|api[-_]?key)"""
            r"""(?:["'][ \t]*,[ \t]*|[ \t]+(?=["'])))(?!["'][$<{-])["'][^"'\n]+["']""",
            re.IGNORECASE,
        ),
    ),
    ("sig", pattern(r"""([?&](?:[\w-]{0,20}signature|sig)=)[^\s&"'<]+""", re.IGNORECASE)),
)
"""A sign in lower case, and what stands before a secret, in a group, and the secret."""


def without_logins(text: str) -> str:
    """``text`` without the secrets that commands and headers carry."""
    lower = text.lower()
    for sign, form in _FORMS:
        if sign in lower:
            text = form.sub(rf"\1{HIDDEN}", text)
    return text
