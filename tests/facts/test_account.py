from __future__ import annotations

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.facts.account import account


@pytest.mark.parametrize(("uid", "root"), [(0, True), (1001, False)])
def test_who_is_checked(uid, root):
    found = account.function(Here(home="/home/li", user="li", uid=uid, shell="/bin/zsh"))
    assert (found.user, found.home, found.shell, found.root) == ("li", "/home/li", "/bin/zsh", root)
