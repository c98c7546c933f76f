"""What the 16 bits of an LSTM's hidden state alone leave of an amplifier: the
error-to-signal ratio of float with h rounded to 2^-15 at each step.

Usage: rounded_state.py MODEL.safetensors INPUT.csv SIGNAL
    SIGNAL    what the model gives, a number a line
Prints - for a model that is not one LSTM and one dense layer."""
import json
import sys

import numpy as np


def tensors(path):
    """Tensors by name."""
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
        body = file.read()
    return {
        name: np.frombuffer(
            body[slice(*entry["data_offsets"])], "<f4"
        ).reshape(entry["shape"]).astype(float)
        for name, entry in header.items() if name != "__metadata__"}


def hidden(x, model, unit):
    """The hidden states of a stream, (steps, units), as multiples of a unit;
    with 0 as they are."""
    inputs, recurrent, bias = model
    size = recurrent.shape[1]
    h, c = np.zeros(size), np.zeros(size)
    states = np.empty((len(x), size))
    # sigmoid(v) = (1 + tanh(v / 2)) / 2
    half = np.repeat([0.5, 0.5, 1, 0.5], size)
    projected = (x[:, None] * inputs[:, 0] + bias) * half
    recurrent = recurrent * half[:, None]
    for step, row in enumerate(projected):
        i, f, g, o = np.tanh(row + recurrent @ h).reshape(4, size)
        c = (1 + f) / 2 * c + (1 + i) / 2 * g
        h = (1 + o) / 2 * np.tanh(c)
        if unit:
            h = np.floor(h / unit + 0.5) * unit
        states[step] = h
    return states


def named(all, end):
    return [value for name, value in all.items() if name.endswith(end)]


def ratio(model, samples, signal):
    parts = [named(model, end)
             for end in (".weight_ih", ".weight_hh", ".weight")]
    if any(len(part) != 1 for part in parts):
        return "-"
    inputs, recurrent, head = (part[0] for part in parts)
    if len(inputs) != 4 * recurrent.shape[1]:
        return "-"
    bias = next(b for b in named(model, ".bias") if len(b) == len(inputs))
    x = np.loadtxt(samples, skiprows=1)
    cell = (inputs, recurrent, bias)
    error = (hidden(x, cell, 2.0 ** -15) - hidden(x, cell, 0)) @ head[0]
    return f"{(error ** 2).sum() / (np.loadtxt(signal) ** 2).sum():.1e}"


if __name__ == "__main__":
    print(ratio(tensors(sys.argv[1]), *sys.argv[2:]))
