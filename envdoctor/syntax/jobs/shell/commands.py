"""What is known of the commands in job scripts: which stay on their node, which compute nothing, which never end."""

from __future__ import annotations

from envdoctor.late import pattern
from envdoctor.syntax.jobs.body import Body, Command
from envdoctor.syntax.jobs.remembered import remembered
from envdoctor.syntax.jobs.shell.launch import behind

BUILTINS = frozenset(
    "cd echo export unset set shopt ulimit umask alias unalias declare local readonly typeset read printf exit return "
    "shift trap wait true false : test [ [[ let hash type pwd pushd popd dirs getopts jobs times break continue setenv "
    "unsetenv limit rehash eval".split()
)
"""Of shells; ``eval`` and ``source`` only where what they run is known."""
SETUP = frozenset("module ml conda mamba micromamba deactivate activate".split())
FILES = frozenset(
    "cp mv rm mkdir rmdir ln ls cat touch chmod chgrp chown tar zip unzip gzip gunzip bzip2 bunzip2 pigz xz unxz zstd "
    "rsync dd mktemp tee split install sync df du stat".split()
)
LOOKS = frozenset(
    "date hostname whoami id groups uname uptime free lscpu nproc which env printenv nvidia-smi nvcc gcc lspci grep "
    "egrep awk gawk sed head tail cut sort uniq wc tr basename dirname realpath readlink seq bc expr dos2unix diff "
    "fgrep cmp md5sum sha256sum file less more column paste rev tac yes find sacct sinfo squeue sstat seff ldd "
    "locale quota time sleep getconf tput clear figlet lsb_release".split()
)
WRAPPERS = frozenset(
    "numactl time env nohup exec command builtin nice ionice timeout stdbuf unbuffer setsid taskset".split()
)
"""They start the next word here; that one is a command of its own."""
FETCHES = frozenset("pip pip3 wget curl git gdown aria2c scp sftp gsutil".split())
LOCAL = BUILTINS | SETUP | FILES | LOOKS | FETCHES
"""They start nothing on other nodes and use no card."""

PYTHON = pattern(r"(?:python|pypy)(?:\d(?:\.\d+)*)?\Z")
_HARMLESS = pattern(
    r"(?:^|/)(?:\.?bash_?(?:rc|_profile)|\.?profile|conda\.sh|mamba\.sh|activate|modules?\.sh|modules?/init/\w+|lmod\S*|"
    r"init/(?:ba)?sh|z\d+_\S+\.sh)$"
)
_EVALS = pattern(r"(?:conda|mamba|micromamba|pyenv|modulecmd|lmod|ssh-agent|brew|dircolors)\b")


def python(command: Command) -> bool:
    """The command is Python."""
    return PYTHON.match(command.name) is not None


def script_of(command: Command) -> str:
    """``train.py`` of ``python -u src/train.py``; the program's own name where none can be told."""
    scripts = (arg for arg in command.args if arg.endswith(".py"))
    return next(scripts, command.name).rpartition("/")[2]


def stays(command: Command) -> bool:
    """The command is known: it starts nothing elsewhere and computes nothing."""
    if command.name in ("source", "."):
        args = command.args
        return bool(args) and _HARMLESS.search(args[0]) is not None
    if command.name == "eval":
        return _EVALS.search(" ".join(command.args)) is not None
    if command.name == "nvidia-smi":
        return not any(arg.startswith(("-l", "--loop", "dmon", "pmon")) for arg in command.args)
    if command.name == "find":
        return not any(arg.startswith(("-exec", "-ok")) for arg in command.args)
    if command.name in WRAPPERS:
        return bool(behind(command)) or command.name in ("env", "time", "exec", "numactl")
    return not command.name or command.name in LOCAL


@remembered
def unknown(body: Body) -> bool:
    """Something in the script is not known well enough: own scripts, functions from elsewhere, programs of any kind."""
    defined = {name[9:] for command in body.commands for name in command.inside if name.startswith("function ")}
    return not body.whole or any(
        not stays(command) and not python(command) and command.name not in defined for command in body.commands
    )


def endless(command: Command) -> str:
    """How the program is called that never ends by itself; "" for one that does, or that may."""
    name, args = command.name, command.args
    if command.background or command.piped or "timeout" in command.wrapped or "function" in "".join(command.inside):
        return ""
    if name == "sleep" and args[:1] and args[0] in ("infinity", "inf"):
        return f"sleep {args[0]}"
    if name == "tail" and "/dev/null" in args and any(arg.startswith("-") and "f" in arg.lower() for arg in args):
        return "tail -f /dev/null"
    if name == "jupyter" and args[:1] and args[0] in ("lab", "notebook", "server"):
        return f"jupyter {args[0]}"
    if name in ("jupyter-lab", "jupyter-notebook", "jupyterhub-singleuser", "tensorboard", "code-server", "rserver"):
        return name
    if (name, args[:1]) in ((("ollama"), ("serve",)), ("code", ("tunnel",)), ("mlflow", ("ui",)), ("vllm", ("serve",))):
        return f"{name} {args[0]}"
    if python(command) and args[:2] in (("-m", "http.server"), ("-m", "jupyter"), ("-m", "notebook")):
        return f"{name} -m {args[1]}" if args[1] != "jupyter" or args[2:3] in (("lab",), ("notebook",)) else ""
    return ""
