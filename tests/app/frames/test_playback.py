import itertools
import threading
import time

from app.frames.folder import FolderSource
from app.frames.playback import Looping, Paced
from app.frames.video import VideoSource


def take(source, count):
    return list(itertools.islice(iter(source.read, None), count))


def test_a_looped_video_goes_on_as_if_it_were_one(make_video):
    path = make_video()
    frames = take(Looping(lambda: VideoSource(path)), 20)
    assert [frame.index for frame in frames] == list(range(20))
    assert {b.captured_at - a.captured_at for a, b in itertools.pairwise(frames)} == {50_000_000}
    assert abs(frames[8].image[..., 0].mean() - frames[0].image[..., 0].mean()) < 1


def test_a_looped_folder_goes_on_too(make_folder):
    folder = make_folder("1.png", "2.png")
    assert [frame.name for frame in take(Looping(lambda: FolderSource(folder)), 5)] == [
        *("1.png", "2.png", "1.png", "2.png", "1.png")
    ]


def test_a_paced_video_takes_its_own_time_and_has_the_present_s_times(make_video):
    before = time.monotonic_ns()
    frames = take(Paced(VideoSource(make_video())), 8)
    assert time.monotonic_ns() - before >= 7 * 50_000_000
    assert frames[0].captured_at >= before
    assert abs(frames[-1].wall_time - time.time()) < 1


def test_a_late_reader_is_served_at_once_and_the_delay_does_not_grow(make_video):
    source = Paced(VideoSource(make_video()))
    source.read()
    time.sleep(0.3)
    late = source.read()
    assert time.monotonic_ns() - late.captured_at < 100_000_000


def test_closing_ends_the_waiting_for_the_next_picture(make_folder):
    source = Paced(FolderSource(make_folder("1.png", "2.png"), fps=0.01))
    source.read()
    closer = threading.Timer(0.1, source.close)
    closer.start()
    before = time.monotonic()
    assert source.read() is None
    assert time.monotonic() - before < 5
    closer.join()
