import pytest

from app.whole_file import whole_file, whole_folder


def test_a_file_is_there_when_it_is_whole_and_not_before(tmp_path):
    with whole_file(tmp_path / "a.txt") as part:
        part.write_text("half")
        assert not (tmp_path / "a.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("whole", [whole_file, whole_folder])
def test_what_was_there_stays_where_writing_fails(tmp_path, whole):
    target = tmp_path / "a"
    with whole(target) as part:
        (part / "first" if part.is_dir() else part).write_text("first")
    with pytest.raises(ZeroDivisionError), whole(target) as part:
        (part / "second" if part.is_dir() else part).write_text("second")
        _ = 1 / 0
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (target / "first" if target.is_dir() else target).read_text() == "first"


@pytest.mark.parametrize("whole", [whole_file, whole_folder])
def test_the_reason_is_told_where_nothing_can_be_written(tmp_path, whole):
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError) as refusal, whole(tmp_path / "file" / "a") as part:
        part.write_text("x")
    assert refusal.value.filename.endswith("a.part")


def test_a_folder_of_that_name_is_replaced_whole(tmp_path):
    for name in ("first", "second"):
        with whole_folder(tmp_path / "a") as part:
            (part / name).touch()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["second"]
