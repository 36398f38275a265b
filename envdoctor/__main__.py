"""The entry: answers ``--version`` and an unchanged ``check`` at once; everything else goes to ``envdoctor.cli``."""

import sys


def entry() -> int:
    """Run the command line; the exit code."""
    argv = sys.argv[1:]
    if argv in (["--version"], ["-V"]):
        from envdoctor import __version__

        print(f"envdoctor {__version__}")  # noqa: T201 - the fastest way to say it
        return 0
    if argv[:1] == ["check"]:
        from envdoctor import warm

        wanted = warm.key(argv)
        kept = warm.recall(wanted) if wanted else None
        if kept is not None:
            return warm.show(*kept)
    from envdoctor.cli.main import main

    return int(main(argv))


if __name__ == "__main__":
    sys.exit(entry())
