"""Fit the decision that uses heatmap score and visibility together, and measure it beside its rivals.

    python training/fit_decision.py models/driver-pose --data $CABINSIGHT_DATA/coco_sample --split val \\
        --test-split test --curve shown.png

--data is a folder as for training/evaluate.py and may be given several times; --split is taken of the data sets
that are divided into splits, the others are taken whole. Nothing is ever fitted on --test-split. The rivals:

- non-0 (the paper's): shown unless the visibility branch says absent, P(absent) above a half;
- score threshold: shown from the heatmap score on that does best on the same data;
- combination: `calibration.visibility`.

Without --test-split the figures come from cross-validation over pictures, everything fitted anew for every part.
"""

import argparse
import dataclasses
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from calibration.visibility import LabelledOutputs, best_threshold, fit_decision, folds
from engines.catalogue import find_bundle, open_engine
from engines.engine import Engine
from pose import bundle
from pose.bundle import Bundle
from pose.crop import Crop
from pose.decision import Decision
from pose.errors import UserError
from pose.visibility import Visibility
from training.card import as_table
from training.data.coco import read_people
from training.data.layout import SPLIT_FILE, every_data_set, find_data_set
from training.data.person import Person
from training.data.pictures import read_picture
from training.data.sources import image_ids, source_of
from training.metrics.presence_curves import Contest, Rival, plot

NON_0, SCORE, COMBINATION = RIVALS = (
    "non-0 (visibility alone)",
    "score threshold (heatmap alone)",
    "combination (both)",
)

Said = dict[str, tuple[NDArray[np.float64], NDArray[np.bool_]]]
"""Rival -> confidence (N, 17) that a keypoint is shown, and the decision (N, 17)."""


def people_in(data: Path, split: str) -> list[Person]:
    """Read every person with a labelled keypoint; `split` "" for all pictures.

    Raises
    ------
    UserError : a file is missing or odd, or nobody is left.
    """
    source = source_of(find_data_set(data, split))
    people = read_people(Path(source.annotations), Path(source.pictures), source.rule, image_ids(source))
    if not people:
        raise UserError(f"{data}: nobody with a labelled keypoint" + (f" in split '{split}'" if split else ""))
    return people


def ask(engine: Engine, people: list[Person]) -> LabelledOutputs:
    """Run the network on every person's labelled box."""
    size = engine.bundle.manifest.input
    keypoints, logits = [], []
    for person in tqdm(people, unit="person", leave=False, disable=None):
        crop = Crop.around(person.box, size.width, size.height).cut(read_picture(person.picture))
        outputs = engine.run(crop[None])
        keypoints.append(outputs["keypoints"][0])
        logits.append(outputs["visibility_logits"][0])
    return LabelledOutputs(
        score=np.stack(keypoints)[..., 2],
        logits=np.stack(logits),
        truth=np.stack([person.labels() for person in people]),
        picture=np.array([person.image_id for person in people]),
    )


def together(sets: list[LabelledOutputs]) -> LabelledOutputs:
    """Join sets; pictures of different sets get different numbers, and every person weighs the same."""
    owner = np.concatenate([np.full(len(each.picture), number) for number, each in enumerate(sets)])
    own = np.concatenate([each.picture for each in sets])
    _, picture = np.unique(np.stack([owner, own]), axis=1, return_inverse=True)
    return LabelledOutputs(
        score=np.concatenate([each.score for each in sets]),
        logits=np.concatenate([each.logits for each in sets]),
        truth=np.concatenate([each.truth for each in sets]),
        picture=picture.ravel(),
    )


def fit(outputs: LabelledOutputs, temperature: float) -> tuple[Decision, float]:
    """Fit the combination and the score threshold."""
    cut = best_threshold(outputs.score[outputs.known], outputs.shown[outputs.known])
    return dataclasses.replace(fit_decision(outputs), temperature=temperature), cut


def decide(outputs: LabelledOutputs, combined: Decision, cut: float) -> Said:
    """Let the rivals decide on people they were not fitted on."""
    said: Said = {SCORE: (outputs.score.astype(float), outputs.score >= cut)}
    for name, decision in ((NON_0, Decision(temperature=combined.temperature)), (COMBINATION, combined)):
        probabilities = decision.probabilities(outputs.logits, outputs.score)
        shown = decision.states(probabilities) != Visibility.ABSENT
        said[name] = (1.0 - probabilities[..., Visibility.ABSENT].astype(float), shown)
    return {name: said[name] for name in RIVALS}


def contest(title: str, outputs: LabelledOutputs, said: Said) -> Contest:
    """Put what the rivals said of labelled people beside the truth."""
    known = outputs.known
    rivals = [Rival(name=name, confidence=sure[known], shown=shown[known]) for name, (sure, shown) in said.items()]
    counts = f"{len(outputs.picture)} people in {len(np.unique(outputs.picture))} pictures"
    return Contest(title=title, counts=counts, truth=outputs.shown[known], rivals=rivals)


def cross_validate(sets: dict[str, LabelledOutputs], temperature: float) -> list[Contest]:
    """Decide on every picture with what was fitted, anew, on the pictures of the other parts; one contest a set."""
    outputs = together(list(sets.values()))
    said: Said = {name: (np.zeros(outputs.truth.shape), np.zeros(outputs.truth.shape, dtype=bool)) for name in RIVALS}
    for others, part in folds(outputs.picture):
        answers = decide(outputs.of(part), *fit(outputs.of(others), temperature))
        for name, (confidence, shown) in answers.items():
            said[name][0][part], said[name][1][part] = confidence, shown
    contests, start = [], 0
    for name, each in sets.items():
        own = slice(start, start + len(each.picture))
        answers = {rival: (confidence[own], shown[own]) for rival, (confidence, shown) in said.items()}
        contests.append(contest(f"{name}, cross-validated", each, answers))
        start = own.stop
    return contests


def fit_and_measure(engine: Engine, data: list[Path], split: str, test_split: str) -> tuple[Decision, list[Contest]]:
    """Fit on `split`; measure on `test_split`, or by cross-validation where that is "".

    Raises
    ------
    UserError : a folder or split is not there or holds nobody, or labels are too few to fit on.
    """
    divided = [folder for folder in data if (folder / SPLIT_FILE).is_file() or "" not in every_data_set(folder)]
    if not divided and (split or test_split):
        raise UserError("none of these data sets is divided into splits: leave --split and --test-split out")
    sets = {}
    for folder in data:
        part = split if folder in divided else ""
        sets[f"{folder.name} {part}".strip()] = ask(engine, people_in(folder, part))
    temperature = engine.bundle.decision.temperature
    combined, cut = fit(together(list(sets.values())), temperature)
    if not test_split:
        return combined, cross_validate(sets, temperature)
    contests = []
    for folder in divided:
        asked = ask(engine, people_in(folder, test_split))
        title = f"{folder.name} {test_split}, fitted on {' and '.join(sets)}"
        contests.append(contest(title, asked, decide(asked, combined, cut)))
    return combined, contests


def write(fitted: Bundle, decision: Decision) -> None:
    """Store the decision in `bundle.toml`."""
    bundle.write_manifest(fitted.folder, dataclasses.replace(fitted.manifest, decision=decision))


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description="Fit a bundle's decision on labelled pictures")
    parser.add_argument("bundle", help="name or folder of a pose bundle")
    parser.add_argument(
        "--data", type=Path, required=True, action="append", help="folder of a data set in COCO's format"
    )
    parser.add_argument("--split", default="", help="name of the split to fit on")
    parser.add_argument("--test-split", default="", help="name of the split to measure on")
    parser.add_argument("--curve", type=Path, help="draw the precision-recall curves there, .png or .svg")
    parser.add_argument("--write", action="store_true", help="store the fitted decision in the bundle")
    arguments = parser.parse_args()
    try:
        found = find_bundle(arguments.bundle)
        if found.manifest.task != "pose":
            raise UserError(f"{found.folder}: finds {found.manifest.task}s, not poses; name a pose bundle")
        decision, contests = fit_and_measure(open_engine(found), arguments.data, arguments.split, arguments.test_split)
    except UserError as error:
        print(f"fit_decision: {error}", file=sys.stderr)
        return 1
    for each in contests:
        print(f"{each.title}: {each.counts}; shown or not\n{as_table(each.figures())}\n")
    print(f"shown from P(shown) = {decision.shown_threshold:.3f} on")
    if arguments.curve:
        plot(contests, arguments.curve)
    if arguments.write:
        write(found, decision)
        print(f"{found.folder / bundle.MANIFEST}: written; its figures are of the decision before: measure again")
    return 0


if __name__ == "__main__":
    sys.exit(main())
