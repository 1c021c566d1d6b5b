import base64
import re
from html.parser import HTMLParser

import cv2
import numpy as np
import pytest

from app.export.html_report import write_report
from tests.app.export.recorded import contents_of, record

VOID = {"meta", "img", "br", "line", "rect", "path"}


class Page(HTMLParser):
    """Checks that what is opened is closed, and collects what a browser would fetch or run."""

    def __init__(self):
        super().__init__()
        self.open, self.links, self.tags, self.text = [], [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name in ("src", "href", "xlink:href", "action")]
        assert not any(name.startswith("on") for name, _ in attributes)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def read(path):
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    assert page.open == []
    return page


@pytest.fixture(scope="module")
def page(contents, tmp_path_factory):
    path = tmp_path_factory.mktemp("out") / "report.html"
    write_report(contents, path)
    return read(path)


def test_the_page_fetches_nothing_and_runs_nothing(page):
    assert "script" not in page.tags and "link" not in page.tags and "iframe" not in page.tags
    assert page.links and all(link.startswith(("data:image/jpeg;base64,", "#event-")) for link in page.links)


def test_an_event_has_a_row_and_the_picture_of_its_peak(page):
    said = " ".join(page.text)
    assert "Driver absent" in said and "0:02.0" in said and "4.0 s" in said
    (picture,) = [link for link in page.links if link.startswith("data:")]
    image = cv2.imdecode(np.frombuffer(base64.b64decode(picture.partition(",")[2]), np.uint8), cv2.IMREAD_COLOR)
    # At its peak nobody is there: the picture is dark all over.
    assert image.shape[1] == 480 and image.max() < 60


def test_there_is_a_lane_for_all_rules_and_a_plot_for_each_measure(page):
    assert page.tags.count("svg") == 10
    assert "not observable" in " ".join(page.text)


def test_names_that_look_like_markup_are_text(page):
    assert "<b>camera</b> 0" in page.text and "b" not in page.tags


def test_pictures_with_faces_are_said_to_show_them(page, contents, tmp_path):
    assert any("--blur-faces" in text for text in page.text)
    write_report(contents, tmp_path / "report.html", blur=lambda frame: frame)
    assert "--blur-faces" not in (tmp_path / "report.html").read_text()


def test_a_drive_without_pictures_is_reported_without(tmp_path):
    write_report(contents_of(record(tmp_path, pictures=False)), tmp_path / "report.html")
    page = read(tmp_path / "report.html")
    assert "img" not in page.tags and any("No pictures were recorded" in text for text in page.text)


def test_every_link_leads_somewhere(contents, tmp_path):
    write_report(contents, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text()
    assert set(re.findall(r"href='#([^']+)'", text)) <= set(re.findall(r"id='([^']+)'", text))
