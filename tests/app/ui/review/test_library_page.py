from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.review.judgements import ReviewLog, Verdict
from app.ui.review.library_model import DATE, EVENTS, LENGTH, OBSERVABLE, REVIEWED, WHAT, cell
from tests.recorded_drives import USUAL_EVENTS, WALL, make_drive


@pytest.fixture
def open_library(open_window, drives, qtbot):
    def open_(count=2, **settings):
        window = open_window(drives, **settings)
        qtbot.waitUntil(lambda: window.library.model.rowCount() == count, timeout=20_000)
        return window.library

    return open_


def names(library):
    return [entry.name for entry in library.model.shown]


def press(widget, *keys, modifier=Qt.KeyboardModifier.NoModifier):
    for key in keys:
        QTest.keyClick(widget, key, modifier)


def test_drives_are_listed_the_newest_first_with_what_one_looks_for(open_library, drives):
    library = open_library()
    assert names(library) == sorted((path.name for path in drives.iterdir()), reverse=True)
    told = [cell(library.model.shown[1], column) for column in range(6)]
    assert told[DATE].endswith(datetime.fromtimestamp(WALL).strftime("%H:%M"))
    assert told[LENGTH] == "9 s" and told[EVENTS] == "1 Notice, 2 Warning, 1 Alarm"
    assert told[WHAT] == "Leaning 2, Head down 1, Hand at head 1"
    assert (told[OBSERVABLE], told[REVIEWED]) == ("75%", "0 of 4")
    assert "2 of 2 drives" in library.summary.text() and "4 events" in library.summary.text()


def test_drives_are_sorted_by_any_column(open_library):
    library = open_library()
    first, second = names(library)
    for column in (EVENTS, REVIEWED, WHAT, DATE, LENGTH, OBSERVABLE):
        library.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
        ascending = names(library)
        library.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        assert sorted(ascending) == sorted(names(library)) == sorted([first, second])
    library.table.sortByColumn(EVENTS, Qt.SortOrder.DescendingOrder)
    assert len(library.model.shown[0].events) == 4


def test_typing_searches_and_escape_shows_all_again(open_library):
    library = open_library()
    press(library, "f", modifier=Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(library.search, "alarm hand")
    assert len(names(library)) == 1 and "1 of 2 drives" in library.summary.text()
    QTest.keyClicks(library.search, " nowhere")
    assert names(library) == []
    press(library.search, Qt.Key.Key_Escape)
    assert len(names(library)) == 2


def test_enter_opens_the_chosen_drive_and_back_again_its_judgements_are_counted(open_window, drives, qtbot):
    window = open_window(drives)
    library = window.library
    qtbot.waitUntil(lambda: library.model.rowCount() == 2, timeout=20_000)
    QTest.keyClicks(library.search, "alarm")
    press(library.search, Qt.Key.Key_Return)
    assert library.table.hasFocus()
    press(library.table, Qt.Key.Key_Return)
    assert window.player is not None and window.player.isVisible()
    press(window.player, "n", "y", Qt.Key.Key_Escape)
    assert library.isVisible() and cell(library.model.shown[0], REVIEWED) == "1 of 4"


def test_thumbnails_come_by_themselves(open_library, qtbot):
    library = open_library()
    qtbot.waitUntil(lambda: library.model.without_picture() == [], timeout=20_000)
    assert len(library.model._pictures) == 1


def test_a_damaged_drive_is_listed_with_its_reason_and_refused_with_it(open_library, drives, qtbot):
    (make_drive(drives, codec=None, wall=WALL + 9999) / "drive.sqlite").write_bytes(b"no database" * 99)
    library = open_library(3)
    assert library.model.shown[0].problem and "is damaged" in cell(library.model.shown[0], LENGTH)
    library.table.selectRow(0)
    press(library.table, Qt.Key.Key_Return)
    assert "is damaged" in library.banner.text()
    library.grab()


def test_a_folder_without_drives_says_what_makes_some(open_window, tmp_path, qtbot):
    library = open_window(tmp_path / "none").library
    qtbot.waitUntil(lambda: "No drives in" in library.table.empty, timeout=10_000)
    assert "monitor --record" in library.table.empty
    library.grab()


def test_figures_are_over_reviewed_drives(open_library, drives, folder):
    log = ReviewLog(folder, "Ada")
    for event in USUAL_EVENTS[:3]:
        log.judge(event, Verdict.TRUE)
    log.judge(USUAL_EVENTS[3], Verdict.FALSE)
    library = open_library()
    press(library, "i", modifier=Qt.KeyboardModifier.ControlModifier)
    table = library.figures.table
    assert table.isVisible() and "1 of 2 drives are reviewed" in library.figures.basis.text()
    row = next(i for i in range(table.rowCount()) if table.item(i, 0).text() == "Leaning")
    assert [table.item(row, column).text() for column in range(1, 5)] == ["1", "1", "0", "50%"]


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_library_fits_usual_screens(open_library, drives, size):
    for i in range(3):
        make_drive(drives, codec=None, seconds=1, events=(), wall=WALL + 5000 + i * 100)
    library = open_library(5, size=size)
    assert library.table.horizontalScrollBar().maximum() == 0
