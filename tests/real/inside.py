"""Runs inside a private machine: does what JSON lines on standard input ask for, answers with JSON lines.

Standard library only, and no import from the checkout, because it is handed to the interpreter as text. Paths are
strings with surrogate escapes; JSON carries those unharmed.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time

Wish = dict  # one request, as JSON made it


def run(wish: Wish) -> Wish:
    """Start a command in its own session; kill all of it when its time is over."""
    start = time.monotonic()
    given = wish["input"].encode("utf-8", "surrogateescape")
    child = subprocess.Popen(
        wish["argv"],
        env=wish["env"],
        cwd=wish["cwd"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, err = child.communicate(given, timeout=wish["timeout"])
        late = False
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        out, err = child.communicate()
        late = True
    seconds = time.monotonic() - start
    return {"code": child.returncode, "out": text(out), "err": text(err), "seconds": seconds, "late": late}


def text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def plant(wish: Wish) -> Wish:
    """Make folders, files and links as told; folders above them come into being with mode 0755."""
    for path, kind, content, mode in wish["tree"]:
        os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
        if kind == "folder":
            os.makedirs(path, exist_ok=True)
        elif kind == "link":
            os.symlink(content, path)
            continue
        else:
            with open(path, "wb") as file:
                file.write(base64.b64decode(content))
        os.chmod(path, mode)
    return {}


def manifest(wish: Wish) -> Wish:
    """Path -> what stands there, for everything below the roots."""
    found: dict[str, list[object]] = {}
    for root in wish["roots"]:
        look(root, found)
    return {"found": found}


def look(path: str, found: dict[str, list[object]]) -> None:
    try:
        seen = os.lstat(path)
    except FileNotFoundError:
        return
    mode = stat.S_IMODE(seen.st_mode)
    if stat.S_ISLNK(seen.st_mode):
        found[path] = ["link", os.readlink(path)]
    elif stat.S_ISDIR(seen.st_mode):
        found[path] = ["folder", mode]
        for name in sorted(os.listdir(path)):
            look(os.path.join(path, name), found)
    elif stat.S_ISREG(seen.st_mode):
        with open(path, "rb") as file:
            found[path] = ["file", mode, seen.st_nlink, hashlib.file_digest(file, "sha256").hexdigest()]
    else:
        found[path] = ["other", mode]


def clear(wish: Wish) -> Wish:
    """Empty folders, whatever the modes inside."""
    for root in wish["roots"]:
        for folder, _names, _files in os.walk(root):
            os.chmod(folder, 0o700)
        for name in os.listdir(root):
            path = os.path.join(root, name)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)
    return {}


def fill(wish: Wish) -> Wish:
    """Write one file until only so many bytes are free on its disk; with 0, until the disk refuses a byte."""
    with open(wish["path"], "ab", buffering=0) as file:
        while (room := free(wish["path"]) - wish["leave"]) > 0:
            try:
                file.write(b"\0" * min(room, 1 << 20))
            except OSError as error:
                if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                    raise
                break
        os.fsync(file.fileno())
    return {"free": free(wish["path"])}


def free(path: str) -> int:
    room = os.statvfs(path)
    return room.f_bavail * room.f_frsize


def read(wish: Wish) -> Wish:
    with open(wish["path"], "rb") as file:
        return {"data": base64.b64encode(file.read()).decode()}


ABLE = {"run": run, "plant": plant, "manifest": manifest, "clear": clear, "fill": fill, "read": read}


def serve() -> None:
    for line in sys.stdin:
        wish = json.loads(line)
        try:
            answer = ABLE[wish["do"]](wish)
        except OSError as error:
            answer = {"problem": f"{wish['do']}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
