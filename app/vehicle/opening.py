"""`--vehicle FILE`: which source of vehicle states a file is."""

from pathlib import Path

from app.vehicle.can_bus import CanVehicle
from app.vehicle.signals import CanSettings
from app.vehicle.source import VehicleSource
from app.vehicle.table import VehicleTable
from pose import toml_file
from pose.errors import UserError


def open_vehicle(path: Path, *, live: bool) -> VehicleSource:
    """Open a CSV file of states (for a recording), or a TOML file that names a CAN bus (for a live camera).

    Raises
    ------
    UserError : a file that does not go with the pictures, or does not open.
    """
    if path.suffix.lower() == ".csv":
        if live:
            raise UserError(f"{path}: a table of states goes with a recording; a live camera takes a CAN bus (.toml)")
        return VehicleTable.read(path)
    if path.suffix.lower() == ".toml":
        if not live:
            raise UserError(f"{path}: a CAN bus tells of now; a recording takes a table of states (.csv)")
        return CanVehicle(toml_file.read(path, CanSettings))
    raise UserError(f"{path}: name a table of states (.csv) for a recording, or a CAN bus (.toml) for a live camera")
