import logging

import pytest

from app import log_file
from app.log_file import logging_to

logger = logging.getLogger("app.test")


def test_warnings_are_kept_and_nothing_less(tmp_path):
    path = tmp_path / "logs" / "cabinsight.log"
    with logging_to(path):
        logger.warning("camera 0: is back")
        logger.info("nothing")
    logger.warning("too late")
    assert path.read_text().splitlines()[0].endswith("WARNING app.test: camera 0: is back")
    assert len(path.read_text().splitlines()) == 1


def test_the_log_does_not_grow_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(log_file, "MAX_BYTES", 2000)
    with logging_to(tmp_path / "cabinsight.log"):
        for i in range(1000):
            logger.warning("the camera was gone for the time number %d", i)
    files = sorted(file.name for file in tmp_path.iterdir())
    assert files == ["cabinsight.log", *(f"cabinsight.log.{i}" for i in range(1, 5))]
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 11_000
    assert "number 999" in (tmp_path / "cabinsight.log").read_text()


def test_where_nothing_can_be_written_the_program_goes_on(tmp_path, capsys):
    (tmp_path / "logs").write_text("a file")
    with logging_to(tmp_path / "logs" / "cabinsight.log"):
        done = True
    assert done and "there is no log" in capsys.readouterr().err


def test_a_block_that_breaks_leaves_no_handler(tmp_path):
    before = list(logging.getLogger().handlers)
    with pytest.raises(ZeroDivisionError), logging_to(tmp_path / "x.log"):
        raise ZeroDivisionError
    assert logging.getLogger().handlers == before
