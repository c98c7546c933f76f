"""Writes the parts of Tests/GoldenVectors that no writer writes: `accepted`,
what a reader must take, and `faulty`, what it must refuse and with which
status; and `units.tsv`. Usage: forge.py FOLDER, which holds `ordinary` and
`unusual` already."""
import math
import os
import struct
import sys
import zlib

import reference


class Forgery:
    """A model's bytes to change, with checksums made to fit."""

    def __init__(self, folder, name):
        with open(os.path.join(folder, name + ".swlt"), "rb") as file:
            self.bytes = bytearray(file.read())
        self.model = reference.open_model(bytes(self.bytes))

    def put(self, at, form, *values):
        struct.pack_into("<" + form, self.bytes, at, *values)
        return self

    def get(self, at, form):
        return struct.unpack_from("<" + form, self.bytes, at)[0]

    def add(self, at, form, difference):
        return self.put(at, form, self.get(at, form) + difference)

    def entry(self, layer, offset):
        return self.model.sections[0][0] + 40 * layer + offset

    def channel(self, section, index, offset):
        return self.model.sections[section][0] + 12 * index + offset

    def weights(self, layer, offset=0):
        return self.model.layers[layer].offset + offset

    def append(self, count, value=0):
        self.bytes += bytes([value]) * count
        return self.put(8, "I", len(self.bytes))

    def sealed(self):
        self.put(16, "I", zlib.crc32(self.bytes[128:self.get(8, "I")]))
        self.put(124, "I", zlib.crc32(self.bytes[:124]))
        return bytes(self.bytes)


def lowest_cell(model):
    """An LSTM without weights whose gates are 1 but for the input gate, and
    whose cells start from the lowest state."""
    layer = model.model.layers[0]
    size = layer.size // layer.outputs
    for unit in range(layer.outputs):
        tile = model.weights(0, size * unit)
        model.put(tile, f"{size - 32}B", *([128, 0] * ((size - 32) // 2)))
        model.put(tile + size - 32, "4i", 0, 80000, 0, 80000)
        model.put(tile + size - 16, "4i", *[2 ** 31 - 1] * 4)
    model.put(model.entry(0, 20), "I", 80000)
    model.append(-len(model.bytes) % 16)
    model.put(12, "I", model.get(12, "I") | 16).put(
        96, "I", len(model.bytes))
    start = len(model.bytes)
    model.append(model.model.state_size)
    for unit in range(layer.outputs):
        model.put(start + 4 * unit, "i", -2 ** 30)
    return model.sealed()


def small_differences(model, count):
    """A model whose first layer normalizes, by E = 0 and with multipliers that
    saturate, what `write_stream` gives it; its biases bring values to where the
    last place of q decides."""
    at = model.weights(0)
    model.put(at, "II", 0, 0)
    for unit in range(count):
        model.put(at + 8 + 8 * unit, "ii", 0, 2 ** 31 - 1 - 3 * unit)
    for unit in range(count):
        for x in inputs(count, 13):
            exact, rounded = (
                scaled(x, unit, 2 ** 31 - 1 - 3 * unit, half)
                for half in (False, True))
            if exact != rounded and unit > 0:
                at_end = 0 if rounded < exact else 127
                model.put(at + 8 + 8 * unit, "i",
                          (at_end - 64 - exact) % 128)
                break
    bound = max(2 ** 29 + abs(model.get(at + 8 + 8 * unit, "i"))
                for unit in range(count))
    return model.put(model.entry(0, 20), "I", bound).sealed()


def scaled(x, unit, g, half):
    """scale(z, g) of a value, where q is rounded down or to the nearest."""
    n, s = len(x), sum(x)
    w = n * sum(a * a for a in x) - s * s
    if w == 0:
        return 0
    k = max(k for k in range(28) if 4 ** k * w < 2 ** 56)
    r = math.isqrt(4 ** k * w)
    q = (2 ** 55 - 1 + (r // 2 if half else 0)) // r
    z = reference.scale((n * x[unit] - s) << max(k - 3, 0), q << min(k, 3))
    return reference.scale(z, g)


def accepted(base):
    """NAME, bytes, and how far inputs are shifted to the right."""
    yield "later-minor-version", base("lstm-w8-a16").put(5, "B", 7).put(
        112, "12B", *range(1, 13)).sealed()
    yield "bytes-behind-the-file", base("lstm-w8-a16").sealed() + b"\1\2\3\4"
    yield "bytes-behind-the-weights", base("lstm-w8-a16").append(
        20, 0xAB).sealed()
    model = base("lstm-w8-a16")
    start, size = model.model.sections[3]
    yield "bytes-between-sections", model.put(
        start + size, "B", 0xAB).sealed()
    yield "a-window", base("lstm-w8-a16").put(88, "I", 100).sealed()
    yield "classes-at-the-last-step", base("lstm-w8-a16").put(
        28, "BB", 0, 1).sealed()
    yield "a-normalization-of-small-differences", small_differences(
        base("loud-layer-norm"), 5), 13
    name = "x0".encode(), "é".encode()
    model = base("dense-w8-a16")
    at = model.model.sections[3][0]
    assert model.bytes[at:at + 2] == name[0]
    model.bytes[at:at + 2] = name[1]
    yield "a-name-in-utf-8", model.sealed()
    model = base("lstm-w8k-a16")
    at = model.weights(0)
    assert model.get(at, "I") == 5  # a round of one block, then one of two
    pair = at + 4 + 4 + 16
    a, b = model.get(pair, "H"), model.get(pair + 2, "H")
    yield "kept-blocks-in-any-order", model.put(pair, "HH", b, a).sealed()
    yield "kept-blocks-in-one-place", model.put(pair, "HH", b, b).sealed()
    yield "a-forget-gate-of-one", lowest_cell(
        base("lstm-linear-hard-gates-w8-a16"))
    model = base("dense-w8-a16")
    channels = [(0, 1 << 30, 14, 2), (-2 ** 30 + 1, 2 ** 31 - 1, 31, 0),
                (2 ** 30 - 1, 1, 0, 30), (12345, 1 << 20, 8, 15),
                (0, 0, 0, 0)]
    for index, (zero, multiplier, fraction, shift) in enumerate(channels):
        model.put(model.channel(1, index, 0), "iiBB", zero, multiplier,
                  fraction, shift)
    channels = [(65536, 0, 15), (2 ** 31 - 1, 0, 0), (-2 ** 31, 0, 31),
                (2 ** 31 - 1, 2 ** 31 - 1, 8), (-2 ** 31, -2 ** 31, 8),
                (1, -7, 4), (0, 99, 4)]
    for index, (multiplier, offset, fraction) in enumerate(channels):
        model.put(model.channel(2, index, 0), "iiB", multiplier, offset,
                  fraction)
    yield "units", model.sealed()


def faulty(base):
    """NAME, bytes, status, rule."""
    def header(name, status, rule, at, form, *values, model="lstm-w8-a16"):
        return (name, base(model).put(at, form, *values).sealed(), status,
                rule)

    invalid, lacks, overflow = (
        "invalid model", "unsupported feature", "overflow")
    whole = base("lstm-w8-a16").sealed()
    yield "no-bytes", b"", "truncated", "H1"
    yield "three-bytes", whole[:3], "truncated", "H1"
    yield "magic", b"SWLS" + whole[4:], "not a model", "H2"
    yield "half-a-header", whole[:127], "truncated", "H3"
    yield header("major-version-0", "unsupported version", "H4", 4, "B", 0)
    yield header("major-version-2", "unsupported version", "H4", 4, "B", 2)
    yield header("size-of-a-header-less-1", "corrupt", "H5", 8, "I", 127)
    yield header("size-of-2-gigabytes", "corrupt", "H5", 8, "I", 1 << 31)
    yield "truncated", whole[:-4], "truncated", "H6"
    damaged = bytearray(whole)
    damaged[30] ^= 1
    yield "damaged-header", bytes(damaged), "corrupt", "H7"
    damaged = bytearray(whole)
    damaged[-1] ^= 128
    yield "damaged-weights", bytes(damaged), "corrupt", "H8"
    yield header("feature-bit-31", lacks, "H9", 12, "I", 1 << 31)
    yield header("feature-bit-16", lacks, "H9", 12, "I", 1 << 16)

    yield header("reserved-byte-100", invalid, "F1", 100, "B", 1)
    yield header("reserved-byte-111", invalid, "F1", 111, "B", 1)
    yield header("header-size", invalid, "F2", 6, "H", 124)
    yield ("size-no-multiple-of-4", base("lstm-w8-a16").append(2).sealed(),
           invalid, "F2")
    yield header("activation-bits", invalid, "F3", 26, "B", 12)
    yield header("gap-policy", invalid, "F4", 27, "B", 3)
    held = "gaps-held-1-step-then-the-mean"
    yield header("two-gap-features", invalid, "F5", 12, "I", 11, model=held)
    yield header("memory-without-its-bit", invalid, "F6", 92, "I", 8)
    yield header("bit-without-memory", invalid, "F6", 12, "I", 8)
    yield header("gap-limit-without-its-bit", invalid, "F7", 30, "H", 1)
    yield header("bit-without-gap-limit", invalid, "F7", 30, "H", 0,
                 model=held)
    yield header("gap-limit-of-the-mean", invalid, "F7", 27, "B", 1,
                 model=held)
    yield header("task", invalid, "F8", 28, "B", 2)
    yield header("scoring", invalid, "F8", 29, "B", 2)
    yield header("no-inputs", invalid, "F9", 20, "H", 0)
    yield header("too-many-inputs", invalid, "F9", 20, "H", 4097)
    yield header("no-outputs", invalid, "F9", 22, "H", 0)
    yield header("no-layers", invalid, "F9", 24, "H", 0)
    yield header("too-many-layers", invalid, "F9", 24, "H", 256)

    model = base("lstm-w8-a16")
    starts = [start for start, _ in model.model.sections]
    yield header("section-not-aligned", invalid, "S1", 40, "I", starts[0] + 8)
    yield header("section-in-the-header", invalid, "S1", 40, "I", 112)
    yield header("section-beyond-the-file", invalid, "S1", 72, "I",
                 len(whole) + 16)
    yield header("section-of-4-gigabytes", invalid, "S1", 76, "I",
                 0xFFFFFFF0)
    yield ("sections-in-another-order", base("lstm-w8-a16").put(
        48, "I", starts[2]).put(56, "I", starts[1]).sealed(), invalid, "S1")
    yield header("section-of-layers", invalid, "S2", 44, "I", 24)
    yield header("section-of-inputs", invalid, "S2", 52, "I", 48)
    start, size = model.model.sections[3]
    yield ("a-name-too-few", base("lstm-w8-a16").put(
        start + 2, "B", 65).sealed(), invalid, "S3")
    yield ("a-name-without-end", base("lstm-w8-a16").put(
        start + size - 1, "B", 65).put(start, "B", 0).sealed(), invalid, "S3")

    def channel(name, rule, section, offset, form, value):
        model = base("lstm-w8-a16")
        return (name, model.put(model.channel(section, 1, offset), form,
                                value).sealed(), invalid, rule)
    yield channel("zero-of-2-to-30", "S4", 1, 0, "i", 1 << 30)
    yield channel("negative-multiplier-of-an-input", "S4", 1, 4, "i", -1)
    yield channel("fraction-bits-of-an-input", "S4", 1, 8, "B", 32)
    yield channel("shift-of-an-input", "S4", 1, 9, "B", 31)
    yield channel("reserved-byte-of-an-input", "S4", 1, 10, "H", 256)
    yield channel("fraction-bits-of-an-output", "S5", 2, 8, "B", 32)
    yield channel("reserved-byte-of-an-output", "S5", 2, 11, "B", 1)
    yield ("half-a-golden-step", base("lstm-w8-a16").put(
        76, "I", 2).sealed(), invalid, "S6")

    def entry(name, status, rule, offset, form, value, model="lstm-w8-a16",
              layer=0):
        forged = base(model)
        return (name, forged.put(forged.entry(layer, offset), form,
                                 value).sealed(), status, rule)
    joined = "joined-gru-lstm-two-heads-w8-a16"
    symbols = "embedding-lstm-dense-w8-a16"
    conv = "conv-conv-sigmoid-w16-a8"
    yield entry("state-bits-32", lacks, "L1", 11, "B", 32)
    yield entry("weight-bits-5", lacks, "L2", 2, "B", 5)
    yield entry("width-of-4-bits", lacks, "L2", 2, "B", 4)
    yield entry("width-12", lacks, "L2", 3, "B", 12)
    yield entry("storage-4", lacks, "L2", 9, "B", 4)
    yield entry("kept-blocks-of-16-bits", lacks, "L2", 9, "B", 1,
                "lstm-w16-a16")
    yield entry("panels-of-16-columns", lacks, "L2", 9, "B", 2,
                "lstm-w8x16-a16")
    yield entry("kept-blocks-of-an-embedding", lacks, "L2", 9, "B", 1,
                symbols)
    yield entry("panels-of-other-activations", lacks, "L2", 9, "B", 2,
                "lstm-relu-w8-a16")
    yield entry("kind-0", invalid, "L3", 0, "B", 0)
    yield entry("kind-200", invalid, "L3", 0, "B", 200)
    yield entry("no-input-size", invalid, "L4", 4, "H", 0)
    yield entry("input-size-4097", invalid, "L4", 4, "H", 4097)
    yield entry("output-size-4097", invalid, "L4", 6, "H", 4097)
    yield entry("variant-of-an-lstm", invalid, "L5", 1, "B", 1)
    yield entry("variant-of-a-gru", invalid, "L5", 1, "B", 2,
                "gru-reset-after-w8-a16")
    yield entry("variant-of-a-pointwise-layer", invalid, "L5", 1, "B", 15,
                joined)
    yield entry("cell-range-0", invalid, "L6", 10, "B", 0)
    yield entry("cell-range-13", invalid, "L6", 10, "B", 13)
    yield entry("cell-range-of-a-dense-layer", invalid, "L6", 10, "B", 1,
                "dense-w8-a16")
    yield entry("input-shift-16", invalid, "L7", 8, "B", 16)
    yield entry("input-shift-of-a-dense-layer", invalid, "L7", 8, "B", 1,
                "dense-w8-a16")
    yield entry("no-symbols", invalid, "L8", 24, "I", 0, symbols)
    yield entry("32768-symbols", invalid, "L8", 24, "I", 32768, symbols)
    yield entry("symbols-of-an-lstm", invalid, "L8", 24, "I", 1)
    yield entry("a-second-embedding", invalid, "L8", 0, "B", 1, symbols, 2)
    yield entry("weight-bits-of-a-copy", invalid, "L9", 2, "B", 8, joined)
    yield entry("a-copy-of-fewer-values", invalid, "L10", 6, "H", 4, joined)
    norm = "layer-norm-lstm-layer-norm-dense-w16-a16"
    yield entry("weight-bits-of-a-normalization", invalid, "L9", 2, "B", 8,
                norm)
    yield entry("a-normalization-of-fewer-values", invalid, "L10", 6, "H", 5,
                norm)
    yield entry("size-of-a-normalization", invalid, "W1", 16, "I", 48, norm)
    digits = base(norm)
    for name, offset, value in [("lower-part-of-e", 0, 1 << 28),
                                ("upper-part-of-e", 4, 1 << 27)]:
        yield (name, base(norm).put(digits.weights(0, offset), "I",
                                    value).sealed(), invalid, "W1")
    yield entry("a-history-of-nothing", invalid, "L10", 6, "H", 5,
                "history-conv-reverse-conv-relu-lstm-w8-a16")
    yield entry("reserved-byte-of-a-layer", invalid, "L11", 32, "I", 1)
    yield entry("weights-not-aligned", invalid, "L12", 12, "I",
                model.weights(0) + 4)
    yield entry("weights-beyond-the-file", invalid, "L12", 12, "I",
                0xFFFFFFF0)
    yield entry("weights-of-4-gigabytes", invalid, "L12", 16, "I",
                0xFFFFFFFF)
    yield entry("weights-over-sections", invalid, "L12", 12, "I", starts[0])
    shared = base(symbols)
    yield entry("weights-of-two-layers-at-one-place", invalid, "L12", 12,
                "I", shared.weights(1), symbols, 2)
    frames = base(conv)
    at = frames.weights(1) + frames.model.layers[1].size - 16
    for name, offset, value in [
            ("no-frames", 0, 0), ("no-stride", 6, 0), ("no-dilation", 8, 0),
            ("no-frames-out", 12, 0), ("kernel-and-channels", 4, 4095),
            ("padding-4097", 10, 4097), ("reserved-byte-of-frames", 14, 1)]:
        yield (name, base(conv).put(at + offset, "H", value).sealed(),
               invalid, "L13")
    yield entry("size-of-a-convolution", invalid, "L13", 16, "I", 12, conv,
                1)

    yield entry("weights-size", invalid, "W1", 16, "I",
                model.model.layers[0].size - 16)
    yield entry("table-size", invalid, "W1", 16, "I", 8, symbols)
    yield entry("size-of-a-copy", invalid, "W1", 16, "I", 12, joined)
    kept = base("lstm-w8k-a16")
    run = kept.weights(0)

    def kept_run(name, at, form, value, status=invalid, rule="W1"):
        return (name, base("lstm-w8k-a16").put(run + at, form,
                                               value).sealed(), status, rule)
    yield kept_run("a-run-without-blocks", 0, "I", 0)
    yield kept_run("a-run-of-too-many-blocks", 0, "I", 16)
    yield kept_run("a-run-of-2-to-31-rounds", 0, "I", 0xFFFFFFFE)
    yield kept_run("a-position-within-a-block", 6, "H", 4)
    yield kept_run("a-position-beyond-the-operand", 6, "H", 8 * 4)

    panels = "kept-panels-lstm"
    shape = base(panels)
    x, h = shape.model.layers[0].kept_counts
    for name, counts in [("kept-panels-without-blocks", (0, h)),
                         ("kept-panels-without-hidden-blocks", (x, 0)),
                         ("kept-panels-of-too-many-blocks", (x, h + 9))]:
        yield (name, base(panels).put(shape.entry(0, 24), "HH",
                                      *counts).sealed(), invalid, "L8")
    for name, value in [("a-place-beyond-the-operand", 5),
                        ("a-place-twice", None)]:
        forged = base(panels)
        first = forged.weights(0)
        last = first + 8 * (x - 1)
        forged.put(last, "H", forged.get(first, "H") if value is None
                   else value)
        yield name, forged.sealed(), invalid, "W1"

    def weight(name, model, at, form, value, rule="W2"):
        forged = base(model)
        return (name, forged.put(forged.weights(0, at), form,
                                 value).sealed(), overflow, rule)
    yield weight("weight-128-below-0-first", "lstm-w8-a16", 0, "B", 0)
    yield weight("weight-128-below-0-second", "lstm-w8-a16", 1, "b", -128)
    yield weight("weight-128-below-0-third", "gru-reset-after-w8-a16", 8,
                 "b", -128)
    yield weight("weight-8-below-0", "lstm-w4-a16", 1, "B", 0x80)
    yield weight("weight-128-below-0-wide", "lstm-w8x16-a16", 0, "b", -128)
    yield weight("weight-128-below-0-panel", "lstm-w8p-a16", 0, "b", -128)
    yield weight("weight-128-below-0-kept", "lstm-w8k-a16", 8, "h", -128)
    yield weight("kept-halfword-32640", "lstm-w8k-a16", 8, "h", 32640, "W4")
    end = model.model.layers[0].size
    yield weight("negative-multiplier", "lstm-w8-a16", end - 4, "i", -1,
                 "W3")
    copy = base("pointwise-w8-a16")
    multiply = [layer.variant for layer in copy.model.layers].index(17)
    yield ("negative-multiplier-of-a-product", base("pointwise-w8-a16").put(
        copy.weights(multiply, 8), "i", -1).sealed(), overflow, "W3")
    yield ("a-row-that-overflows", base("lstm-w8-a16").put(
        model.weights(0, end - 32), "i", 2 ** 31 - 1).put(
        model.entry(0, 20), "I", 2 ** 31 - 1).sealed(), overflow, "W5")
    yield ("a-bound-too-small", base("lstm-w8-a16").add(
        model.entry(0, 20), "I", -1).sealed(), overflow, "W6")
    yield ("a-bound-too-large", base("lstm-w8-a16").add(
        model.entry(0, 20), "I", 1).sealed(), overflow, "W6")

    yield entry("a-source-not-kept-yet", invalid, "R1", 28, "I", 1, joined)
    yield entry("a-source-of-2-to-32", invalid, "R1", 28, "I", 0xFFFFFFFF,
                joined, 3)
    yield entry("a-source-too-short", invalid, "R1", 28, "I", 12, joined, 3)
    yield entry("a-chain-of-other-sizes", invalid, "R1", 4, "H", 9,
                "embedding-lstm-dense-w8-a16", 2)
    yield entry("kept-values-taken-as-a-chain", invalid, "R1", 28, "I", 0,
                joined, 1)
    yield entry("a-convolution-of-a-chain", invalid, "R1", 28, "I", 0, conv,
                1)
    yield entry("second-source-of-a-copy", invalid, "R2", 24, "I", 1,
                joined, 2)
    yield header("outputs-that-no-layer-gives", invalid, "S2", 22, "H", 6)
    yield header("state-size", invalid, "M2", 32, "I", 64)
    yield header("scratch-size", invalid, "M2", 36, "I", 8)
    yield header("operands-size", invalid, "M2", 80, "I", 8)
    yield header("reset-size", invalid, "M2", 84, "I", 8)
    yield header("memory-size", invalid, "M2", 92, "I", 8, model=joined)
    start = "learned-start-w8-a16"
    state = base(start).model.initial_state
    yield header("state-not-aligned", invalid, "M3", 96, "I", state + 4,
                 model=start)
    yield header("state-beyond-the-file", invalid, "M3", 96, "I",
                 0xFFFFFFF0, model=start)
    yield header("state-over-weights", invalid, "M3", 96, "I", state - 16,
                 model=start)
    yield header("state-without-its-bit", invalid, "M3", 96, "I", 128)


def faulty_snapshots(folder):
    """NAME, bytes, model, status, rule."""
    def read(name):
        with open(os.path.join(folder, "unusual", name + ".snapshot"),
                  "rb") as file:
            return file.read()

    def sealed(at, form, value, whole=read("gaps-symbols-held")):
        forged = bytearray(whole)
        struct.pack_into("<" + form, forged, at, value)
        struct.pack_into("<I", forged, 20, zlib.crc32(forged[:20])
                         ^ zlib.crc32(forged[24:]))
        return bytes(forged)
    name, cells = "gaps-symbols-held", "gaps-held"
    whole = read(name)
    mismatch, invalid = "snapshot mismatch", "invalid snapshot"
    yield ("snapshot-truncated", whole[:-1], name, "snapshot truncated",
           "N1")
    yield "snapshot-magic", sealed(0, "B", 0), name, mismatch, "N2"
    yield "snapshot-of-another-model", sealed(4, "I", 1), name, mismatch, "N3"
    yield "snapshot-of-other-weights", sealed(8, "I", 1), name, mismatch, "N3"
    yield "snapshot-state-size", sealed(12, "I", 8), name, mismatch, "N4"
    yield "snapshot-half-way", sealed(16, "I", 1), name, mismatch, "N5"
    yield ("snapshot-damaged", whole[:-1] + bytes([whole[-1] ^ 1]), name,
           mismatch, "N6")
    yield ("snapshot-of-an-unknown-symbol", sealed(24, "h", 5), name, invalid,
           "N7")
    yield ("snapshot-of-a-cell-of-2-to-30",
           sealed(32, "i", 2 ** 30, read(cells)), cells, invalid, "N8")
    yield ("snapshot-of-a-cell-below-its-range",
           sealed(36, "i", -2 ** 30 - 1, read(cells)), cells, invalid, "N8")


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def inputs(count, shift):
    """The inputs of 40 steps."""
    generator = 1
    for _ in range(40):
        step = []
        for _ in range(count):
            generator = (generator * 1664525 + 1013904223) % 2 ** 32
            step.append(max(-32767, (generator >> 16) - 32768) >> shift)
        yield step


def write_stream(path, data, shift=0):
    """A model with its steps and its snapshot, as golden-cases writes them."""
    write(path + ".swlt", data)
    model = reference.open_model(data)
    stream = reference.Stream(model)
    lines = ["\t".join([f"x{i}" for i in range(model.input_count)]
                       + [f"y{i}" for i in range(model.output_count)])]
    for index, step in enumerate(inputs(model.input_count, shift)):
        lines.append("\t".join(map(str, step + stream.step(step))))
        if index == 19:
            write(path + ".snapshot", stream.snapshot())
    write(path + ".tsv", ("\n".join(lines) + "\n").encode())


def units(data):
    """Rows of conversions of the model `accepted/units`."""
    model = reference.open_model(data)
    yield "direction\tindex\tfrom\tto"
    values = sorted({sign * (2 ** n + d) for n in range(0, 32)
                     for sign in (-1, 1) for d in (-1, 0, 1)})
    for index in range(model.input_count):
        for raw in values:
            if -2 ** 31 <= raw < 2 ** 31:
                yield f"in\t{index}\t{raw}\t{model.quantize(index, raw)}"
    for index in range(model.output_count):
        for y in values:
            if -2 ** 15 <= y < 2 ** 15:
                yield f"out\t{index}\t{y}\t{model.read(index, y)}"


def main():
    folder = sys.argv[1]

    def base(name):
        part = next(part for part in ("ordinary", "unusual")
                    if os.path.exists(
                        os.path.join(folder, part, name + ".swlt")))
        return Forgery(os.path.join(folder, part), name)
    for part in ("accepted", "faulty"):
        os.makedirs(os.path.join(folder, part), exist_ok=True)
    for name, data, *shift in accepted(base):
        write_stream(os.path.join(folder, "accepted", name), data, *shift)
        if name == "units":
            write(os.path.join(folder, "units.tsv"),
                  ("\n".join(units(data)) + "\n").encode())
    rows = ["file\tof\tstatus\trule"]
    for name, data, status, rule in faulty(base):
        write(os.path.join(folder, "faulty", name + ".swlt"), data)
        rows.append(f"{name}.swlt\t\t{status}\t{rule}")
    for name, data, model, status, rule in faulty_snapshots(folder):
        write(os.path.join(folder, "faulty", name + ".snapshot"), data)
        rows.append(f"{name}.snapshot\t{model}\t{status}\t{rule}")
    write(os.path.join(folder, "faulty", "statuses.tsv"),
          ("\n".join(rows) + "\n").encode())


main()
