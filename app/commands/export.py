"""`cabinsight drives export`: a drive for others, in the formats that they read."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from app.commands import networks, result_files
from app.commands.result_files import Result
from app.drives import folder
from app.drives.face_blur import FaceBlur
from app.drives.pictures import has_pictures, open_pictures, seen_frames
from app.drives.reading import Drive, Span, read_drive
from app.export.clip import write_clip
from app.export.coco import write_coco
from app.export.contents import Contents, ended_events
from app.export.csv_tables import write_measures
from app.export.json_file import write_json
from app.export.mcap_file import write_mcap
from app.export.parquet import write_parquet
from app.export.showing import Blur, shown
from app.frames.frame import Frame
from app.review.trace import Tracing
from pose.errors import UserError

USUAL = ("csv", "jsonl", "mp4")

EPILOG = """\
csv      events.csv, measures.csv                 json     drive.json: events, measures, states
jsonl    observations.jsonl, one a line           parquet  events.parquet, measures.parquet
mp4      video.mp4, with --overlay the skeleton   mcap     drive.mcap, opens in Foxglove
coco     coco/: pictures and keypoints to correct and to train on, one every --every seconds
html     report.html: one page with pictures, plots and tables; opens anywhere, needs nothing"""

T = TypeVar("T")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `export` knows."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EPILOG
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a folder per drive is made in there")
    parser.add_argument(
        "--format",
        type=_formats,
        default=None,
        metavar="F,F,...",
        help=f"of {', '.join(FORMATS)} (default: {','.join(USUAL)})",
    )
    parser.add_argument("--blur-faces", action="store_true", help="blur everybody's face in whatever shows pictures")
    parser.add_argument("--overlay", action="store_true", help="mp4: draw the skeleton in")
    parser.add_argument("--from", type=float, dest="begin", metavar="S", help="mp4, mcap, coco: from this second on")
    parser.add_argument("--to", type=float, dest="end", metavar="S", help="mp4, mcap, coco: up to this second")
    parser.add_argument("--every", type=float, default=10.0, metavar="S", help="coco: a picture every S seconds (10)")
    networks.add_options(parser)
    parser.set_defaults(usage_error=parser.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for.

    Attributes
    ----------
    begin, end : seconds from the drive's beginning, or None.
    explicit : whether the formats were named: then one that a drive cannot give is an error.
    """

    formats: Sequence[str]
    explicit: bool
    blur: Blur | None
    overlay: bool
    begin: float | None
    end: float | None
    every: float

    def span(self, drive: Drive) -> Span:
        """Return the range that is asked for, ns on the drive's clock."""
        first, last = drive.time_span()
        begin = first if self.begin is None else first + round(self.begin * 1e9)
        # Frames may have been recorded after the last one that was looked at.
        end = 2**62 if self.end is None else first + round(self.end * 1e9)
        if begin > last:
            raise UserError(f"{drive.path.parent.name}: is {(last - first) / 1e9:.1f} s long; choose an earlier --from")
        return begin, end


def run(options: argparse.Namespace) -> int:
    """Export every drive and return the exit code."""
    if options.begin is not None and options.end is not None and not options.begin < options.end:
        options.usage_error("--from and --to: seconds that rise")
    if not options.every > 0:
        options.usage_error("--every: seconds, more than 0")
    blur = None
    if options.blur_faces:
        opened = networks.open_networks(options)
        blur = FaceBlur(opened.detector, opened.estimator)
    wanted = Wanted(
        formats=options.format or USUAL,
        explicit=options.format is not None,
        blur=blur,
        overlay=options.overlay,
        begin=options.begin,
        end=options.end,
        every=options.every,
    )
    problems = 0
    for path in [folder.find(options.drives, name) for name in options.names]:
        try:
            _export(read_drive(path), options.out / path.name, wanted)
        except UserError as error:
            problems += 1
            print(f"cabinsight: {error}", file=sys.stderr)
    return 1 if problems else 0


def _export(drive: Drive, out: Path, wanted: Wanted) -> None:
    out.mkdir(parents=True, exist_ok=True)
    contents = _contents(drive) if {*wanted.formats} & NEED_TRACE else None
    said = [FORMATS[name](_Job(drive=drive, contents=contents, out=out, wanted=wanted)) for name in wanted.formats]
    print(f"{out.name}: {len(drive.events)} events; {', '.join(filter(None, said))} written to {out}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    drive: Drive
    contents: Contents | None
    out: Path
    wanted: Wanted

    @property
    def traced(self) -> Contents:
        assert self.contents is not None, "the format is among NEED_TRACE"
        return self.contents


def _contents(drive: Drive) -> Contents:
    tracing = Tracing(drive)
    with tqdm(desc=f"{drive.path.parent.name}, measures", disable=None, leave=False) as bar:
        for step in tracing:
            bar.total = step.total
            bar.update(step.done - bar.n)
    return Contents.of(drive, tracing.trace)


def _csv(job: _Job) -> str:
    with result_files.writing(job.out / "events.csv") as table:
        for event in ended_events(job.drive):
            table.add_event(job.out.name, event)
    write_measures(job.traced, job.out / "measures.csv")
    return "events.csv, measures.csv"


def _jsonl(job: _Job) -> str:
    with result_files.writing(job.out / "observations.jsonl") as lines:
        for seen in job.drive.observations():
            lines.add(
                Result(
                    source=job.out.name, file_name=seen.name, image_id=seen.index, annotation_id=None, observation=seen
                )
            )
    return "observations.jsonl"


def _json(job: _Job) -> str:
    write_json(job.traced, job.out / "drive.json")
    return "drive.json"


def _parquet(job: _Job) -> str:
    write_parquet(job.traced, job.out / "events.parquet", job.out / "measures.parquet")
    return "events.parquet, measures.parquet"


def _mp4(job: _Job) -> str:
    if not (job.wanted.explicit or has_pictures(job.drive)):
        return ""
    span = job.wanted.span(job.drive)
    total = open_pictures(job.drive, span)
    total.source.close()
    seen = _watched(seen_frames(job.drive, span), total.count, job.out.name)
    frames: Iterable[Frame] = (frame for frame, _ in shown(seen, blur=job.wanted.blur, overlay=job.wanted.overlay))
    return f"video.mp4 ({write_clip(frames, job.out / 'video.mp4')} frames)"


def _mcap(job: _Job) -> str:
    ranged = job.wanted.begin is not None or job.wanted.end is not None
    span = job.wanted.span(job.drive) if ranged else None
    pictures = write_mcap(job.traced, job.out / "drive.mcap", span=span, blur=job.wanted.blur)
    return f"drive.mcap ({pictures} pictures)"


def _coco(job: _Job) -> str:
    begin, end = job.wanted.span(job.drive)
    _, last = job.drive.time_span()
    times = range(begin, min(end, last) + 1, round(job.wanted.every * 1e9))
    return f"coco ({write_coco(job.drive, times, job.out / 'coco', blur=job.wanted.blur)} pictures)"


def _html(job: _Job) -> str:
    # What things are called goes through Qt's translation: Qt is loaded for this only.
    from app.export.html_report import write_report

    write_report(job.traced, job.out / "report.html", blur=job.wanted.blur)
    return "report.html"


FORMATS: dict[str, Callable[[_Job], str]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "json": _json,
    "parquet": _parquet,
    "mp4": _mp4,
    "mcap": _mcap,
    "coco": _coco,
    "html": _html,
}
"""Each writes its files and names them."""

NEED_TRACE = {"csv", "json", "parquet", "mcap", "html"}


def _watched(steps: Iterator[T], total: int, name: str) -> Iterator[T]:
    return iter(tqdm(steps, desc=name, total=total, unit=" frames", disable=None, leave=False))


def _formats(text: str) -> list[str]:
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in FORMATS:
            raise argparse.ArgumentTypeError(f"'{name}' is not among {', '.join(FORMATS)}")
    if not names:
        raise argparse.ArgumentTypeError(f"name some of {', '.join(FORMATS)}")
    return list(dict.fromkeys(names))
