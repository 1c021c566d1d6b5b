"""Every name of TensorRT that the product uses is one that 10.3 (JetPack 6.1) to 11.4 all have."""

import ast
import inspect

import pytest

from engine_build.backends import plan_builder
from engine_build.backends import tensorrt as building
from engine_build.backends import tensorrt_rtx as building_rtx
from engines import tensorrt as running
from engines import tensorrt_log as log
from engines.selection import installed_module

IN_10_3_TO_11_4 = {
    "module": {
        "__version__",
        "Builder",
        "ILogger",
        "IProgressMonitor",
        "MemoryPoolType",
        "NetworkDefinitionCreationFlag",
        "OnnxParser",
        "Runtime",
    },
    "ILogger": {"Severity"},
    "Severity": {"ERROR", "INTERNAL_ERROR"},
    "MemoryPoolType": {"WORKSPACE"},
    "NetworkDefinitionCreationFlag": {"STRONGLY_TYPED"},
    "Builder": {
        "build_serialized_network",
        "create_builder_config",
        "create_network",
        "create_optimization_profile",
    },
    "INetworkDefinition": {"get_input", "get_output", "num_inputs", "num_outputs"},
    "OnnxParser": {"get_error", "num_errors", "parse_from_file"},
    "IBuilderConfig": {
        "add_optimization_profile",
        "builder_optimization_level",
        "create_timing_cache",
        "get_timing_cache",
        "progress_monitor",
        "set_memory_pool_limit",
        "set_timing_cache",
    },
    "IOptimizationProfile": {"set_shape"},
    "ITimingCache": {"serialize"},
    "Runtime": {"deserialize_cuda_engine"},
    "ICudaEngine": {
        "create_execution_context",
        "get_tensor_dtype",
        "get_tensor_mode",
        "get_tensor_name",
        "get_tensor_profile_shape",
        "get_tensor_shape",
        "num_io_tensors",
    },
    "IExecutionContext": {
        "execute_async_v3",
        "get_tensor_shape",
        "infer_shapes",
        "set_input_shape",
        "set_tensor_address",
    },
}
"""By the class that has them. TensorRT 11 removed precision flags, calibrators and implicit batches: none is here."""

ONLY_IN_RTX = {
    "module": {"ComputeCapability"},
    "IBuilderConfig": {"num_compute_capabilities", "set_compute_capability"},
    "ICudaEngine": {"create_runtime_config"},
    "IRuntimeConfig": {"create_runtime_cache", "set_runtime_cache"},
    "IRuntimeCache": {"deserialize", "serialize"},
}
"""Called by `backends/tensorrt_rtx.py`, or asked for by `hasattr` first."""

OWNERS = {
    "trt": "module",
    "ILogger": "ILogger",
    "Severity": "Severity",
    "MemoryPoolType": "MemoryPoolType",
    "NetworkDefinitionCreationFlag": "NetworkDefinitionCreationFlag",
    "ComputeCapability": "ComputeCapability",
    "builder": "Builder",
    "network": "INetworkDefinition",
    "parser": "OnnxParser",
    "config": "IBuilderConfig",
    "profile": "IOptimizationProfile",
    "cache": "ITimingCache",
    "_cache": "IRuntimeCache",
    "_runtime": "Runtime",
    "runtime_config": "IRuntimeConfig",
    "_engine": "ICudaEngine",
    "_context": "IExecutionContext",
}
"""What a variable or attribute of that name is, in the modules below."""


def used_names(module, owners=OWNERS):
    """Pairs of class and name that a module's source uses."""
    used = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if name in owners:
                used.add((owners[name], node.attr))
    return used


def pairs(names):
    return {(kind, name) for kind, inner in names.items() for name in inner}


@pytest.mark.parametrize(
    ("module", "certain"),
    [
        (plan_builder, ("Builder", "build_serialized_network")),
        (building, ("IBuilderConfig", "set_timing_cache")),
        (running, ("IExecutionContext", "execute_async_v3")),
        (log, ("Severity", "INTERNAL_ERROR")),
    ],
)
def test_only_names_that_all_versions_have_are_used(module, certain):
    used = used_names(module)
    # It is there: an empty set would prove nothing.
    assert certain in used
    assert used - pairs(IN_10_3_TO_11_4) - pairs(ONLY_IN_RTX) == set()


@pytest.mark.parametrize("module", [plan_builder, building, log])
def test_building_for_tensorrt_uses_nothing_that_only_rtx_has(module):
    assert used_names(module) & pairs(ONLY_IN_RTX) == set()


def test_rtx_really_has_every_name_where_the_list_says():
    trt = installed_module("tensorrt_rtx")
    if trt is None:
        pytest.skip("needs the tensorrt-rtx extra")
    used = set().union(*(used_names(module) for module in (plan_builder, building, building_rtx, running, log)))
    homes = {"module": trt, "Severity": trt.ILogger.Severity}
    missing = [(kind, name) for kind, name in used if not hasattr(homes.get(kind) or getattr(trt, kind), name)]
    assert missing == []
