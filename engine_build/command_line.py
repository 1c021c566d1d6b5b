"""What `python engine_build/build.py` takes."""

import argparse
from pathlib import Path

from calibration import int8
from engine_build.backends import tensorrt, tensorrt_rtx
from engines import catalogue
from engines.fingerprint import CPU
from engines.openvino import OPENVINO
from engines.record import BuildSettings

BACKENDS = (CPU, OPENVINO, tensorrt.NAME, tensorrt_rtx.NAME)

BEST = "best"
PRECISIONS = ("fp32", "fp16", "int8")

LEVELS = range(6)
"""TensorRT's optimisation levels."""


def parser() -> argparse.ArgumentParser:
    """Return the command's parser."""
    result = argparse.ArgumentParser(
        prog="build.py", description="Build, verify and install engines of bundles.", allow_abbrev=False
    )
    chosen = result.add_mutually_exclusive_group()
    for name in PRECISIONS:
        chosen.add_argument(f"--{name}", dest="precision", action="store_const", const=name, help=f"build in {name}")
    chosen.add_argument(
        "--best",
        dest="precision",
        action="store_const",
        const=BEST,
        help="try what runs on this machine and keep the fastest that is within tolerance",
    )
    result.set_defaults(precision="fp32")
    result.add_argument(
        "--model",
        metavar="NAME|FOLDER|CHECKPOINT",
        help="a shipped bundle, a bundle's folder, or network.pt of a training (default: all shipped)",
    )
    result.add_argument(
        "--backend",
        choices=("auto", *BACKENDS),
        default="auto",
        help="auto builds for all that are there; for openvino only when it is named, or with --best",
    )
    result.add_argument(
        "--out", type=Path, default=catalogue.engines_folder(), metavar="DIR", help="default: %(default)s"
    )
    _add_plan_settings(result)
    result.add_argument(
        "--calibrate",
        type=Path,
        metavar="PICTURES",
        help="what int8 measures its ranges on: a folder of pictures, a labelled one, a video or a recorded drive",
    )
    result.add_argument(
        "--ranges", choices=int8.METHODS, default=int8.METHODS[0], help="how int8 measures them (default: %(default)s)"
    )
    result.add_argument(
        "--crops", type=Path, metavar="PICTURES", help="what to verify on, as above (default: the bundle's own crops)"
    )
    instead = result.add_mutually_exclusive_group()
    instead.add_argument("--list", action="store_true", help="list the engines that were built")
    instead.add_argument("--inspect", metavar="ENGINE", help="print an engine's record; ENGINE as in the list")
    instead.add_argument("--remove", metavar="ENGINE", help="remove an engine, without asking")
    return result


def _add_plan_settings(result: argparse.ArgumentParser) -> None:
    plans = result.add_argument_group("engines of tensorrt and tensorrt_rtx")
    plans.add_argument(
        "--sm",
        type=_generations,
        metavar="86,89",
        help="generations of GPUs, tensorrt_rtx only (default: that of the GPU here; without one 86,89,120)",
    )
    plans.add_argument(
        "--batch", type=_batch, default=(1, 1, 8), metavar="MIN,OPT,MAX", help="pictures in one run (default: 1,1,8)"
    )
    plans.add_argument("--workspace", type=_positive, metavar="MIB", help="memory one layer may use for its work")
    plans.add_argument("--optimisation", type=int, choices=LEVELS, metavar="0-5", help="5 builds long and runs fast")


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the arguments; wrong usage prints how it is meant and exits with 2."""
    reader = parser()
    options = reader.parse_args(arguments)
    if options.precision == "int8" and options.calibrate is None and not (options.list or options.inspect):
        reader.error("--int8 needs --calibrate PICTURES of where the network will work, to measure its ranges on")
    return options


def settings(options: argparse.Namespace) -> BuildSettings:
    """Return what a plan is asked to be."""
    least, tuned, most = options.batch
    return BuildSettings(
        batch_min=least,
        batch_opt=tuned,
        batch_max=most,
        workspace_mib=options.workspace,
        optimisation=options.optimisation,
    )


def _numbers(text: str) -> list[int]:
    numbers = [part.strip() for part in text.split(",")]
    if not all(number.isdecimal() for number in numbers):
        raise argparse.ArgumentTypeError(f"'{text}' is not a list of numbers")
    return [int(number) for number in numbers]


def _generations(text: str) -> tuple[int, ...]:
    return tuple(sorted(set(_numbers(text))))


def _batch(text: str) -> tuple[int, int, int]:
    numbers = _numbers(text)
    if len(numbers) != 3 or numbers != sorted(numbers) or numbers[0] < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not MIN,OPT,MAX with 1 <= MIN <= OPT <= MAX, such as 1,4,8")
    return numbers[0], numbers[1], numbers[2]


def _positive(text: str) -> int:
    (number,) = _numbers(text) if "," not in text else (0,)
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of MiB")
    return number
