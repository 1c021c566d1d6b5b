import pytest

from app.posture.inputs import VehicleState
from app.vehicle.source import MAX_AGE_S
from app.vehicle.table import VehicleTable
from pose.errors import UserError

ROWS = "time,speed,reverse,ignition\n0.5,0,1,1\n2,42.5,0,1\n3,,,0\n"


@pytest.fixture
def table(tmp_path):
    def read(text):
        path = tmp_path / "vehicle.csv"
        path.write_text(text, encoding="utf-8")
        return VehicleTable.read(path)

    return read


def at(table, seconds):
    return table.state_at(round(seconds * 1e9))


def test_a_row_holds_until_the_next_one(table):
    drive = table(ROWS)
    reversing = VehicleState(speed_kmh=0, reverse=True, ignition=True)
    assert at(drive, 0.5) == at(drive, 1.99) == reversing
    assert at(drive, 2) == VehicleState(speed_kmh=42.5, reverse=False, ignition=True)


def test_an_empty_cell_is_not_known(table):
    assert at(table(ROWS), 3.5) == VehicleState(ignition=False)


def test_before_the_first_row_and_long_after_the_last_nothing_is_known(table):
    drive = table(ROWS)
    assert at(drive, 0.4) is None
    assert at(drive, 3 + MAX_AGE_S) is not None and at(drive, 3.1 + MAX_AGE_S) is None


def test_columns_may_be_missing(table):
    assert at(table("time,speed\n0,30\n"), 1) == VehicleState(speed_kmh=30)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "first line must be"),
        ("zeit,speed\n", "first line must be"),
        ("time,velocity\n", "first line must be"),
        ("time,speed\n0,fast\n", "line 2: 'fast' is no number"),
        ("time,speed\n0,-3\n", "line 2: '-3' is no number from 0 on"),
        ("time,speed\n0,nan\n", "line 2"),
        ("time,speed\n,3\n", "line 2: the time is missing"),
        ("time,reverse\n0,yes\n", "line 2: 'yes' is neither 0 nor 1"),
        ("time,speed\n1,3\n1,4\n", "line 3: times must rise"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(table, text, message):
    with pytest.raises(UserError, match=message):
        table(text)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        VehicleTable.read(tmp_path / "nothing.csv")
