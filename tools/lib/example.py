"""The worked examples of ARITHMETIC.md, section 9, and of FORMAT.md, section
14, as reference.py computes them: what tools/check-vectors --examples prints.
"""
import struct

import reference as r


def tile(rows, biases, multipliers):
    """A tile of four rows over one column and two, in blocks of four."""
    data = bytearray()
    for block in ([row[:1] for row in rows], [row[1:] for row in rows]):
        for pair in (0, 2):
            for column in range(4):
                first, second = (
                    (row + [0] * 4)[column] for row in block[pair:pair + 2])
                data += struct.pack("<Bb", first + 128, second)
    return bytes(data) + struct.pack("<8i", *biases, *multipliers)


# Two units of an LSTM; of each the rows of i, f, g and o: a weight over the
# input, two over the hidden state; then biases and multipliers.
UNITS = [
    ([[60, 30, -20], [10, -40, 25], [-90, 70, 15], [35, -5, 80]],
     [100000, 900000, -50000, 0], [1 << 26] * 4),
    ([[-45, 55, 10], [20, 35, -60], [127, -30, -127], [0, 95, -15]],
     [0, 1200000, 70000, -300000], [1 << 26, 1 << 25, 1 << 26, 1 << 27]),
]
INPUTS = [8000, -16000]


def layer(data, kind, variant, bits, width, storage, inputs, outputs,
          input_shift=0, cell_range=0):
    """A layer whose weights are data, behind its entry."""
    entry = struct.pack("<4B2H4B3I", kind, variant, bits, width, inputs,
                        outputs, input_shift, storage, cell_range, 16, 40,
                        len(data), 0)
    return r.Layer(entry.ljust(40, b"\0") + data, 0)


class Example:
    """The layer of the example: what `Stream` asks of one."""

    def __init__(self):
        data = b"".join(tile(*unit) for unit in UNITS)
        self.layer = layer(data, r.LSTM, 0, 8, 4, 0, 1, 2, 1, 1)
        self.layer.read_rows()
        self.tiles = [data[:len(data) // 2], data[len(data) // 2:]]


def lstm(stream, layer, x, h, c):
    """A step in which every number is printed."""
    new_h, new_c = [], []
    for u in range(layer.outputs):
        v = []
        for g, name in enumerate("ifgo"):
            w, over_h, b, m = layer.row(g, u)
            s = ((sum(a * x[k] for k, a in w if k < len(x))
                  << layer.input_shift)
                 + sum(a * h[k] for k, a in over_h if k < len(h)))
            v.append(r.scale(s + b, m))
            assert v[-1] == stream.row(layer, g, u, x, h)
            yield f"unit {u}, {name}: S = {s}, v = {v[-1]}"
        i, f, g, o = (r.sigmoid(v[0]), r.sigmoid31(v[1]), r.tanh(v[2]),
                      r.sigmoid(v[3]))
        kept = r.scale(2 * c[u], f)
        added = r.rounding(i * g, layer.cell_range)
        cell = r.sat(31, kept + added)
        argument = r.scale(cell, 3 << (15 + layer.cell_range))
        new_c.append(cell)
        new_h.append(r.rounding(o * r.tanh(argument), 15))
        yield (f"        i = {i}, f = {f}, g = {g}, o = {o}")
        yield (f"        scale(2c, f) = {kept}, round(i g, R) = {added},"
               f" c' = {cell}")
        yield (f"        scale(c', 3 << 16) = {argument}, its tanh"
               f" {r.tanh(argument)}, h' = {new_h[-1]}")
    x[:], h[:], c[:] = [], new_h, new_c


def steps():
    """ARITHMETIC.md, section 9."""
    example = Example()
    stream = r.Stream.__new__(r.Stream)
    stream.model = type("Model", (), {"activation_bits": 16})
    h, c = [0, 0], [0, 0]
    for t, x in enumerate(INPUTS):
        yield f"t = {t}: x = {x}, h = ({h[0]}, {h[1]}), c = ({c[0]}, {c[1]})"
        yield from lstm(stream, example.layer, [x], h, c)


def hexadecimal(data):
    return [" ".join(f"{byte:02x}" for byte in data[at:at + 16])
            for at in range(0, len(data), 16)]


def int4_block(numbers):
    """A block of four rows of eight numbers n, weights of 16 n."""
    data = []
    for pair in (0, 2):
        for column in range(4):
            for row, offset in ((pair, 8), (pair + 1, 0)):
                low, high = (n + offset & 15 for n in
                             (numbers[row][column], numbers[row][column + 4]))
                data.append(16 * high + low)
    return bytes(data)


def rows(weights):
    return [", ".join(f"{w} at {c}" for c, w in row if w) or "none"
            for row in weights]


def blocks():
    """FORMAT.md, section 14."""
    yield "The first unit's tile of the LSTM of ARITHMETIC.md, section 9:"
    for line, note in zip(hexadecimal(Example().tiles[0]), [
            "the block over x: i and f, g and o in column 0",
            "the block over h", "the biases", "the multipliers"]):
        yield f"    {line}  {note}"
    run = bytes.fromhex("03 00 00 00 00 00 08 00 05 fe 00 00 00 03 f9 ff"
                        "07 00 00 f9")
    gru = layer(run, r.GRU, 1, 8, 4, 1, 8, 1)
    weights, _ = gru.run_of_blocks(0, len(run), 2, 12)
    yield "A run of a GRU that resets after, of one kept block of two:"
    yield "    " + hexadecimal(run)[0] + "  a round, its second block"
    yield "    " + hexadecimal(run)[1] + "  the end of the block"
    for name, row in zip(("r", "z", "n"), rows(weights)):
        yield f"    {name}: {row}"
    block = int4_block([[1, 0, 0, 0, 0, 0, 0, -7], [0, 2, 0, 0, -3, 0, 0, 0],
                        [0] * 8, [7, 0, 0, 0, 0, 0, 0, -1]])
    int4 = layer(block, r.DENSE, 0, 4, 8, 0, 8, 4)
    yield "A block of 4 bits, of eight columns:"
    yield "    " + hexadecimal(block)[0]
    for index, row in enumerate(rows(int4.weights_at([(40, 0)]))):
        yield f"    row {index}: {row}"


def lines():
    yield from steps()
    yield from blocks()
