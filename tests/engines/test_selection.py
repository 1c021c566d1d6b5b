"""Which engine runs, and what keeps another one from running."""

import dataclasses
import shutil
from types import SimpleNamespace

import onnxruntime
import pytest

from engines import openvino, record, selection
from engines.cpu import CpuEngine
from engines.fingerprint import ON_CPU
from engines.record import EngineRecord, Fingerprint, Latency, VerificationReport
from pose import bundle as bundles
from pose import toml_file
from pose.errors import UserError
from tests.engines.fake_cuda import FakeCuda
from tests.engines.fake_tensorrt import FakeTensorRt, plan_of

VERSIONS = {"cpu": onnxruntime.__version__, "openvino": "2026.4.1", "tensorrt": "11.4.0", "tensorrt_rtx": "11.4.0"}


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "cabinsight" / "engines"


@pytest.fixture
def processor(pose_bundle):
    return CpuEngine(pose_bundle).identity.device


def install(root, bundle, backend, precision, *, executed_on, model=None, plan=None, **fingerprint):
    """Lay an engine out as `engine_build` does; return its folder."""
    folder = root / bundle.manifest.name / f"{backend}-{precision}"
    folder.mkdir(parents=True)
    shutil.copy(bundle.model if model is None else model, folder / record.GRAPH)
    if backend not in ON_CPU:
        (folder / record.PLAN).write_bytes(plan_of(folder / record.GRAPH) if plan is None else plan)
    files = {path.name: bundles.sha256(path) for path in sorted(folder.iterdir())}
    print_of = Fingerprint(
        bundle=bundle.manifest.name,
        bundle_sha256=bundle.manifest.files[bundles.MODEL],
        backend=backend,
        version=VERSIONS[backend],
        precision=precision,
        target="cpu" if backend in ON_CPU else "sm86+sm89",
        graph_sha256=files[record.GRAPH],
        files=files,
    )
    one_ms = Latency(p50=1.0, p95=1.0)
    report = VerificationReport(pictures=6, source="the bundle", runtime="-", reference=one_ms, candidate=one_ms)
    whole = EngineRecord(
        executed_on=executed_on, fingerprint=dataclasses.replace(print_of, **fingerprint), report=report
    )
    (folder / record.RECORD).write_text(toml_file.dumps(whole), encoding="utf-8")
    return folder


def machine(sm=86, backends=("tensorrt", "tensorrt_rtx"), version="11.4.0"):
    """What can be imported on a machine with this GPU (None: no driver) and these runtimes."""
    cuda = FakeCuda(sm=sm)
    modules = {name: FakeTensorRt(cuda, version=version, rtx=name == "tensorrt_rtx") for name in backends}
    return (modules | {selection.CUDA: cuda}).get


def nothing(name):
    return None


def kind(choice):
    return choice.engine.identity.backend, choice.engine.identity.precision


def test_the_order_is_tensorrt_rtx_cpu_int8_cpu_fp32_and_never_fp16_on_a_cpu(pose_bundle, root, processor):
    for backend in ("tensorrt", "tensorrt_rtx"):
        install(root, pose_bundle, backend, "fp16", executed_on="Fake GPU")
    for precision in ("fp16", "fp32", "int8"):
        install(root, pose_bundle, "cpu", precision, executed_on=processor)
    order = []
    for _ in range(4):
        choice = selection.choose(pose_bundle, root=root, modules=machine())
        assert choice.passed_over == ()
        order.append(kind(choice))
        shutil.rmtree(root / "tiny-pose" / "-".join(kind(choice)))
    assert order == [("tensorrt", "fp16"), ("tensorrt_rtx", "fp16"), ("cpu", "int8"), ("cpu", "fp32")]
    last = selection.choose(pose_bundle, root=root, modules=machine())
    assert kind(last) == ("cpu", "fp32")
    assert "the bundle's own graph" in last.why


def test_without_any_engine_the_bundles_own_graph_runs_and_what_helps_is_said(pose_bundle, root):
    choice = selection.choose(pose_bundle, root=root, modules=nothing)
    assert kind(choice) == ("cpu", "fp32")
    assert "build.py --best" in choice.why


def swap_the_plan(folder):
    (folder / record.PLAN).write_bytes(b"other code")


def truncate_the_plan(folder):
    plan = folder / record.PLAN
    plan.write_bytes(plan.read_bytes()[:100])


def lose_the_plan(folder):
    (folder / record.PLAN).unlink()


def break_the_record(folder):
    (folder / record.RECORD).write_text("[half")


def let_anybody_write(folder):
    folder.chmod(0o777)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (swap_the_plan, "sha256 differs.*build it again"),
        (truncate_the_plan, "sha256 differs.*build it again"),
        (lose_the_plan, "model.plan is missing; build it again"),
        (break_the_record, "not valid TOML"),
        (let_anybody_write, "can be written by anybody"),
    ],
)
def test_an_engine_that_was_touched_is_never_loaded(pose_bundle, root, spoil, reason):
    spoil(install(root, pose_bundle, "tensorrt", "fp16", executed_on="Fake GPU"))
    check_refused(selection.choose(pose_bundle, root=root, modules=machine()), reason)


def check_refused(choice, reason):
    assert kind(choice) == ("cpu", "fp32")
    (line,) = choice.passed_over
    assert "\n" not in line
    with pytest.raises(UserError, match=reason):
        raise UserError(line)


@pytest.mark.parametrize(
    ("here", "reason"),
    [
        (machine(version="11.5.0"), r"built by tensorrt 11.4.0, here is 11.5.0; rebuild it: build.py --fp16"),
        (machine(sm=120), r"built for sm86\+sm89, here is Fake GPU, sm120; rebuild"),
        (machine(sm=None), "needs a GPU .cudaError 35: CUDA driver version is insufficient"),
        (machine(backends=()), "tensorrt is not installed; pip install"),
        (nothing, "tensorrt is not installed; pip install"),
    ],
    ids=["another version", "another GPU", "no driver", "no runtime", "nothing at all"],
)
def test_an_engine_of_another_machine_is_explained_and_answered_by_the_cpu(pose_bundle, root, here, reason):
    install(root, pose_bundle, "tensorrt", "fp16", executed_on="Fake GPU")
    check_refused(selection.choose(pose_bundle, root=root, modules=here), reason)


def test_an_engine_of_an_older_network_is_refused(pose_bundle, root, processor):
    install(root, pose_bundle, "cpu", "int8", executed_on=processor, bundle_sha256="0" * 64)
    check_refused(selection.choose(pose_bundle, root=root), "another network")


def test_another_tasks_graph_is_refused(pose_bundle, detection_bundle, root, processor):
    install(root, pose_bundle, "cpu", "int8", executed_on=processor, model=detection_bundle.model)
    check_refused(selection.choose(pose_bundle, root=root), "no input 'crop'")


def test_a_plan_that_is_whole_but_no_plan_is_refused(pose_bundle, root):
    install(root, pose_bundle, "tensorrt", "fp16", executed_on="Fake GPU", plan=b"something else")
    check_refused(selection.choose(pose_bundle, root=root, modules=machine()), "the plan cannot be loaded")


@pytest.mark.parametrize("own", [True, False], ids=["own cache", "a path given"])
def test_what_rtx_compiled_is_code_and_is_kept_in_the_own_cache_only(pose_bundle, root, own):
    folder = install(root, pose_bundle, "tensorrt_rtx", "fp16", executed_on=record.NOT_RUN)
    if own:
        selection.choose(pose_bundle, root=root, modules=machine())
    else:
        selection.open_at(pose_bundle, folder, modules=machine())
    assert (folder / selection.JIT_CACHE).exists() is own


def test_the_first_start_on_a_device_verifies_and_is_remembered(pose_bundle, root):
    folder = install(root, pose_bundle, "tensorrt", "fp16", executed_on=record.NOT_RUN)
    assert kind(selection.choose(pose_bundle, root=root, modules=machine())) == ("tensorrt", "fp16")
    assert record.read(folder).executed_on == "Fake GPU"


def test_an_engine_that_is_wrong_on_its_first_start_does_not_run(pose_bundle, root, tmp_path):
    wrong = tmp_path / "wrong.onnx"
    spoil_scores(pose_bundle.model, wrong)
    folder = install(root, pose_bundle, "tensorrt", "fp16", executed_on=record.NOT_RUN, model=wrong)
    check_refused(selection.choose(pose_bundle, root=root, modules=machine()), "wrong on its first start on Fake GPU")
    assert record.read(folder).executed_on == record.NOT_RUN


def spoil_scores(source, out):
    import onnx
    from onnx import numpy_helper

    model = onnx.load(source)
    for constant in model.graph.initializer:
        values = numpy_helper.to_array(constant)
        if values.tolist() == [[-8.0, 0.0, 8.0]]:
            constant.CopyFrom(numpy_helper.from_array(-values, constant.name))
    onnx.save(model, out)


def test_an_engine_named_by_its_folder_runs_or_nothing_does(pose_bundle, root, processor):
    good = install(root, pose_bundle, "cpu", "int8", executed_on=processor)
    assert selection.open_at(pose_bundle, good).identity.precision == "int8"
    (good / record.GRAPH).write_bytes(b"")
    with pytest.raises(UserError, match="sha256 differs"):
        selection.open_at(pose_bundle, good)


def test_a_link_out_of_the_cache_is_not_followed(pose_bundle, root, tmp_path, processor):
    elsewhere = install(tmp_path / "elsewhere", pose_bundle, "cpu", "int8", executed_on=processor)
    (root / "tiny-pose").mkdir(parents=True)
    (root / "tiny-pose" / "link").symlink_to(elsewhere)
    check_refused(selection.choose(pose_bundle, root=root), "leads out of")


def test_what_a_rebuild_has_replaced_is_no_news(pose_bundle, root):
    old = install(root, pose_bundle, "tensorrt", "fp16", executed_on="Fake GPU", version="10.3.0")
    old.rename(old.with_name("tensorrt-10.3.0"))
    check_refused(selection.choose(pose_bundle, root=root, modules=machine()), "built by tensorrt 10.3.0, here is 11.4")
    install(root, pose_bundle, "tensorrt", "fp16", executed_on="Fake GPU")
    choice = selection.choose(pose_bundle, root=root, modules=machine())
    assert (kind(choice), choice.passed_over) == (("tensorrt", "fp16"), ())


def test_an_openvino_engine_runs_before_the_cpus_own_of_the_same_precision(pose_bundle, root, processor):
    ov = openvino.module()
    if ov is None:
        pytest.skip("needs the openvino extra")
    install(root, pose_bundle, "openvino", "fp32", executed_on=record.NOT_RUN, version=openvino.version(ov))
    install(root, pose_bundle, "cpu", "fp32", executed_on=processor)
    choice = selection.choose(pose_bundle, root=root)
    assert (kind(choice), choice.passed_over) == (("openvino", "fp32"), ())
    install(root, pose_bundle, "cpu", "int8", executed_on=processor)
    assert kind(selection.choose(pose_bundle, root=root)) == ("cpu", "int8")


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        (None, "openvino is not installed; pip install 'cabinsight.openvino.'"),
        (SimpleNamespace(__version__="2027.1.0-99-x"), "built by openvino 2026.4.1, here is 2027.1.0; rebuild it"),
    ],
)
def test_an_openvino_engine_that_cannot_run_is_explained(pose_bundle, root, module, reason):
    install(root, pose_bundle, "openvino", "int8", executed_on=record.NOT_RUN)
    check_refused(selection.choose(pose_bundle, root=root, modules={"openvino": module}.get), reason)
