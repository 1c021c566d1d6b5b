"""One input of `analyse`, step by step."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.commands.networks import Networks
from app.commands.person_boxes import LabelledPicture
from app.commands.result_files import Result
from app.frames.frame import Frame
from app.frames.source import FrameSource
from app.perception.observation import Observation
from app.perception.perception import Perception
from app.perception.single_pictures import observe_box, observe_picture
from app.posture.event import PostureEvent
from app.posture.inputs import Surroundings
from app.posture.monitor import PostureMonitor
from app.posture.rules import Rules
from app.vehicle.source import VehicleSource
from pose.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one picture gave. `frame` is None for the events that end with the input."""

    frame: Frame | None
    results: tuple[Result, ...] = ()
    events: tuple[PostureEvent, ...] = ()


def follow(
    source: FrameSource,
    name: str,
    first_id: int,
    networks: Networks,
    rules: Rules,
    vehicle: VehicleSource | None = None,
) -> Iterator[Step]:
    """Take the frames as one drive: the driver is followed, poses are smoothed, posture events are found.

    Raises
    ------
    UserError : the source broke; what went on until then was given before.
    """
    perception = Perception(networks.detector, networks.estimator)
    posture = PostureMonitor(rules, ())
    observation: Observation | None = None
    broken: UserError | None = None
    while True:
        try:
            frame = source.read()
        except UserError as error:
            frame, broken = None, error
        if frame is None:
            break
        observation = perception.observe(frame)
        result = _result(frame, name, first_id + frame.index, observation)
        around = Surroundings(vehicle=None if vehicle is None else vehicle.state_at(frame.captured_at))
        yield Step(frame=frame, results=(result,), events=posture.update(observation, around).ended)
    if observation is not None:
        yield Step(frame=None, events=posture.finish(observation.captured_at).ended)
    if broken is not None:
        raise broken


def each_alone(source: FrameSource, name: str, first_id: int, networks: Networks) -> Iterator[Step]:
    """Take every picture for itself: its driver, nothing else."""
    while (frame := source.read()) is not None:
        observation = observe_picture(frame, networks.detector, networks.estimator)
        yield Step(frame=frame, results=(_result(frame, name, first_id + frame.index, observation),))


def each_box(
    source: FrameSource, name: str, labelled: dict[str, LabelledPicture], networks: Networks
) -> Iterator[Step]:
    """Take every box that a file gives for a picture; pictures that are not in the file give nothing."""
    while (frame := source.read()) is not None:
        picture = labelled.get(file_name(frame, name))
        results = (
            ()
            if picture is None
            else tuple(
                _result(frame, name, picture.image_id, observe_box(frame, box, networks.estimator), annotation_id)
                for annotation_id, box in picture.boxes
            )
        )
        yield Step(frame=frame, results=results)


def file_name(frame: Frame, source: str) -> str:
    """Return what results call the picture: its own name, or "video.mp4#000012"."""
    return frame.name or f"{source}#{frame.index:06d}"


def _result(
    frame: Frame, source: str, image_id: int, observation: Observation, annotation_id: int | None = None
) -> Result:
    return Result(
        source=source,
        file_name=file_name(frame, source),
        image_id=image_id,
        annotation_id=annotation_id,
        observation=observation,
    )
