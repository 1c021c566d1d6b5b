"""Where in a car's CAN messages its speed and states are: a TOML file, since every maker has it elsewhere.

    interface = "socketcan"     # python-can's name of the adapter's driver
    channel = "can0"

    [speed]                     # km/h = raw value * scale + offset
    id = 0x1A0                  # the message
    byte = 2                    # where the value begins
    length = 2                  # bytes
    big_endian = true
    scale = 0.01

    [reverse]                   # in, where byte & mask == value
    id = 0x2B0
    byte = 0
    mask = 0x0F
    value = 2

`[ignition]` as `[reverse]`. Every table may be missing.
"""

from dataclasses import dataclass

MAX_BYTES = 64
"""Of a CAN FD message; a classic one has 8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedSignal:
    """A number in a message. `mask` is applied to the raw value, before scale and offset."""

    id: int
    byte: int
    length: int = 1
    big_endian: bool = True
    mask: int | None = None
    scale: float = 1.0
    offset: float = 0.0

    def __post_init__(self) -> None:
        if not (self.byte >= 0 and 1 <= self.length <= 8 and self.byte + self.length <= MAX_BYTES):
            raise ValueError("byte counts from 0, length from 1 to 8, and the value must end within the message")

    def value(self, content: bytes) -> float | None:
        """Return km/h, not negative; None where the message is too short."""
        raw = content[self.byte : self.byte + self.length]
        if len(raw) < self.length:
            return None
        number = int.from_bytes(raw, "big" if self.big_endian else "little")
        if self.mask is not None:
            number &= self.mask
        return max(0.0, number * self.scale + self.offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagSignal:
    """A state in a message: true where byte & mask == value."""

    id: int
    byte: int
    mask: int
    value: int

    def __post_init__(self) -> None:
        if not 0 <= self.byte < MAX_BYTES:
            raise ValueError("byte counts from 0 and must lie within the message")
        if self.value & ~self.mask:
            raise ValueError(f"value ({self.value:#x}) can never be: mask ({self.mask:#x}) does not let it through")

    def is_set(self, content: bytes) -> bool | None:
        """Return the state; None where the message is too short."""
        return content[self.byte] & self.mask == self.value if self.byte < len(content) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CanSettings:
    """A bus and what is read from it."""

    interface: str
    channel: str
    bitrate: int | None = None
    speed: SpeedSignal | None = None
    reverse: FlagSignal | None = None
    ignition: FlagSignal | None = None

    def __post_init__(self) -> None:
        if self.speed is None and self.reverse is None and self.ignition is None:
            raise ValueError("one of [speed], [reverse] and [ignition] is needed")
