import re
import xml.etree.ElementTree as ElementTree

import pytest
from PySide6.QtCore import QLocale

from app.alerts import Alert
from app.monitor_settings import Language
from app.posture.event import EventKind, RuleState, Severity
from app.ui import words
from app.ui.language import FOLDER, speak
from app.ui.monitor_window import MonitorWindow
from app.ui.rail import Page
from app.ui.translate import release, texts, texts_in_use
from app.watchdog import Watchdog
from tests.app.ui.cut_off import cut_off, settle
from tests.app.ui.fake_session import FakeSession, FakeSpeaker

GERMAN = FOLDER / "cabinsight_de.ts"


@pytest.fixture
def language(qapp):
    """Let the application speak a language until the test ends."""
    yield lambda asked: speak(qapp, asked)
    speak(qapp, Language.ENGLISH)


def translations():
    messages = ElementTree.parse(GERMAN).getroot().iter("message")
    return {message.findtext("source"): message.find("translation") for message in messages}


def test_every_text_that_is_used_is_translated_and_none_besides():
    used, known = set(texts_in_use()), translations()
    assert used - known.keys() == set(), "python -m app.ui.translate, then Linguist"
    assert known.keys() - used == set()
    assert [source for source, text in known.items() if text.get("type") or not text.text] == []


def test_what_is_filled_in_is_filled_in_in_the_translation_too():
    for source, text in translations().items():
        assert re.findall(r"{.*?}", source) == re.findall(r"{.*?}", text.text), source


def test_what_the_window_loads_is_made_of_what_is_translated(tmp_path):
    release(GERMAN, tmp_path / "de.qm")
    assert (tmp_path / "de.qm").read_bytes() == GERMAN.with_suffix(".qm").read_bytes()


def test_a_text_that_is_put_together_while_the_program_runs_is_no_text_to_translate():
    assert list(texts("tr('one'), words.tr('two')")) == ["one", "two"]
    with pytest.raises(ValueError, match="line 2"):
        list(texts("x = 1\nwords.tr(f'{x}')"))


def test_german_is_spoken_until_english_is_asked_for(language):
    assert language(Language.GERMAN) == "de" and words.kind(EventKind.HEAD_DOWN) == "Kopf gesenkt"
    assert language(Language.ENGLISH) == "en" and words.kind(EventKind.HEAD_DOWN) == "Head down"


@pytest.mark.parametrize(("system", "spoken"), [("de_AT", "de"), ("fr_FR", "en"), ("C", "en")])
def test_the_systems_language_is_spoken_where_it_is_known(language, monkeypatch, system, spoken):
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(system))
    assert language(Language.AUTO) == spoken


@pytest.mark.parametrize("asked", [Language.ENGLISH, Language.GERMAN])
@pytest.mark.parametrize("size", [(800, 480), (1280, 720), (1920, 1080)])
def test_no_text_is_cut_off_on_any_page_in_either_language(
    language, qtbot, make_update, make_event, make_statuses, asked, size
):
    language(asked)
    session = FakeSession()
    window = MonitorWindow(session=session, speaker=FakeSpeaker(), watchdog=Watchdog({}))
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    events = [make_event(EventKind(kind), Severity.ALARM, start=i) for i, kind in enumerate(EventKind)]
    statuses = make_statuses(hands_off_wheel=RuleState.NOT_OBSERVABLE, leaning=RuleState.PENDING)
    update = make_update(9, seconds=3599, events=events, statuses=statuses, notice="No camera.")
    for page in reversed(Page):
        window.show_page(page)
        window.show_update(update)
        settle()
        assert cut_off(window) == [], page
    # The driver's page is shown last: what it tells changes most.
    for event in events:
        window.band.show_alert(Alert(event=event), statuses, 3599 * 10**9)
        window.live.plot_panel.choose(event.kind)
        settle()
        assert cut_off(window) == [], event.kind
