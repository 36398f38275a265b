"""What kind of file this is, told by its name and its first bytes: is it a job script, a spec, nothing for us?

The pre-commit hook asks this of every file before anything else is loaded, so nothing is imported here at first.
"""

from __future__ import annotations

_PROSE = (
    ".md .markdown .rst .adoc .tex .html .htm .ipynb .diff .patch .log .out .err .csv .tsv .xml .svg .c .h .cc .cpp "
    ".hpp .cu .java .js .ts .go .rs .f90 .f .m .ini .cfg .toml .lock .css .scss"
).split()
"""Endings of files that are no scripts, whatever they quote."""
_TEMPLATES = (".j2", ".jinja", ".jinja2", ".tmpl", ".template", ".tpl", ".mustache", ".mako", ".erb", ".in")
_SPECS = (".json", ".yaml", ".yml")
_WORDS = (b"SBATCH", b"BSUB", b"#PBS", b"sbatch", b"bsub", b"# PBS", b"#pbs")
_SCRIPTS = ".sh .bash .ksh .zsh .sbatch .slurm .slm .sl .job .batch .lsf .bsub .pbs .qsub".split()
"""Endings of scripts, which may lack their ``#!``."""
_NOTES = (".txt", ".text")
_SHELLS = ("sh", "bash", "dash", "ksh", "zsh", "ash", "mksh")
_HEAD = 1 << 16
JOB, SCRIPT, PYTHON, TEMPLATE = "job", "script", "python", "template"


def form_of(name: str, data: bytes) -> str:
    """What kind of file it is.

    ``job`` (a script with directives), ``script`` (a shell script without), ``python``, ``dpdispatcher``, ``compose``,
    ``kubernetes``, ``template``, or "" for what is none of these. Without ``#!`` a name with a script's ending counts
    as a shell script; in any other file directives count only above the first line that is no comment, and in notes
    (``.txt``) not at all.

    Args:
        name: the file's name or path.
        data: its bytes, or the first of them.
    """
    base = name.rsplit("/", 1)[-1].lower()
    ending = base[base.rfind(".") :] if "." in base else ""
    if ending in _PROSE:
        return ""
    if ending in _SPECS or data.lstrip()[:1] in (b"{", b"["):
        return _spec(name, data)
    program = interpreter(data)
    if any(word in data for word in _WORDS):
        if ending in _TEMPLATES or b"{%" in data:
            return TEMPLATE
        from envdoctor.syntax.jobs.which import directed

        speaker = program if program or ending in _SCRIPTS else "?"  # of a program that is no shell, the head counts
        if (program or ending not in _NOTES) and directed(data.decode("utf-8", "surrogateescape"), speaker):
            return JOB
    if program in _SHELLS or (not program and ending in _SCRIPTS):
        return SCRIPT
    return PYTHON if program.startswith("python") or ending == ".py" else ""


def interpreter(data: bytes) -> str:
    """Last part of the program's path on the ``#!`` line (``bash``); "" if there is none."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(b"#!"):
        return ""
    words = head[2:].split(b"\n", 1)[0].split()
    names = [word.rsplit(b"/", 1)[-1].decode("ascii", "replace") for word in words]
    if names[:1] == ["env"]:
        names = [name for name in names[1:] if not name.startswith("-") and "=" not in name]
    return names[0] if names else ""


def _spec(name: str, data: bytes) -> str:
    hints = (b"_type", b"_node", b"group_size", b"services", b"apiVersion", b"numb_", b"machine", b"resources")
    if not any(hint in data for hint in hints):
        return ""
    from envdoctor.syntax.specs.kinds import kind_of

    return kind_of(name, data.decode("utf-8", "surrogateescape"))
