import io
import time
import wave

import numpy as np
import pytest

from app.posture.event import Severity
from app.sound import NO_PLAYER, RATE, Speaker, tone


def samples(severity) -> np.ndarray:
    with wave.open(io.BytesIO(tone(severity))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2")


def player(tmp_path, name, script):
    path = tmp_path / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return (str(path),)


@pytest.fixture
def speaker_of():
    made = []

    def make(*players):
        made.append(Speaker(players))
        return made[-1]

    yield make
    for speaker in made:
        speaker.close()


def eventually(condition, seconds=10.0):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()


@pytest.mark.parametrize("severity", Severity)
def test_a_tone_is_short_audible_and_begins_and_ends_without_a_click(severity):
    heard = samples(severity)
    assert 0.1 < len(heard) / RATE < 1.0
    assert np.abs(heard).max() > 10_000 and abs(int(heard[0])) < 200 and abs(int(heard[-1])) < 200


def test_a_more_severe_tone_is_longer_and_higher():
    def crossings(heard):
        return int((np.diff(np.signbit(heard)) != 0).sum())

    tones = [samples(severity) for severity in Severity]
    assert [len(heard) for heard in tones] == sorted(len(heard) for heard in tones)
    assert crossings(tones[0]) < crossings(tones[1]) < crossings(tones[2])


def test_the_players_are_given_the_tones_file(speaker_of, tmp_path):
    speaker = speaker_of(player(tmp_path, "fake", f'cp "$1" {tmp_path}/heard.wav'))
    speaker.play(Severity.WARNING)
    assert eventually(lambda: speaker.look() or (tmp_path / "heard.wav").is_file())
    assert eventually(lambda: (tmp_path / "heard.wav").read_bytes() == tone(Severity.WARNING))
    assert speaker.problem == ""


def test_a_player_that_fails_is_followed_by_the_next_and_then_the_trouble_is_told(speaker_of, tmp_path):
    speaker = speaker_of(
        player(tmp_path, "first", "exit 1"), player(tmp_path, "second", f"touch {tmp_path}/tried; exit 1")
    )

    def told():
        speaker.play(Severity.NOTICE)
        time.sleep(0.05)
        speaker.look()
        return speaker.problem

    assert eventually(told) == NO_PLAYER
    assert (tmp_path / "tried").exists()


def test_without_any_player_it_says_so_and_goes_on(speaker_of):
    speaker = speaker_of(("no-such-player",))
    speaker.play(Severity.ALARM)
    speaker.look()
    assert speaker.problem == NO_PLAYER


def test_a_player_that_hangs_is_ended(speaker_of, tmp_path, monkeypatch):
    monkeypatch.setattr("app.sound.LONGEST_S", 0.1)
    speaker = speaker_of(player(tmp_path, "hangs", "exec sleep 600"))
    started = time.monotonic()
    speaker.play(Severity.NOTICE)
    hanging = speaker._playing
    assert time.monotonic() - started < 5
    assert eventually(lambda: speaker.look() or speaker.problem)
    assert hanging.poll() is not None


def test_a_tone_that_another_one_follows_at_once_is_no_failure(speaker_of, tmp_path):
    speaker = speaker_of(player(tmp_path, "slow", "exec sleep 600"))
    for _ in range(3):
        speaker.play(Severity.ALARM)
    assert speaker.problem == "" and len(speaker._players) == 1
