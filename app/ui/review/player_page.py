"""One drive: picture, diagram, events and what is said of them, plots, timeline."""

from typing import Final

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from app.posture.event import EventKind, PostureEvent
from app.review.judgements import NOTHING, Mark, Review
from app.review.moments import Moment
from app.review.opening import OpenedDrive
from app.review.playback import Playback
from app.review.samples import Samples, no_samples
from app.review.states import states_at
from app.ui import words
from app.ui.banner import Banner
from app.ui.panel import Panel
from app.ui.review import review_words
from app.ui.review.button import button
from app.ui.review.history_plot import KeypointHistory, MeasureHistory, covers
from app.ui.review.item_list import Item, ItemList
from app.ui.review.judge_panel import JudgePanel
from app.ui.review.measure_worker import MeasureWorker
from app.ui.review.player import Player
from app.ui.review.review_diagram import ReviewDiagram
from app.ui.review.review_picture import ReviewPicture
from app.ui.review.seams import Comparison
from app.ui.review.thumbnail import Thumbnail, thumbnails_of
from app.ui.review.time_axis import TimeAxis, clock_text
from app.ui.review.timeline import DriveContent, Timeline
from app.ui.review.transport import Transport
from app.ui.review.worker import NewestWorker
from pose.keypoints import KEYPOINT_NAMES

TALL_PX: Final = 860
"""A page as high as this has room for both plots."""


class PlayerPage(QWidget):
    """Show a drive. What its keys and buttons do is `PlayerActs`'s.

    Attributes
    ----------
    player : what plays.
    left : signal, a person wants back to the library.
    """

    left = Signal()

    def __init__(self, opened: OpenedDrive, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tr = words.tr
        self.opened = opened
        self.events = opened.drive.events
        self.axis = TimeAxis.whole(opened.start, opened.end)
        self.kind = self.events[0].kind if self.events else EventKind.HAND_AT_HEAD
        self.keypoint: int | None = None
        self.item: Item | None = None
        self.samples = no_samples()
        self.detail: Samples | None = None
        self._review = NOTHING
        self._comparison: Comparison | None = None
        self._lines: tuple[str, ...] = tuple(review_words.notices(opened))
        self._pointed: int | None = None

        self.back_button = button(tr("Drives (Esc)"))
        self.compare_button = button(tr("Compare with rules…"))
        self.export_button = button(tr("Report…"))
        self.help_button = button("?", tr("Keys"))
        self.title = QLabel()
        self.banner = Banner()
        self.picture, self.diagram = ReviewPicture(), ReviewDiagram()
        self.transport, self.items, self.judge = Transport(), ItemList(), JudgePanel()
        self.measure_plot, self.keypoint_plot = MeasureHistory(), KeypointHistory()
        self.measure_panel = Panel(heading="", content=self.measure_plot)
        self.keypoint_panel = Panel(heading="", content=self.keypoint_plot)
        self.timeline = Timeline()
        self.thumbnail = Thumbnail(parent=self)
        self._arrange()

        self.player = Player(opened.drive, opened.start, opened.end, parent=self)
        self._measures = MeasureWorker(opened, parent=self)
        self._thumbnails = NewestWorker("review thumbnails", lambda: thumbnails_of(opened.drive), parent=self)
        self._connect()
        self._redraw = QTimer(self, interval=120, singleShot=True)
        self._redraw.timeout.connect(self._show_samples)
        self.banner.show_lines(self._lines)
        self.set_axis(self.axis)
        self.choose_kind(self.kind)
        self.player.seek(opened.start)

    def close_drive(self) -> None:
        """End the threads. Safe to call twice."""
        self.player.close()
        self._measures.close()
        self._thumbnails.close()

    def say(self, line: str) -> None:
        """Show a line beside the drive's own notices; "" takes it away."""
        self.banner.show_lines((*self._lines, line))

    def set_axis(self, axis: TimeAxis) -> None:
        """Show another stretch of the drive, and ask for all of its measures."""
        self.axis = axis
        self.timeline.show_axis(axis)
        for plot in (self.measure_plot, self.keypoint_plot):
            plot.show_axis(axis)
        if self.detail is None or not covers(self.detail, axis):
            # Somewhat more than is seen: the next step along is there already.
            margin = axis.span // 2
            self._measures.ask(axis.left - margin, axis.right + margin)

    def choose_kind(self, kind: EventKind) -> None:
        """Plot the measure of a rule."""
        self.kind = kind
        self.measure_plot.choose(kind, self.opened.rules.of(kind))
        legend = words.tr("{}  (shaded: event, hatched: not observable; the rule's levels dashed and dotted)")
        self.measure_panel.set_heading(legend.format(words.measure(kind)))
        self._show_chosen()

    def choose_keypoint(self, keypoint: int | None) -> None:
        """Look at a keypoint more closely; None: no more."""
        self.keypoint = keypoint
        self.picture.show_chosen(keypoint)
        self.diagram.show_chosen(keypoint)
        if keypoint is not None:
            self.keypoint_plot.choose(keypoint)
            legend = words.tr("{}  (solid: visible, dashed: occluded, dotted: absent; probabilities)")
            self.keypoint_panel.set_heading(legend.format(review_words.keypoint(KEYPOINT_NAMES[keypoint])))
        self._choose_plots(self.height())

    def choose_item(self, item: Item | None) -> None:
        """Choose an event or a mark, and go there."""
        self.item = item
        if isinstance(item, PostureEvent):
            self.choose_kind(item.kind)
        if item is not None:
            self.player.seek(item.time if isinstance(item, Mark) else item.start)
        self._show_chosen()

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Draw what other rules find."""
        self._comparison = comparison
        if comparison is not None:
            self.say(words.tr("Dashed in the timeline: {}").format(comparison.label))
        self._show_content()

    def show_review(self, review: Review) -> None:
        """Show what is said of the drive."""
        self._review = review
        self.items.show_items(self.events, review, self.opened.start, self.opened.end)
        judged = sum(review.verdict(event) is not None for event in self.events)
        self._events_panel.set_heading(words.tr("Events and marks · {} of {} judged").format(judged, len(self.events)))
        self._show_content()
        self._show_chosen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the plots follow the room."""
        self._choose_plots(event.size().height())
        super().resizeEvent(event)

    def _connect(self) -> None:
        self.player.moved.connect(self._show_playback)
        self.player.shown.connect(self._show_moment)
        for worker in (self.player, self._measures):
            worker.failed.connect(self.say)
        self._measures.grew.connect(self._grow)
        self._measures.detailed.connect(self._take_detail)
        self._thumbnails.answered.connect(self._show_thumbnail)
        for source in (self.timeline, self.measure_plot, self.keypoint_plot):
            source.sought.connect(self.player.seek)
        self.timeline.axis_changed.connect(self.set_axis)
        self.timeline.kind_chosen.connect(self.choose_kind)
        self.timeline.event_chosen.connect(self.choose_item)
        self.timeline.pointed.connect(self._point)
        self.items.chosen.connect(self.choose_item)
        self.picture.keypoint_chosen.connect(self.choose_keypoint)
        self.diagram.keypoint_chosen.connect(self.choose_keypoint)
        self.back_button.clicked.connect(self.left)

    def _show_playback(self, playback: Playback) -> None:
        moment = self.player.moment
        self.transport.show_playback(playback, 0.0 if moment is None else moment.wall_time)
        self.timeline.show_loop(playback.loop_start, playback.loop_end)
        self._show_cursor()
        following = self.axis.following(playback.position)
        if following != self.axis:
            self.set_axis(following)

    def _show_moment(self, moment: Moment) -> None:
        self.picture.show_moment(moment, self.opened.reference.wheel)
        pose = moment.observation.pose
        self.diagram.show_states(None if pose is None else pose.state)
        self._show_playback(self.player.playback)
        # Not before: the first picture is what one waits for.
        self._measures.start()

    def _show_cursor(self) -> None:
        position = self.player.playback.position
        best = self.detail if self.detail is not None and covers(self.detail, self.axis) else self.samples
        self.timeline.show_position(position, states_at(position, self.events, best, self.opened.rules))
        for plot in (self.measure_plot, self.keypoint_plot):
            plot.show_position(position)

    def _show_chosen(self) -> None:
        event = self.item if isinstance(self.item, PostureEvent) else None
        self.timeline.show_chosen(self.kind, event)
        self.items.show_chosen(self.item)

    def _show_content(self) -> None:
        self.timeline.show_content(
            DriveContent(
                events=self.events,
                review=self._review,
                samples=self.samples,
                recorded=self.opened.recorded,
                other=() if self._comparison is None else self._comparison.events,
            )
        )
        self.measure_plot.show_events(self.events)

    def _grow(self, samples: Samples) -> None:
        self.samples = self.samples + samples
        if not self._redraw.isActive():
            self._redraw.start()

    def _take_detail(self, samples: Samples) -> None:
        self.detail = samples
        self._show_samples()

    def _show_samples(self) -> None:
        for plot in (self.measure_plot, self.keypoint_plot):
            plot.show_samples(self.samples, self.detail)
        self._show_content()
        self._show_cursor()

    def _point(self, time: int | None) -> None:
        self._pointed = time
        if time is None:
            self.thumbnail.hide()
        else:
            self._thumbnails.ask(time)

    def _show_thumbnail(self, answer: object) -> None:
        assert isinstance(answer, tuple)
        time, image = answer
        if self._pointed is None or image is None:
            return
        x = self.timeline.label_width() + self.axis.to_x(time, self.timeline.width() - self.timeline.label_width())
        foot = self.timeline.mapTo(self, QPoint(round(x), 0))
        self.thumbnail.show_at(image, clock_text(time - self.opened.start, tenths=True), foot, self.rect())

    def _choose_plots(self, height: int) -> None:
        for plot in (self.measure_plot, self.keypoint_plot):
            plot.set_label_width(self.timeline.label_width())
        chosen = self.keypoint is not None
        self.keypoint_panel.setVisible(chosen)
        self.measure_panel.setVisible(not chosen or height >= TALL_PX)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(8, 6, 8, 0)
        top.addWidget(self.back_button)
        top.addWidget(self.title, 1)
        for made in (self.compare_button, self.export_button, self.help_button):
            top.addWidget(made)
        left = QVBoxLayout()
        left.addWidget(self.picture, 1)
        left.addWidget(self.transport)
        middle = Panel(heading=words.tr("Keypoints"), content=self.diagram)
        said = QWidget()
        column = QVBoxLayout(said)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.items, 1)
        column.addWidget(self.judge)
        self._events_panel = right = Panel(heading="", content=said)
        body = QHBoxLayout()
        body.setContentsMargins(8, 0, 8, 0)
        body.addLayout(left, 11)
        body.addWidget(middle, 4)
        body.addWidget(right, 8)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 8)
        page.setSpacing(6)
        page.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        page.addLayout(top)
        page.addWidget(self.banner)
        page.addLayout(body, 12)
        plots = QVBoxLayout()
        plots.setContentsMargins(8, 0, 8, 0)
        plots.addWidget(self.measure_panel)
        plots.addWidget(self.keypoint_panel)
        page.addLayout(plots, 3)
        legend = words.tr("Time (higher bar: more severe, hatched: not observable, grey strip: pictures)")
        lanes = QHBoxLayout()
        lanes.setContentsMargins(8, 0, 8, 0)
        lanes.addWidget(Panel(heading=legend, content=self.timeline))
        page.addLayout(lanes)
