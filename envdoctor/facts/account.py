"""Whose account is checked, on which machine."""

from __future__ import annotations

from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.light import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """The effective user. ``shell`` is the login shell by the account database; ``root``: the user is number 0."""

    user: str = "alice"
    uid: int = 1000
    gid: int = 1000
    home: str = "/home/alice"
    hostname: str = "gpu01"
    shell: str = "/bin/bash"
    root: bool = False


@fact
def account(here: Here) -> Account:
    """Who is checked; of a folder (``--home``), what its name and owner say."""
    return Account(here.user, here.uid, here.gid, here.home, here.hostname, here.shell, here.uid == 0)
