import pytest

from app.command_line import main
from app.drives.reading import read_drive
from tests.tiny_scenes import DRIVER, write_pictures, write_video


@pytest.fixture
def drives(tmp_path, tiny_networks, capsys):
    def run(action, *arguments, options=tiny_networks):
        where = ["--drives", str(tmp_path / "drives"), *options]
        code = main(["drives", action, *map(str, arguments), *where])
        return code, capsys.readouterr()

    return run


def test_videos_and_folders_are_imported_and_a_bad_one_does_not_stop_the_rest(drives, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 12)
    folder = write_pictures(tmp_path / "in", {f"{i}.png": DRIVER for i in range(4)})
    (tmp_path / "bad.mp4").write_text("no video")
    code, said = drives("import", tmp_path / "bad.mp4", tmp_path / "none.mp4", video, folder, "--fps", 10)
    assert code == 1 and said.err.count("\n") == 2
    assert "in.mp4: 12 frames in" in said.out and "in: 4 frames in" in said.out
    assert sorted(read_drive(path).count() for path in (tmp_path / "drives").iterdir()) == [4, 12]


def test_importing_twice_makes_one_drive(drives, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 12)
    drives("import", video)
    code, said = drives("import", video)
    assert code == 0 and "imported before" in said.out and len(list((tmp_path / "drives").iterdir())) == 1


def test_an_imported_drive_is_exported_with_its_pictures_and_listed(drives, tmp_path):
    video = write_video(tmp_path / "in.mp4", [DRIVER] * 30)
    drives("import", video)
    (path,) = (tmp_path / "drives").iterdir()
    options = ["--format", "mp4,html,coco,mcap", "--every", "0.5", "--overlay"]
    code, said = drives("export", path.name, "--out", tmp_path / "out", *options)
    assert code == 0 and "video.mp4 (30 frames)" in said.out and "coco (2 pictures)" in said.out
    assert "drive.mcap (30 pictures)" in said.out
    assert path.name in drives("list", options=())[1].out


def test_a_folder_without_its_rate_is_refused(drives, tmp_path):
    folder = write_pictures(tmp_path / "in", {"1.png": DRIVER})
    code, said = drives("import", folder)
    assert code == 1 and "--fps" in said.err
    with pytest.raises(SystemExit):
        drives("import", folder, "--fps", 0)
