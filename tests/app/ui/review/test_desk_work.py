from app.drives.reading import read_drive
from app.posture.rules import DEFAULT
from app.ui.review import desk_work
from app.ui.review.desk_work import QFileDialog


def click(button, qtbot):
    from PySide6.QtCore import Qt

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_reviewer_writes_the_report_of_a_drive(open_window, drives, folder, qtbot, tmp_path, monkeypatch):
    page = open_window(drives, folder, seams=desk_work.desk_work()).player
    out = tmp_path / "report.html"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    click(page.export_button, qtbot)
    assert "written" in page.banner.text() and folder.name in out.read_text(encoding="utf-8")


def test_who_thinks_better_of_it_writes_nothing(open_window, drives, folder, qtbot, monkeypatch):
    page = open_window(drives, folder, seams=desk_work.desk_work()).player
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    before = page.banner.text()
    click(page.export_button, qtbot)
    assert page.banner.text() == before and not list(drives.glob("*.html"))


def test_other_rules_are_named_and_drawn_and_the_drive_keeps_its_events(
    open_window, drives, folder, qtbot, tmp_path, monkeypatch
):
    page = open_window(drives, folder, seams=desk_work.desk_work()).player
    strict = tmp_path / "strict.toml"
    strict.write_text(DEFAULT.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(strict), ""))
    before = read_drive(folder).events
    click(page.compare_button, qtbot)
    assert "strict.toml" in page.banner.text() and "only then" in page.banner.text()
    assert read_drive(folder).events == before


def test_rules_that_cannot_be_read_are_told_in_a_line(open_window, drives, folder, qtbot, tmp_path, monkeypatch):
    page = open_window(drives, folder, seams=desk_work.desk_work()).player
    broken = tmp_path / "broken.toml"
    broken.write_text("[", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(broken), ""))
    click(page.compare_button, qtbot)
    assert "broken.toml" in page.banner.text()
