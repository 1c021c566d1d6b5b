"""A fake of the session: a mailbox, and a note of everything that the window asks for."""

from dataclasses import dataclass, field

from app.calibrating import Learning
from app.mailbox import Mailbox
from app.monitor_settings import Settings
from calibration.cabin_learning import CabinLearner


@dataclass
class FakeSession:
    """What `app.session.Session` offers, without a monitor."""

    updates: Mailbox = field(default_factory=Mailbox)
    settings: Settings = field(default_factory=Settings)
    problem: str = ""
    changing: bool = False
    turns: int = 0
    kept_problem: str = ""
    asked: list = field(default_factory=list)
    learning: Learning | None = None

    def change(self, section, **values):
        self.settings = self.settings.changed(section, **values)
        self.asked.append((section, values))
        return self.kept_problem

    def record(self, on, state):
        self.asked.append(("record", on, state))

    def respond(self, response):
        self.asked.append(response)

    def protect(self, drive):
        self.asked.append(("protect", drive))
        return self.kept_problem

    def learn(self, seconds=60.0):
        self.learning = Learning(CabinLearner(seconds))
        return self.learning

    def stop_learning(self):
        self.learning = None

    def keep_cabin(self, cabin):
        self.asked.append(cabin)
        return "driver.toml"


@dataclass
class FakeSpeaker:
    """A fake loudspeaker that remembers what it should have played."""

    played: list = field(default_factory=list)
    problem: str = ""

    def play(self, severity):
        self.played.append(severity)

    def look(self):
        pass

    def close(self):
        pass
