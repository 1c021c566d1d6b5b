"""Vehicle states from the CAN bus, through python-can (the extra `can`). It listens; it never sends."""

import threading
import time
from typing import TYPE_CHECKING, Any

from app.posture.inputs import VehicleState
from app.vehicle.signals import CanSettings
from app.vehicle.source import MAX_AGE_S
from pose.errors import UserError

if TYPE_CHECKING:
    import can

END_S = 1.0
"""Seconds that the listening thread has to end."""


class CanVehicle:
    """The car's state as the bus tells it. `state_at` may be called from any thread.

    Raises
    ------
    UserError : python-can is not installed, or the bus does not open.
    """

    def __init__(self, settings: CanSettings) -> None:
        try:
            import can
        except ImportError as error:
            raise UserError("reading the CAN bus needs python-can; pip install 'cabinsight[can]'") from error
        self._settings = settings
        self._lock = threading.Lock()
        self._told: dict[str, tuple[float | bool, int]] = {}
        options: dict[str, Any] = {} if settings.bitrate is None else {"bitrate": settings.bitrate}
        try:
            self._bus = can.Bus(interface=settings.interface, channel=settings.channel, **options)
        except (can.CanError, OSError, ValueError, ImportError) as error:
            raise UserError(
                f"CAN {settings.interface} {settings.channel}: does not open ({error}); check the adapter, "
                "and that the channel is up"
            ) from error
        self._notifier = can.Notifier(self._bus, [self._take], timeout=0.2)

    @property
    def description(self) -> str:
        """The bus."""
        return f"CAN {self._settings.channel}"

    def state_at(self, captured_at: int) -> VehicleState | None:
        """Return what the bus told in the last `MAX_AGE_S` before `captured_at`, monotonic ns."""
        with self._lock:
            fresh = {name: value for name, (value, at) in self._told.items() if captured_at - at <= MAX_AGE_S * 1e9}
        if not fresh:
            return None
        speed, reverse, ignition = (fresh.get(name) for name in ("speed", "reverse", "ignition"))
        return VehicleState(
            speed_kmh=None if speed is None else float(speed),
            reverse=None if reverse is None else bool(reverse),
            ignition=None if ignition is None else bool(ignition),
        )

    def close(self) -> None:
        """Stop listening."""
        self._notifier.stop(timeout=END_S)
        self._bus.shutdown()

    def _take(self, message: "can.Message") -> None:
        content, settings = bytes(message.data), self._settings
        found: dict[str, float | bool | None] = {}
        if settings.speed is not None and message.arbitration_id == settings.speed.id:
            found["speed"] = settings.speed.value(content)
        for name, signal in (("reverse", settings.reverse), ("ignition", settings.ignition)):
            if signal is not None and message.arbitration_id == signal.id:
                found[name] = signal.is_set(content)
        now = time.monotonic_ns()
        with self._lock:
            self._told |= {name: (value, now) for name, value in found.items() if value is not None}
