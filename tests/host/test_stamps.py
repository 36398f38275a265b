from __future__ import annotations

import os

import pytest

from envdoctor.host.stamps import look_stamp, path_stamp, room_stamp


@pytest.mark.parametrize("stamp", [path_stamp, look_stamp])
def test_a_file_is_marked_by_what_it_holds_its_mode_and_its_being_there(tmp_path, stamp):
    path = tmp_path / "f"
    marks = [stamp(str(path))]
    path.write_text("1")
    marks.append(stamp(str(path)))
    path.write_text("22")
    marks.append(stamp(str(path)))
    path.chmod(0o600)
    marks.append(stamp(str(path)))
    assert len(set(marks)) == 4


def test_a_folder_that_was_only_looked_at_may_get_more_entries(tmp_path):
    before = look_stamp(str(tmp_path))
    (tmp_path / "one").touch()
    one = look_stamp(str(tmp_path))
    (tmp_path / "two").touch()
    assert before != one
    assert look_stamp(str(tmp_path)) == one
    assert path_stamp(str(tmp_path)) != path_stamp("/")
    tmp_path.chmod(0o711)
    assert look_stamp(str(tmp_path)) != one


def test_a_folder_that_was_listed_may_not(tmp_path):
    before = path_stamp(str(tmp_path))
    (tmp_path / "new").touch()
    assert path_stamp(str(tmp_path)) != before


def test_a_link_that_is_turned_elsewhere_is_seen(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    os.symlink("a", tmp_path / "link")
    before = look_stamp(str(tmp_path / "link"))
    os.unlink(tmp_path / "link")
    os.symlink("b", tmp_path / "link")
    assert look_stamp(str(tmp_path / "link")) != before


@pytest.mark.parametrize("stamp", [path_stamp, look_stamp])
def test_odd_paths_are_marks_not_errors(stamp):
    assert stamp("/a\0b") == (-1,)
    assert stamp("/no/such/thing") == (2,)


def test_room_is_that_of_the_nearest_folder_that_exists(tmp_path):
    assert room_stamp(str(tmp_path / "not" / "there"))[0] == room_stamp(str(tmp_path))[0]
