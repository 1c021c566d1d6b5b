"""Where things are kept unless a person says otherwise."""

from pathlib import Path

import platformdirs


def drives_folder() -> Path:
    """Return the folder of all drives, in the user's data directory."""
    return platformdirs.user_data_path("cabinsight") / "drives"


def log_file() -> Path:
    """Return the program's own log, in the user's log directory."""
    return platformdirs.user_log_path("cabinsight") / "cabinsight.log"


def cabins_folder() -> Path:
    """Return the folder of all cabin calibrations, in the user's configuration directory."""
    return platformdirs.user_config_path("cabinsight") / "cabins"


def settings_file() -> Path:
    """Return the file of a person's settings, in the user's configuration directory."""
    return platformdirs.user_config_path("cabinsight") / "settings.toml"
