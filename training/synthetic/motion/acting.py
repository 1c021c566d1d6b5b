"""A driver before a camera who can be asked for every moment of a drive."""

import dataclasses

import cv2
import numpy as np
import torch

from pose.errors import UserError
from pose.visibility import Visibility
from training.synthetic.assembly import Person, Stage, clothe, intend_activity, set_stage
from training.synthetic.cameras.camera import Camera, look
from training.synthetic.car.wheel import Wheel
from training.synthetic.labels.visibility import LabelRays
from training.synthetic.mesh import Mesh
from training.synthetic.motion.attitude import PLAIN, figures, judge
from training.synthetic.motion.movement import alive, rotations_at
from training.synthetic.motion.script import BORDERLINE, EVENTS, WITHOUT_DRIVER, Phase
from training.synthetic.people.body import AnnyBody, PosedBody, move
from training.synthetic.people.objects import phone_at_ear
from training.synthetic.postures.kinematics import solve
from training.synthetic.scene.scene import Scene, describe_scene

WIDTH, HEIGHT = 640, 480
KEY_POSE_ATTEMPTS = 16
PHONE_SHOWN = 0.65
"""Seconds before and after the call: the hand has just left the wheel."""
HEAD, SHOULDERS, WRISTS = slice(0, 5), slice(5, 7), slice(9, 11)
CLEAR_OF_WHEEL = 80.0
"""Pixels between wrists and the wheel's zone that are enough."""
HAND_EVENTS = frozenset({"hands_off_wheel", "hand_at_head"})
CLEAR_ENOUGH = 0.95
"""Of 1, moved far enough, less what disturbs, in picture widths: no other draw is looked for."""


def describe_drive(seed: int) -> Scene:
    """Draw who drives: a scene by day, where everything is well seen."""
    scene = describe_scene(seed, 0)
    return dataclasses.replace(
        scene,
        activity="both_hands",
        passengers=(),  # one would sit before the camera
        bag=False,
        steering=0.0,
        light=dataclasses.replace(scene.light, mode="day"),
        driver=dataclasses.replace(scene.driver, belt=True),
        # A wheel far from the lap: that hands have left it shows from the side, too.
        car=dataclasses.replace(scene.car, reach=0.97, wheel_height=0.33, visor_down=False),
    )


class Actor:
    """The driver of one drive, in the car, before the camera: its poses are solved once."""

    def __init__(self, seed: int, phases: tuple[Phase, ...]) -> None:
        self.phases = phases
        self.body, self.scene = AnnyBody(), describe_drive(seed)
        self.stage = set_stage(self.body, self.scene)
        self.camera = _place_camera(self.stage)
        self.wheel_zone = _wheel_zone(self.camera, self.stage.wheel)
        activities = dict.fromkeys(["both_hands", *(phase.activity for phase in phases)])
        nobody = [activity for activity in WITHOUT_DRIVER if activities.pop(activity, 0) is None]
        self.poses: dict[str, torch.Tensor] = {}
        for activity in activities:
            self.poses[activity] = self._key_pose(activity)
        for activity in nobody:
            self.poses[activity] = self.poses["both_hands"]  # who fades, or cannot be seen, sits still
        calls = [pose for activity, pose in self.poses.items() if "phone_at_ear" in activity]
        told = {activity: self._told(activity) for activity in self.poses}
        self.events = {activity: events for activity, (events, _) in told.items()}
        self.borderline = {activity: borderline for activity, (_, borderline) in told.items()}
        self._phone = _Phone(self.body, self.stage, calls[0]) if calls else None

    def posed(self, seconds: float) -> PosedBody:
        """Return the body at a time."""
        rotations = alive(rotations_at(seconds, self.phases, self.poses), self.body, seconds)
        return self.body.posed(self.stage.rest, rotations)

    def dressed(self, posed: PosedBody, seconds: float) -> Person:
        """Return the person that is seen at a time: with the belt, and the phone where there is a call."""
        person = clothe(self.body, self.scene, self.stage, posed, "R", "both_hands")
        calling = any(
            "phone_at_ear" in phase.activity and phase.start - PHONE_SHOWN < seconds < phase.end + PHONE_SHOWN
            for phase in self.phases
        )
        if self._phone is None or not calling:
            return person
        return dataclasses.replace(person, meshes=person.meshes + self._phone.in_hand(posed))

    def visibility(self, person: Person) -> np.ndarray:
        """Return the classes `(17,)` of the person's keypoints."""
        rays = LabelRays(self.stage.cabin + person.meshes, list(self.body.bone_index))
        return rays.visibility(self.camera, person.keypoints, person.extremities)

    def _told(self, activity: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the events that are true in an activity, as this driver does it, and what may be told or not."""
        if activity in WITHOUT_DRIVER:
            return EVENTS[activity], ()
        posed = self.body.posed(self.stage.rest, self.poses[activity])
        wrists = self.visibility(clothe(self.body, self.scene, self.stage, posed, "R", "both_hands"))[WRISTS]
        found, doubtful = judge(self._figures(posed), bool((wrists == Visibility.VISIBLE).all()))
        doubtful |= set(BORDERLINE.get(activity, ()))
        return tuple(sorted(found - doubtful)), tuple(sorted(doubtful))

    def _key_pose(self, activity: str) -> torch.Tensor:
        """Solve an activity, in what makes events with the right hand busy: that is the one before the camera.

        Of several draws of that, take the one that shows them best, and nothing else: both wrists visible,
        out of the wheel's zone or at the head, the head or body turned or bent enough, the shoulders where they were
        unless the driver leans.
        """
        clearest, chosen = -np.inf, None
        for attempt in range(KEY_POSE_ATTEMPTS):
            intent = intend_activity(self.body, self.scene, self.stage, activity, attempt)
            kinds = EVENTS.get(activity)
            if kinds and intent.side != "R":
                continue
            rotations = solve(self.body, self.stage.rest, intent.goal)
            if not kinds:
                return rotations
            posed = self.body.posed(self.stage.rest, rotations)
            clear = min(1.0, self._plain(kinds, posed))
            if HAND_EVENTS.intersection(kinds):
                clear += self._hands_shown(kinds, posed) / WIDTH
            if clear >= CLEAR_ENOUGH:
                return rotations
            if clear > clearest:
                clearest, chosen = clear, rotations
        if chosen is None:
            raise UserError(f"No right-handed {activity} among {KEY_POSE_ATTEMPTS} draws; use another seed.")
        return chosen

    def _plain(self, kinds: tuple[str, ...], posed: PosedBody) -> float:
        """Return how far head and body are moved, in the car, over what leaves no doubt: the least of the events'."""
        found = self._figures(posed)
        return min((found[kind] / PLAIN[kind] for kind in kinds if kind not in HAND_EVENTS), default=1.0)

    def _figures(self, posed: PosedBody) -> dict[str, float]:
        pixels, depth = self.camera.project(posed.keypoints[WRISTS])
        zone = np.array(self.wheel_zone, np.float32)
        outside = [-cv2.pointPolygonTest(zone, (float(x), float(y)), True) for x, y in pixels]
        off = min(out * at / self.camera.focal for out, at in zip(outside, depth, strict=True))
        return figures(posed.keypoints, self.body.posed(self.stage.rest, self.poses["both_hands"]).keypoints, off)

    def _hands_shown(self, kinds: tuple[str, ...], posed: PosedBody) -> float:
        """Return how well the hands' events are seen, pixels: the hands off the wheel, less what disturbs."""
        person = clothe(self.body, self.scene, self.stage, posed, "R", "both_hands")
        hidden = int((self.visibility(person)[WRISTS] != Visibility.VISIBLE).sum())
        wrists, shoulders = (self.camera.project(posed.keypoints[part])[0] for part in (WRISTS, SHOULDERS))
        zone = np.array(self.wheel_zone, np.float32)
        off = "hands_off_wheel" in kinds
        clear = min(-cv2.pointPolygonTest(zone, (float(x), float(y)), True) for x, y in wrists) if off else 0.0
        neutral = self.body.posed(self.stage.rest, self.poses["both_hands"]).keypoints[SHOULDERS]
        moved = np.linalg.norm(shoulders - self.camera.project(neutral)[0], axis=1).max()
        head = self.camera.project(posed.keypoints[HEAD])[0]
        from_head = np.linalg.norm(head - wrists[1], axis=1).min()  # the right wrist's
        return float(
            min(clear, CLEAR_OF_WHEEL)
            - WIDTH * hidden
            - (0.0 if {"leaning", "slumped"}.intersection(kinds) else moved)
            - (from_head if "hand_at_head" in kinds else 0.0)
        )


class _Phone:
    """The phone as the hand holds it at the ear, carried along on the way there and back."""

    def __init__(self, body: AnnyBody, stage: Stage, at_ear: torch.Tensor) -> None:
        posed = body.posed(stage.rest, at_ear)
        self._wrist = body.bone_index["wrist.R"]
        self._held = phone_at_ear(body, stage.rest, posed, "R")
        self._from_hand = np.linalg.inv(posed.bone_poses[self._wrist])

    def in_hand(self, posed: PosedBody) -> list[Mesh]:
        carry = posed.bone_poses[self._wrist] @ self._from_hand
        return [dataclasses.replace(mesh, vertices=move(carry, mesh.vertices)) for mesh in self._held]


def _place_camera(stage: Stage) -> Camera:
    """Hang the camera high on the passenger's side: face, both arms, lap and wheel are seen."""
    return look(np.array([-1.02, -0.50, stage.measures.roof - 0.08]), np.array([-0.05, -0.20, 0.40]), 60, WIDTH, HEIGHT)


def _wheel_zone(camera: Camera, wheel: Wheel) -> list[list[float]]:
    """Return the wheel zone in pixels: the rim, and before its upper half where the wrists of gripping hands are."""
    points = [wheel.rim(angle)[0] for angle in np.linspace(0, 2 * np.pi, 24, endpoint=False)]
    for angle in np.deg2rad(np.linspace(-20, 200, 23)):
        on_rim, outward, _ = wheel.rim(angle)
        # A gripping wrist is 9 cm off the rim; 4 cm more for a smaller hand or a loose grip.
        points += [on_rim + 0.07 * outward + 0.11 * wheel.normal, on_rim + 0.07 * outward]
    hull = cv2.convexHull(camera.project(np.array(points))[0].astype(np.float32))
    outline = cv2.approxPolyDP(hull, 2.0, True)[:, 0]  # 2 pixels: fewer corners, the same zone
    return [[round(float(x)), round(float(y))] for x, y in outline]
