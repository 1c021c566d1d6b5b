import pytest

from app.vehicle.opening import open_vehicle
from app.vehicle.table import VehicleTable
from pose.errors import UserError


def test_a_table_goes_with_a_recording(tmp_path):
    path = tmp_path / "drive.csv"
    path.write_text("time,speed\n0,30\n")
    assert isinstance(open_vehicle(path, live=False), VehicleTable)


@pytest.mark.parametrize(("name", "live"), [("drive.csv", True), ("can.toml", False), ("drive.txt", False)])
def test_what_does_not_go_with_the_pictures_is_refused(tmp_path, name, live):
    with pytest.raises(UserError, match=name):
        open_vehicle(tmp_path / name, live=live)
