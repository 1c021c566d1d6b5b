"""What the player's keys and buttons do: playing, jumping, judging."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit

from app.posture.event import PostureEvent, Severity
from app.review.judgements import NOTHING, Judgement, Mark, ReviewLog, Verdict
from app.review.jumps import neighbour, next_event, previous_event
from app.review.samples import KINDS
from app.ui import words
from app.ui.review import keys
from app.ui.review.keys import KeyCard
from app.ui.review.player_page import PlayerPage
from app.ui.review.seams import Seams
from app.ui.review.time_axis import TimeAxis
from pose.errors import UserError
from pose.keypoints import NUM_KEYPOINTS

FAR_NS: Final = 10_000_000_000


class PlayerActs(QObject):
    """Connect a page's keys and buttons.

    Parameters
    ----------
    author : who judges.
    """

    def __init__(self, page: PlayerPage, author: str, seams: Seams) -> None:
        super().__init__(page)
        self._page = page
        self._player = page.player
        self._seams = seams
        self._log: ReviewLog | None = None
        self.card = KeyCard(parent=page)
        problem = ""
        try:
            self._log = ReviewLog(page.opened.folder, author)
        except UserError as error:
            problem = str(error)
        self._connect()
        self._show()
        if problem:
            page.say(problem)

    def _connect(self) -> None:
        page, player, change = self._page, self._player, self._player.change
        # Everything that a key does, a list of names as in `keys.KEYS`.
        keys.connect(
            page,
            {
                "toggle": lambda: change(player.playback.toggled()),
                "back": lambda: player.step(-1),
                "on": lambda: player.step(1),
                "far_back": lambda: player.seek(player.playback.position - FAR_NS),
                "far_on": lambda: player.seek(player.playback.position + FAR_NS),
                "backwards": lambda: change(player.playback.shuttled(backwards=True)),
                "stop": self._stop,
                "forwards": lambda: change(player.playback.shuttled(backwards=False)),
                "slower": lambda: change(player.playback.with_speed(-1)),
                "faster": lambda: change(player.playback.with_speed(1)),
                "next": lambda: self._jump(1),
                "previous": lambda: self._jump(-1),
                "notice": lambda: self._jump(1, Severity.NOTICE),
                "warning": lambda: self._jump(1, Severity.WARNING),
                "alarm": lambda: self._jump(1, Severity.ALARM),
                "true": lambda: self._judge(Verdict.TRUE),
                "false": lambda: self._judge(Verdict.FALSE),
                "unclear": lambda: self._judge(Verdict.UNCLEAR),
                "tag": self._tag,
                "mark": self._mark,
                "unmark": self._unmark,
                "undo": self._undo,
                "reviewed": lambda: self._declare(not page.judge.reviewed_button.isChecked()),
                "loop_start": lambda: change(player.playback.with_mark(begins=True)),
                "loop_end": lambda: change(player.playback.with_mark(begins=False)),
                "go_to": page.transport.ask,
                "inspect": lambda: self._inspect(1),
                "inspect_back": lambda: self._inspect(-1),
                "plot": self._plot_next,
                "whole": lambda: page.set_axis(TimeAxis.whole(page.axis.start, page.axis.end)),
                "help": self.card.toggle,
                "leave": self._escape,
            },
        )
        transport, judge = page.transport, page.judge
        transport.toggled.connect(lambda: change(player.playback.toggled()))
        transport.slower.connect(lambda: change(player.playback.with_speed(-1)))
        transport.faster.connect(lambda: change(player.playback.with_speed(1)))
        transport.sought.connect(self._go_to)
        transport.refused.connect(page.say)
        judge.judged.connect(self._judge)
        judge.written.connect(self._write)
        for edit in (judge.tag, judge.note):
            # Back to the keys: what is typed next is no text.
            edit.returnPressed.connect(page.setFocus)
        judge.marked.connect(self._mark)
        judge.undone.connect(self._undo)
        judge.declared.connect(self._declare)
        page.items.chosen.connect(lambda _: self._show())
        page.timeline.event_chosen.connect(lambda _: self._show())
        page.help_button.clicked.connect(self.card.toggle)
        page.export_button.setVisible(self._seams.export is not None)
        page.compare_button.setVisible(self._seams.compare is not None)
        page.export_button.clicked.connect(self._export)
        page.compare_button.clicked.connect(self._compare)

    def _show(self) -> None:
        page = self._page
        review = NOTHING if self._log is None else self._log.review
        page.show_review(review)
        given: list[Judgement | Mark] = [*review.judgements.values(), *review.marks]
        page.judge.offer_tags([one.tag for one in given if one.tag])
        page.judge.show_item(
            page.item,
            review,
            reviewed=review.is_complete(page.events),
            can_undo=self._log is not None and self._log.can_undo,
        )

    def _write_down(self, write: Callable[[ReviewLog], None]) -> None:
        if self._log is None:
            self._page.say(words.tr("Judgements cannot be kept here."))
            return
        try:
            write(self._log)
            self._page.say("")
        except UserError as error:
            self._page.say(str(error))
        self._show()

    def _judge(self, verdict: Verdict) -> None:
        event = self._page.item
        if not isinstance(event, PostureEvent):
            self._page.say(words.tr("Choose an event first: N, or touch one."))
            self._show()
            return
        said = self._said(event)
        self._write_down(lambda log: log.judge(event, verdict, note=said[1], tag=said[0]))

    def _write(self, tag: str, note: str) -> None:
        item = self._page.item
        if isinstance(item, Mark):
            self._write_down(lambda log: log.mark(item.time, note=note, tag=tag))
            self._choose_mark(item.time)
        elif item is not None:
            verdict = NOTHING.verdict(item) if self._log is None else self._log.review.verdict(item)
            self._write_down(lambda log: log.judge(item, verdict, note=note, tag=tag))

    def _said(self, event: PostureEvent) -> tuple[str, str]:
        known = None if self._log is None else self._log.review.judgements.get((event.kind, event.start))
        return ("", "") if known is None else (known.tag, known.note)

    def _mark(self) -> None:
        moment = self._player.moment
        if moment is not None:
            self._write_down(lambda log: log.mark(moment.time))
            self._choose_mark(moment.time)

    def _choose_mark(self, time: int) -> None:
        marks = () if self._log is None else self._log.review.marks
        self._page.choose_item(next((mark for mark in marks if mark.time == time), None))
        self._show()

    def _unmark(self) -> None:
        mark = self._page.item
        if isinstance(mark, Mark):
            self._page.item = None
            self._write_down(lambda log: log.unmark(mark))

    def _tag(self) -> None:
        if self._page.item is None:
            self._mark()
        self._page.judge.tag.setFocus()
        self._page.judge.tag.selectAll()

    def _undo(self) -> None:
        self._write_down(lambda log: log.undo())
        item = self._page.item
        if isinstance(item, Mark) and self._log is not None and item not in self._log.review.marks:
            self._page.item = None
            self._show()

    def _declare(self, reviewed: bool) -> None:
        self._write_down(lambda log: log.declare(reviewed))

    def _jump(self, step: int, severity: Severity | None = None) -> None:
        page, now = self._page, self._player.playback.position
        chosen = page.item
        # Where several begin at once, each has its turn.
        at_chosen = isinstance(chosen, PostureEvent) and chosen.start == now
        if at_chosen and severity is None and isinstance(chosen, PostureEvent):
            found = neighbour(page.events, chosen, step)
        else:
            found = next_event(page.events, now, severity) if step > 0 else previous_event(page.events, now)
        if found is None:
            which = words.tr("event") if severity is None else words.severity(severity).lower()
            page.say(words.tr("No further {} from here.").format(which))
            return
        page.say("")
        page.choose_item(found)
        self._show()

    def _go_to(self, at: int) -> None:
        self._page.setFocus()
        self._player.seek(self._page.opened.start + at)

    def _inspect(self, step: int) -> None:
        now = self._page.keypoint
        following = (0 if step > 0 else NUM_KEYPOINTS - 1) if now is None else now + step
        self._page.choose_keypoint(following if 0 <= following < NUM_KEYPOINTS else None)

    def _plot_next(self) -> None:
        self._page.choose_keypoint(None)
        self._page.choose_kind(KINDS[(KINDS.index(self._page.kind) + 1) % len(KINDS)])

    def _stop(self) -> None:
        if self._player.playback.playing:
            self._player.change(self._player.playback.toggled())

    def _escape(self) -> None:
        if self.card.isVisible():
            self.card.hide()
        elif isinstance(self._page.focusWidget(), QLineEdit):
            self._page.setFocus()
        elif self._page.keypoint is not None:
            self._page.choose_keypoint(None)
        else:
            self._page.left.emit()

    def _export(self) -> None:
        if self._seams.export is not None:
            try:
                self._page.say(self._seams.export(self._page.opened, self._page))
            except UserError as error:
                self._page.say(str(error))

    def _compare(self) -> None:
        if self._seams.compare is not None:
            try:
                self._page.show_comparison(self._seams.compare(self._page.opened, self._page))
            except UserError as error:
                self._page.say(str(error))
