"""Open the calibration page and stay until it is closed."""

from collections.abc import Callable

from app.calibrating import Calibrating
from app.ui.system_libraries import require_window_system
from calibration.cabin import Cabin, HandDrive


def run_calibration_window(
    calibrating: Calibrating,
    on_save: Callable[[Cabin], str],
    *,
    seconds: float,
    hand_drive: HandDrive | None = None,
    fullscreen: bool = False,
) -> None:
    """Show the page until a person closes it, or SIGINT or SIGTERM comes.

    Raises
    ------
    UserError : no display, or a missing system library.
    """
    require_window_system()
    # Qt only now: importing it without its libraries fails, opening it without a display ends the process.
    from app.ui.calibration_window import CalibrationWindow
    from app.ui.showing import FIRST_SIZE, application, stay

    application()
    window = CalibrationWindow(
        updates=calibrating.updates,
        on_save=on_save,
        on_close=calibrating.stop,
        seconds=seconds,
        hand_drive=hand_drive,
    )
    window.resize(*FIRST_SIZE)
    stay(window, fullscreen=fullscreen)
