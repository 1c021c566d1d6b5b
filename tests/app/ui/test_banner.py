import pytest

from app.ui.banner import Banner


@pytest.fixture
def banner(qtbot) -> Banner:
    widget = Banner()
    qtbot.addWidget(widget)
    return widget


def test_it_takes_no_room_with_nothing_to_say(banner):
    banner.show_lines(["", ""])
    assert banner.isHidden()


def test_it_says_every_line_once(banner):
    banner.show_lines(["No camera; this is the demo clip.", "", "The disk is full.", "The disk is full."])
    assert not banner.isHidden()
    assert banner.text() == "No camera; this is the demo clip.\nThe disk is full."


def test_it_goes_when_the_trouble_is_over(banner):
    banner.show_lines(["The disk is full."])
    banner.show_lines([""])
    assert banner.isHidden()


def test_markup_in_a_file_name_is_only_text(banner):
    banner.show_lines(["cannot read <b>a</b>.avi"])
    assert banner.text() == "cannot read <b>a</b>.avi"
    assert banner.textFormat().name == "PlainText"
