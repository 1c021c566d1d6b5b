import os
import signal

import pytest

from app.fleet import processes
from app.fleet.job import Job
from app.fleet.processes import run_in_processes
from app.fleet.result import DriveResult
from tests.app.fleet.conftest import results, summary


def test_results_are_the_same_whatever_the_number_of_processes(analyse, drives, tmp_path):
    cars = [tmp_path / "car_0", tmp_path / "car_1"]
    assert analyse(*cars, "--out", tmp_path / "one")[0] == 0
    assert analyse(*cars, "--out", tmp_path / "three", "--jobs", 3)[0] == 0
    one = results(tmp_path / "one")
    assert len(one) == 7 and one == results(tmp_path / "three")


def test_one_bad_drive_does_not_stop_the_rest_and_is_named(analyse, drives, broken, tmp_path):
    code, said, complaints = analyse(*drives, broken, "--out", tmp_path / "out", "--jobs", 2)
    assert code == 1 and complaints.count("is damaged") == 1
    assert "6 drives" in said and "1 not judged" in said
    assert summary(tmp_path / "out")["drives"] == 6 and len(summary(tmp_path / "out")["problems"]) == 1


def test_what_is_done_is_not_done_again_and_a_summary_has_it(analyse, drives, tmp_path, monkeypatch):
    out = tmp_path / "out"
    analyse(*drives[:2], "--out", out)
    before = results(out)
    done = []
    real = processes.run_job
    monkeypatch.setattr(processes, "run_job", lambda job: done.append(job.drive) or real(job))
    code, said, _ = analyse(*drives, "--out", out)
    assert code == 0 and sorted(done) == sorted(drives[2:]) and "2 drives have their result already" in said
    assert before.items() - results(out).items() == {("summary.json", before["summary.json"])}
    assert summary(out)["drives"] == 6


@pytest.mark.parametrize("change", ["rules", "drive", "file"])
def test_a_result_of_other_rules_or_of_a_drive_that_changed_is_made_anew(analyse, drives, tmp_path, change):
    from app.posture.rules import DEFAULT

    out, options = tmp_path / "out", []
    analyse(drives[0], "--out", out)
    if change == "rules":
        (tmp_path / "rules.toml").write_text(DEFAULT.read_text().replace('version = "2"', 'version = "3"'))
        options = ["--rules", tmp_path / "rules.toml"]
    elif change == "drive":
        os.utime(drives[0] / "drive.sqlite", ns=(1, 1))
    else:
        (file,) = [path for path in out.iterdir() if path.name != "summary.json"]
        file.write_text(file.read_text()[:50])
    code, said, _ = analyse(drives[0], "--out", out, *options)
    assert code == 0 and "already" not in said


def die_of_it(job):
    """A fake of a decoder that kills its process, for the drive that is called so."""
    if job.drive.name == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    return DriveResult(name=job.drive.name, path=str(job.drive))


def test_a_process_that_dies_takes_its_own_drive_only(monkeypatch, tmp_path):
    monkeypatch.setattr(processes, "run_job", die_of_it)
    jobs = [Job(drive=tmp_path / name, rules=None, networks=None) for name in ("a", "deadly", "b", "c")]
    found = {result.name: result.problem for _, result in run_in_processes(jobs, 2)}
    assert sorted(found) == ["a", "b", "c", "deadly"]
    assert [name for name, problem in found.items() if problem] == ["deadly"] and "died" in found["deadly"]


def test_two_drives_that_are_called_alike_have_a_result_each(analyse, drives, tmp_path):
    assert drives[0].name == drives[1].name
    analyse(*drives[:2], "--out", tmp_path / "out")
    assert len(results(tmp_path / "out")) == 3


def test_drives_and_videos_are_not_mixed_and_options_that_do_not_belong_are_refused(analyse, drives, tmp_path, capsys):
    wrong = [
        [drives[0], tmp_path / "a.mp4", "--out", tmp_path / "out"],
        [drives[0]],
        [drives[0], "--out", tmp_path / "out.csv"],
        [drives[0], "--out", tmp_path / "out", "--jobs", 0],
        [drives[0], "--out", tmp_path / "out", "--jobs", 2, "--scheduler", "tcp://desk:8786"],
        [drives[0], "--out", tmp_path / "out", "--overlays", tmp_path],
        [tmp_path / "a.mp4", "--jobs", 2],
    ]
    for arguments in wrong:
        with pytest.raises(SystemExit) as ended:
            analyse(*arguments)
        assert ended.value.code == 2
        assert capsys.readouterr().err.splitlines()[-1].startswith("cabinsight analyse: error:")


def test_drives_are_looked_at_anew_through_named_networks(analyse, tiny_networks, tmp_path):
    from app.command_line import main
    from tests.tiny_scenes import DRIVER, write_video

    video = write_video(tmp_path / "in.mp4", [DRIVER] * 10 + [None] * 40 + [DRIVER] * 5, fps=10)
    where = ["--camera", str(video), "--drives", str(tmp_path / "drives")]
    assert main(["monitor", "--headless", "--record", *where, *tiny_networks]) == 0
    assert analyse(tmp_path / "drives", "--out", tmp_path / "out", *tiny_networks)[0] == 0
    assert summary(tmp_path / "out")["events"]["driver_absent"]["notice"] == 1
