"""Files that the command line names."""

from __future__ import annotations

import os

import pytest

from envdoctor.host.output import load, save


def test_all_of_it_is_replaced_and_the_mode_stays(tmp_path):
    path = tmp_path / "a"
    path.write_text("long before")
    path.chmod(0o640)
    save(str(path), "x\udcff\n")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"x\xff\n", 0o640)
    assert os.listdir(tmp_path) == ["a"]
    assert load(str(path), 2) == b"x\xff"


@pytest.mark.parametrize("target", ["there", "nowhere"])
def test_a_link_stays_and_so_does_what_it_leads_to(tmp_path, target):
    (tmp_path / "there").write_text("kept")
    (tmp_path / "a").symlink_to(tmp_path / target)
    with pytest.raises(OSError, match="a link"):
        save(str(tmp_path / "a"), "x")
    assert sorted(os.listdir(tmp_path)) == ["a", "there"]
    assert (tmp_path / "there").read_text() == "kept"


def test_a_fifo_is_not_waited_for(tmp_path):
    path = str(tmp_path / "a")
    os.mkfifo(path)
    for use in (lambda: save(path, "x"), lambda: load(path, 9)):
        with pytest.raises(OSError, match="not a regular file"):
            use()


def test_what_the_shell_opened_for_us_is_a_stream():
    out, into = os.pipe()
    save(f"/dev/fd/{into}", "x")
    os.close(into)
    assert load(f"/dev/fd/{out}", 9) == b"x"
    os.close(out)


def test_what_cannot_be_written_or_read_is_told(tmp_path):
    for path, error in (("no/a", FileNotFoundError), (".", IsADirectoryError)):
        with pytest.raises(error):
            save(str(tmp_path / path), "x")
    with pytest.raises(FileNotFoundError):
        load(str(tmp_path / "no"), 1)
