"""The entry: answers ``--version``, an unchanged ``check``, and a hook's files that are nothing for us at once."""

import sys


def entry() -> int:
    """Run the command line; the exit code."""
    argv = sys.argv[1:]
    if argv in (["--version"], ["-V"]):
        from envdoctor import __version__

        print(f"envdoctor {__version__}")  # noqa: T201 - the fastest way to say it
        return 0
    if argv[:1] in (["check"], ["fix"]) and "--hook" in argv and nothing_for_us(argv[1:]):
        return 0
    if argv[:1] == ["check"]:
        from envdoctor import warm

        wanted = warm.key(argv)
        kept = warm.recall(wanted) if wanted else None
        if kept is not None:
            return warm.show(*kept)
    import gc

    from envdoctor.cli import plainly

    # What a run makes is needed until its end: to look for what is not takes a fifth of it and finds next to nothing.
    gc.set_threshold(100_000, 50, 100)
    code = plainly.main(argv)
    if code is None:
        from envdoctor.cli.main import main

        code = main(argv)
    gc.freeze()  # the interpreter would look through everything twice more on its way out
    return int(code)


STARTUP = ("profile", "shrc", "shenv", "bash_", "bashrc", "zlog", "zpro", "cshrc", "login", "logout", "fish")
"""Parts of the names of start-up files: such a file is looked at the long way."""


def nothing_for_us(words: list[str]) -> bool:
    """True if no word names a job script, a spec, a start-up file, a folder or what cannot be read.

    pre-commit calls with hundreds of files, of which most repositories have few scripts: nothing else is loaded for
    them. Values of options are looked at as if they were files, which can only take the long way.
    """
    from os import O_CLOEXEC, O_NONBLOCK, O_RDONLY, close, fstat, read
    from os import open as open_file  # not the built-in one: decoding and buffers cost as much as the rest

    from envdoctor.sniff import PYTHON, SCRIPT, TEMPLATE, form_of

    if any(word in ("-h", "--help") for word in words):
        return False
    seen = False
    for word in words:
        if word.startswith("-"):
            continue
        if any(part in word for part in STARTUP):
            return False
        try:
            handle = open_file(word, O_RDONLY | O_CLOEXEC | O_NONBLOCK)  # a pipe without a writer would wait for ever
            regular = fstat(handle).st_mode & 0o170000 == 0o100000
            data = read(handle, 1 << 16) if regular else b""
            close(handle)
        except OSError:
            return False
        if not regular or form_of(word, data) not in ("", SCRIPT, PYTHON, TEMPLATE):
            return False
        seen = True
    return seen


if __name__ == "__main__":
    sys.exit(entry())
