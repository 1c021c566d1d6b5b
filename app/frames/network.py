"""Frames from a camera on the network: RTSP, or JPEGs over HTTP. The one connection that the monitor opens."""

from urllib.parse import urlsplit

from app.frames.live_stream import LiveStream
from app.frames.orientation import UPRIGHT, Orientation

SCHEMES = ("rtsp", "rtsps", "http", "https")

TIMEOUT_S = (5.0, 3.0)
"""To open, and to read: a camera that sends nothing for three seconds is gone."""

_OPTIONS = {
    # Over UDP a car's Wi-Fi loses parts of pictures; over TCP they come late, and are dropped by the mailbox.
    "rtsp_transport": "tcp",
    # What a playlist or redirection names stays within these; no file of this machine is opened.
    "protocol_whitelist": "rtsp,rtsps,rtp,rtcp,udp,tcp,tls,http,https,httpproxy,crypto",
}


def open_network(url: str, orientation: Orientation = UPRIGHT) -> LiveStream:
    """Open the camera at `url`.

    Raises
    ------
    UserError : it does not answer, or sends no pictures.
    """
    return LiveStream(
        url,
        description=without_password(url),
        options=_OPTIONS,
        timeout=TIMEOUT_S,
        orientation=orientation,
    )


def is_url(spec: str) -> bool:
    """Tell whether `spec` names a camera on the network."""
    return urlsplit(spec).scheme in SCHEMES


def without_password(url: str) -> str:
    """Return the URL as it may be shown and logged: no user, no password, no query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"
