"""Steps of recurrent layers with int8 weights in other libraries: ncnn, ONNX
Runtime and PyTorch by dynamic quantization, and LiteRT by the converter of
TensorFlow. Activations are quantized as a step runs; states are float."""
import os
import struct
import tempfile

import ncnn
import numpy as np
import onnx
import tensorflow as tf
import torch
from ai_edge_litert.interpreter import Interpreter
from onnxruntime.quantization import QuantType, quantize_dynamic
from tensorflow.python.framework.convert_to_constants import (
    convert_variables_to_constants_v2)

GATES = {"lstm": 4, "gru": 3}


def onnx_model(model):
    """The bytes of an ONNX model with int8 weights in place of float ones."""
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "float.onnx")
        result = os.path.join(folder, "int8.onnx")
        onnx.save(model, source)
        quantize_dynamic(source, result, weight_type=QuantType.QInt8)
        with open(result, "rb") as file:
            return file.read()


def torch_cell(module):
    """A cell of PyTorch with int8 weights."""
    whole = torch.nn.Sequential(module)
    return torch.ao.quantization.quantize_dynamic(
        whole, {type(module)}, dtype=torch.qint8)[0]


def ncnn_weights(gates, inputs, hidden):
    """A layer's weights as a file of ncnn's holds them: int8, biases, scales."""
    random = np.random.default_rng(1)

    def matrix(count):
        weights = random.integers(-127, 128, count).astype(np.int8).tobytes()
        return struct.pack("<I", 0x000D4B38) + weights + b"\0" * (-count % 4)

    scales = np.full(2 * gates * hidden, 1270, np.float32).tobytes()
    biases = struct.pack("<I", 0) + np.zeros(4 * hidden, np.float32).tobytes()
    return (matrix(gates * hidden * inputs) + biases
            + matrix(gates * hidden * hidden) + scales)


def ncnn_net(cell, inputs, hidden, states):
    count = 1 + len(states)
    blobs = " ".join(["x", *states, "y", *[name + "_next" for name in states]])
    lines = ["7767517", f"{count + 1} {2 * count}"]
    lines += [f"Input {name} 0 1 {name}" for name in ("x", *states)]
    lines.append(
        f"{cell.upper()} layer {count} {count} {blobs} 0={hidden} "
        f"1={GATES[cell] * hidden * inputs} 2=0 8=2")
    net = ncnn.Net()
    net.opt.num_threads = 1
    with tempfile.TemporaryDirectory() as folder:
        param = os.path.join(folder, "net.param")
        weights = os.path.join(folder, "net.bin")
        with open(param, "w") as file:
            file.write("\n".join(lines) + "\n")
        with open(weights, "wb") as file:
            file.write(ncnn_weights(GATES[cell], inputs, hidden))
        if net.load_param(param) or net.load_model(weights):
            raise RuntimeError("ncnn refuses the layer")
    return net


def ncnn_step(cell, inputs, hidden):
    """A function that runs one step of ncnn's layer."""
    states = ["h", "c"] if cell == "lstm" else ["h"]
    net = ncnn_net(cell, inputs, hidden, states)
    random = np.random.default_rng(1)
    x = ncnn.Mat(
        random.standard_normal((1, inputs)).astype(np.float32)).clone()
    values = [
        ncnn.Mat(np.zeros((1, hidden), np.float32)).clone() for _ in states]

    def step():
        nonlocal values
        extractor = net.create_extractor()
        extractor.input("x", x)
        for name, value in zip(states, values):
            extractor.input(name, value)
        extractor.extract("y")
        values = [extractor.extract(name + "_next")[1] for name in states]

    return step


def litert_model(cell, inputs, hidden):
    """The bytes of a LiteRT model of one step with int8 weights."""
    kind = {"lstm": tf.keras.layers.LSTMCell, "gru": tf.keras.layers.GRUCell}
    layer = kind[cell](hidden)
    layer.build((1, inputs))
    states = 2 if cell == "lstm" else 1
    signature = [tf.TensorSpec([1, inputs], tf.float32)] + [
        tf.TensorSpec([1, hidden], tf.float32)] * states

    @tf.function(input_signature=signature)
    def step(x, *state):
        return layer(x, list(state))[1]

    frozen = convert_variables_to_constants_v2(step.get_concrete_function())
    converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    return converter.convert()


def litert_step(cell, inputs, hidden):
    """A function that runs one step of LiteRT's operators; the state that it
    gives is not taken to the next step, which takes as long."""
    interpreter = Interpreter(
        model_content=litert_model(cell, inputs, hidden), num_threads=1)
    interpreter.allocate_tensors()
    for place in interpreter.get_input_details():
        interpreter.set_tensor(
            place["index"], np.full(place["shape"], 0.1, np.float32))
    return interpreter.invoke
