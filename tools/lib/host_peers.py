"""Measures one step of recurrent layers in other libraries: ONNX Runtime and
PyTorch in float, and with int8 weights these, ncnn and LiteRT; one thread, one
step a call with the state carried from call to call. Prints rows `cell (peer)
input hidden weights activations 1 ns`, the least of many runs.

Usage: host_peers.py [--quick]"""
import sys
import time

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper

import host_peers_int8 as int8

LAYERS = [
    (cell, *size)
    for cell in ("lstm", "gru")
    for size in ((16, 32), (32, 64), (40, 128))
] + [("rnn", 16, 32), ("rnn", 32, 64)]
GATES = {"lstm": 4, "gru": 3, "rnn": 1}


def onnx_step(cell, inputs, hidden, is_int8=False):
    """A function that runs one step of ONNX Runtime's operator."""
    rows = GATES[cell] * hidden
    random = np.random.default_rng(1)
    tensors = {
        "w": (1, rows, inputs), "r": (1, rows, hidden), "b": (1, 2 * rows)}
    weights = [
        onnx.numpy_helper.from_array(
            random.uniform(-0.1, 0.1, shape).astype(np.float32), name)
        for name, shape in tensors.items()]
    states = ["h", "c"] if cell == "lstm" else ["h"]
    outputs = [state + "_next" for state in states]
    attributes = {"linear_before_reset": 1} if cell == "gru" else {}
    node = helper.make_node(
        cell.upper(), ["x", "w", "r", "b", "", *states], ["", *outputs],
        hidden_size=hidden, **attributes)
    value = lambda name, shape: helper.make_tensor_value_info(
        name, TensorProto.FLOAT, shape)
    graph = helper.make_graph(
        [node], cell,
        [value("x", [1, 1, inputs])]
        + [value(name, [1, 1, hidden]) for name in states],
        [value(name, [1, 1, hidden]) for name in outputs], weights)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    content = int8.onnx_model(model) if is_int8 else model.SerializeToString()
    session = onnxruntime.InferenceSession(
        content, options, ["CPUExecutionProvider"])
    feed = {name: np.zeros((1, 1, hidden), np.float32) for name in states}
    feed["x"] = random.standard_normal((1, 1, inputs)).astype(np.float32)

    def step():
        feed.update(zip(states, session.run(outputs, feed)))

    return step


def torch_step(cell, inputs, hidden, is_int8=False):
    """A function that runs one step of PyTorch's cell."""
    torch.manual_seed(1)
    module = {
        "lstm": torch.nn.LSTMCell, "gru": torch.nn.GRUCell,
        "rnn": torch.nn.RNNCell}[cell](inputs, hidden).eval()
    if is_int8:
        module = int8.torch_cell(module)
    x = torch.randn(1, inputs)
    zeros = torch.zeros(1, hidden)
    state = (zeros, zeros) if cell == "lstm" else zeros

    def step():
        nonlocal state
        state = module(x, state)

    return step


def measure(step, steps=100):
    start = time.perf_counter_ns()
    for _ in range(steps):
        step()
    return (time.perf_counter_ns() - start) / steps


def steps(layer):
    """A layer's rows, each with a function that runs a step."""
    cell = layer[0]
    rows = [
        ("onnxruntime", "float32", onnx_step(*layer)),
        ("pytorch", "float32", torch_step(*layer)),
        ("pytorch", "int8", torch_step(*layer, is_int8=True))]
    if cell == "lstm":
        # ONNX Runtime has no GRU of int8 weights.
        rows.append(("onnxruntime", "int8", onnx_step(*layer, is_int8=True)))
    if cell != "rnn":
        rows.append(("ncnn", "int8", int8.ncnn_step(*layer)))
        rows.append(("litert", "int8", int8.litert_step(*layer)))
    return [
        ((f"{cell} ({peer})", *layer[1:], width, width), step)
        for peer, width, step in rows]


def main():
    torch.set_num_threads(1)
    cases = [case for layer in LAYERS for case in steps(layer)]
    best = [float("inf")] * len(cases)
    with torch.inference_mode():
        for _ in range(10 if "--quick" in sys.argv else 50):
            for index, case in enumerate(cases):
                best[index] = min(best[index], measure(case[1]))
    for (columns, _), ns in zip(cases, best):
        print(*columns, 1, f"{ns:.0f}", sep="\t")


main()
