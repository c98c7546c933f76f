"""A model file and its steps, from FORMAT.md and ARITHMETIC.md alone.

For those who implement the two pages: slow, of Python's unlimited integers,
and written to be read beside them. `open_model` gives a model or raises
`Refused` with the status of the first rule that the bytes break; a `Stream`
runs it. tools/check-vectors plays Tests/GoldenVectors with it.
"""
import math
import struct
import zlib

GAP = -32768


class Refused(Exception):
    """A file that a reader refuses: `status` is the answer, `rule` the number
    of the rule in FORMAT.md, "Acceptance rules"."""

    def __init__(self, status, rule):
        super().__init__(f"{status} ({rule})")
        self.status, self.rule = status, rule


def u8(b, at): return b[at]
def u16(b, at): return struct.unpack_from("<H", b, at)[0]
def u32(b, at): return struct.unpack_from("<I", b, at)[0]
def i8(b, at): return struct.unpack_from("<b", b, at)[0]
def i16(b, at): return struct.unpack_from("<h", b, at)[0]
def i32(b, at): return struct.unpack_from("<i", b, at)[0]


def padded(count, unit=4):
    return -(-count // unit) * unit


# ARITHMETIC.md, 1 and 4

def rounding(a, n): return (a + (1 << (n - 1))) >> n
def scale(a, m): return (a * m + (1 << 31)) >> 32
def sat(b, a): return max(-(1 << (b - 1)), min((1 << (b - 1)) - 1, a))


def knot(i):
    """The table T."""
    t = math.tanh(i / 48)
    return math.floor(65536 * (t + t * (1 - t * t) / (8 * 48 * 48))
                      + 0.5) - 32768


T = [knot(i) for i in range(257)]


def interpolated(v):
    a = abs(v)
    i = min(a >> 9, 255)
    f = a - ((a >> 9) << 9)
    t = T[i] * (512 - f) + T[i + 1] * f + (1 << 24)
    return t if v >= 0 else -t - 1


def tanh(v):
    t = interpolated(v)
    return (t + 512) >> 10 if v >= 0 else -((-t - 1 + 512) >> 10)


def sigmoid(v): return ((1 << 25) + interpolated(v) + (1 << 10)) >> 11
def sigmoid31(v): return ((1 << 25) + interpolated(v)) << 5
def relu(v): return sat(16, max(v, 0))
def linear(v): return sat(16, v)
def hard(v): return max(0, min(1 << 15, v))
def hard31(v): return min(hard(v) << 16, (1 << 31) - 1)


ACTIVATIONS = [linear, relu, sigmoid, tanh]

(EMBEDDING, RNN, GRU, LSTM, DENSE, POINTWISE, CONV, HISTORY,
 LAYER_NORM) = range(1, 10)
COPY, MULTIPLY, MAGNITUDE, LEAKY_RELU, REVERSE = range(16, 21)
VARIANTS = {
    EMBEDDING: {0}, HISTORY: {0}, LAYER_NORM: {0}, RNN: {0, 1, 2}, DENSE: {0, 1, 2, 3},
    CONV: {0, 1, 2, 3}, POINTWISE: {0, 1, 2, 3, 16, 17, 18, 19, 20},
    LSTM: {c + g for c in (0, 4, 8) for g in (0, 16)},
    GRU: {r + c + g for r in (0, 1) for c in (0, 4, 8) for g in (0, 16)},
}


class Layer:
    """An entry of the section of layers, and the weights it leads to."""

    def __init__(self, b, at):
        self.b = b
        (self.kind, self.variant, self.weight_bits, self.width, self.inputs,
         self.outputs, self.input_shift, self.storage, self.cell_range,
         self.state_bits, self.offset, self.size, self.bound, self.vocabulary,
         self.source, self.reserved) = struct.unpack_from(
             "<4B2H4B6I", b, at)
        self.second_source = self.vocabulary
        self.kept_counts = self.vocabulary & 0xFFFF, self.vocabulary >> 16
        if self.kind != EMBEDDING:
            self.vocabulary = 0
        self.recurrent = self.kind in (RNN, GRU, LSTM)
        self.kept = self.kind in (POINTWISE, HISTORY)
        self.reset_after = self.kind == GRU and self.variant & 1 == 1
        self.reset_before = self.kind == GRU and self.variant & 1 == 0
        self.other_activations = (
            self.kind in (GRU, LSTM) and self.variant >= 4)
        self.units_are_tiles = self.kind == LSTM or self.reset_after
        self.rows = 3 if self.reset_after else 4

    def frames(self):
        """The shape of a convolution: F, C, K, stride, dilation, left padding,
        G and a zero."""
        return struct.unpack_from("<8H", self.b, self.offset + self.size - 16)

    def taken(self):
        if self.kind != CONV:
            return self.inputs
        frames, channels = self.frames()[:2]
        return frames * channels

    def given(self):
        return self.outputs * (self.frames()[6] if self.kind == CONV else 1)

    def takes_pair(self):
        if self.variant in (MULTIPLY, MAGNITUDE):
            return True
        return self.variant < 4 and i16(self.b, self.offset + 2) != 0

    def state_size(self):
        if self.kind == HISTORY:
            return 2 * padded(self.outputs - self.inputs)
        size = {LSTM: 6, GRU: 2, RNN: 2}.get(self.kind, 0)
        return size * padded(self.outputs)

    def norm_rows(self):
        """The bias and the multiplier of each value of a layer
        normalization."""
        return [struct.unpack_from("<2i", self.b, self.offset + 8 + 8 * u)
                for u in range(self.outputs)]

    # FORMAT.md, "Weights" and "Rows"

    def tile_count(self):
        if self.units_are_tiles:
            return self.outputs
        return padded(self.outputs) // 4 * (3 if self.reset_before else 1)

    def read_rows(self):
        """Tiles of four rows: each has its weights over the input and over the
        hidden state, as pairs of column and weight, its bias and its
        multiplier. None where they do not fill the layer's weights."""
        end = self.size - (16 if self.kind == CONV else 0)
        self.tile_rows = (self.panels(end) if self.storage >= 2
                          else self.tiles(end))
        return self.tile_rows

    def tiles(self, end):
        at, tiles = 0, []
        for _ in range(self.tile_count()):
            x, h, at = self.tile_blocks(at, end)
            if x is None or end - at < 32:
                return None
            tiles.append(self.tile(
                x, h, struct.unpack_from("<4i", self.b, self.offset + at),
                struct.unpack_from("<4i", self.b, self.offset + at + 16)))
            at += 32
        return tiles if at == end else None

    def tile(self, x, h, biases, multipliers):
        """Four rows; of a GRU that resets after the third is over the input
        and the fourth, of the same blocks, over the hidden state."""
        if self.reset_after:
            x, h = x + [[]], h[:2] + [[], h[2]]
        return [(x[r], h[r], biases[r], multipliers[r]) for r in range(4)]

    def tile_blocks(self, at, end):
        """The rows' weights over the input and over the hidden state, and
        where the tile's biases begin."""
        over_x = -(-self.inputs // self.width)
        over_h = -(-self.outputs // self.width) if self.recurrent else 0
        if (self.storage == 1 and self.kind != GRU
                and self.input_shift == 0):
            both, at = self.blocks(at, end, over_x + over_h)
            if both is None:
                return None, None, at
            first = over_x * self.width
            x = [[(c, w) for c, w in row if c < first] for row in both]
            h = [[(c - first, w) for c, w in row if c >= first]
                 for row in both]
            return x, h, at
        x, at = self.blocks(at, end, over_x)
        if x is None:
            return None, None, at
        h, at = self.blocks(at, end, over_h)
        return x if h is not None else None, h, at

    def blocks(self, at, end, count):
        """The rows' weights over an operand of `count` blocks, and where they
        end; None where they do not fit."""
        if count == 0:
            return [[] for _ in range(self.rows)], at
        size = self.rows * self.width * self.weight_bits // 8
        if self.storage == 1:
            return self.run_of_blocks(at, end, count, size)
        if end - at < count * size:
            return None, at
        places = [(self.offset + at + index * size, index * self.width)
                  for index in range(count)]
        return self.weights_at(places), at + count * size

    def run_of_blocks(self, at, end, count, size):
        """The same of a run of kept blocks."""
        if end - at < 4:
            return None, at
        head = u32(self.b, self.offset + at)
        rounds, odd = head >> 1, head & 1
        kept = 2 * rounds - odd
        used = 4 + 4 * rounds + kept * size
        if not 1 <= kept <= count or used > end - at:
            return None, at
        places, place = [], self.offset + at + 4
        for index in range(rounds):
            positions = [u16(self.b, place), u16(self.b, place + 2)]
            place += 4
            for position in positions[1:] if odd and index == 0 else positions:
                if position % 8 != 0 or position // 8 >= count:
                    return None, at
                places.append((place, position // 2))
                place += size
        return self.weights_at(places), at + used

    def weights_at(self, places):
        """Each row's pairs of column and weight in blocks at places."""
        return [[(column + c, self.weight(at, r, c)) for at, column in places
                 for c in range(self.width)] for r in range(self.rows)]

    def weight(self, at, r, c):
        if self.weight_bits == 16:
            return i16(self.b, at + 8 * r + 2 * c)
        if self.width == 16:
            return i8(self.b, at + 16 * r + c)
        if self.width == 8:
            byte = self.b[at + self.byte_of(r, c & 3)]
            byte = byte << 4 & 0xF0 if c < 4 else byte & 0xF0
        else:
            byte = self.b[at + self.byte_of(r, c)]
        single = self.rows == 3 and r == 2
        if self.storage == 1 and not single:
            halfword = i16(self.b, at + self.byte_of(r & 2, c))
            if halfword >= 32640:
                raise Refused("overflow", "W4")
            low = ((halfword + 128) & 255) - 128
            return low if r & 1 == 0 else (halfword - low) >> 8
        if not single and r & 1 == 0:
            byte ^= 128
        return byte - 256 if byte > 127 else byte

    def byte_of(self, r, c):
        if self.rows == 3 and r == 2:
            return 8 + (0, 2, 1, 3)[c]
        return 8 * (r >> 1) + (r & 1) + 2 * c

    def panels(self, end):
        rows = self.rows if self.units_are_tiles else 1
        parameters = 4 if self.units_are_tiles else 1
        counts = -(-self.inputs // 4), (
            -(-self.outputs // 4) if self.recurrent else 0)
        vector = 64 * (self.weight_bits // 8)
        places, at = [], 0  # of each operand, and where its weights begin
        for count, kept in zip(counts, self.kept_counts):
            if self.storage == 2:
                places.append((at, None, count))
                at += vector * rows * count
            else:
                start = at + padded(2 * rows * kept, 64)
                places.append((start, at, kept))
                at = start + vector * rows * kept
        size = at + 2 * 64 * parameters
        panels = -(-self.outputs // 16)
        if self.reset_before:
            panels *= 3
        if panels * size != end:
            return None
        for panel in range(panels):
            for (_, at_places, kept), count in zip(places, counts):
                for row in range(rows if at_places is not None else 0):
                    order = [self.place(panel * size + at_places, rows, row, k)
                             for k in range(kept)]
                    if sorted(set(order)) != order or (
                            order and order[-1] >= count):
                        return None

        def panel_of(unit, gate):
            """Which panel has a unit's rows, or its gate."""
            if gate == 0 or not self.reset_before:
                return unit // 16
            return panels // 3 + 2 * (unit // 16) + gate - 1

        def weights(unit, row, operand, gate=0):
            start, at_places, count = places[operand]
            panel = panel_of(unit, gate) * size
            terms = []
            for k in range(count):
                block = self.offset + panel + start + vector * (k * rows + row)
                first = 4 * (k if at_places is None else
                             self.place(panel + at_places, rows, row, k))
                terms += [(first + c, self.panel_weight(block, unit % 16, c))
                          for c in range(4)]
            return terms

        def parameter(unit, row, second, gate=0):
            panel = self.offset + panel_of(unit, gate) * size
            at_row = panel + at + 64 * (parameters * second + row)
            return i32(self.b, at_row + 4 * (unit % 16))

        if self.units_are_tiles:
            return [self.tile(
                [weights(u, r, 0) for r in range(rows)],
                [weights(u, r, 1) for r in range(rows)],
                [parameter(u, r, 0) for r in range(4)],
                [parameter(u, r, 1) for r in range(4)])
                for u in range(self.outputs)]
        tiles = padded(self.outputs) // 4
        order = [(t, 0) for t in range(tiles)]
        if self.reset_before:
            order += [(t, gate) for t in range(tiles) for gate in (1, 2)]
        return [[(weights(u, 0, 0, gate), weights(u, 0, 1, gate),
                  parameter(u, 0, 0, gate), parameter(u, 0, 1, gate))
                 for u in range(4 * t, 4 * t + 4)]
                for t, gate in order]

    def place(self, at, rows, row, index):
        """Which block of its operand a row's kept block is."""
        return u16(self.b, self.offset + at + 2 * (index * rows + row))

    def panel_weight(self, block, unit, column):
        if self.weight_bits == 16:
            half = block + 64 * (column // 2)
            return i16(self.b, half + 4 * unit + 2 * (column & 1))
        return i8(self.b, block + 4 * unit + column)

    def row(self, gate, unit):
        """A row by its gate and its unit."""
        if self.units_are_tiles:
            return self.tile_rows[unit][gate]
        tile = unit // 4
        if self.reset_before:
            count = padded(self.outputs) // 4
            tile = tile if gate == 0 else count + 2 * tile + gate - 1
        return self.tile_rows[tile][unit % 4]

    def row_bound(self, row):
        """ARITHMETIC.md, 7; of weights in their range."""
        x, h, bias, multiplier = row
        if multiplier < 0:
            raise Refused("overflow", "W3")
        if self.weight_bits < 16 and any(w == -128 for _, w in x + h):
            raise Refused("overflow", "W2")
        weights = ((sum(abs(w) for _, w in x) << self.input_shift)
                   + sum(abs(w) for _, w in h))
        return weights * 2 ** 15 + abs(bias)


class Model:
    """The fields of a file that `open_model` has accepted."""

    def __init__(self, b):
        self.b = b
        self.features = u32(b, 12)
        self.input_count, self.output_count, self.layer_count = (
            u16(b, 20), u16(b, 22), u16(b, 24))
        self.activation_bits, self.policy = u8(b, 26), u8(b, 27)
        self.gap_limit = u16(b, 30)
        self.state_size, self.scratch_size = u32(b, 32), u32(b, 36)
        self.sections = [(u32(b, 40 + 8 * s), u32(b, 44 + 8 * s))
                         for s in range(5)]
        self.operands_size, self.reset_size = u32(b, 80), u32(b, 84)
        self.memory_size, self.initial_state = u32(b, 92), u32(b, 96)
        self.layers = []

    def holds(self): return self.policy == 2
    def limits(self): return self.features & 3 != 0

    def held_size(self):
        return 2 * padded(self.input_count) if self.holds() else 0

    def layer_state_size(self):
        return (self.state_size
                - self.held_size() * (2 if self.limits() else 1))

    # ARITHMETIC.md, 6

    def quantize(self, index, raw):
        at = self.sections[1][0] + 12 * index
        zero, multiplier = i32(self.b, at), i32(self.b, at + 4)
        shift = u8(self.b, at + 9)
        limit = (1 << 30) >> shift
        x = scale((max(-limit, min(limit, raw)) << shift) - zero, multiplier)
        return max(-32767, min(32767, x))

    def read(self, index, y):
        at = self.sections[2][0] + 12 * index
        raw = scale(y << 16, i32(self.b, at)) + i32(self.b, at + 4)
        return (raw + (1 << 31)) % (1 << 32) - (1 << 31)


def require(condition, rule, status="invalid model"):
    if not condition:
        raise Refused(status, rule)


def open_model(b):
    """FORMAT.md, "Acceptance rules", in their order."""
    require(len(b) >= 4, "H1", "truncated")
    require(b[:4] == b"SWLT", "H2", "not a model")
    require(len(b) >= 128, "H3", "truncated")
    require(b[4] == 1, "H4", "unsupported version")
    size = u32(b, 8)
    require(128 <= size < 2 ** 31, "H5", "corrupt")
    require(size <= len(b), "H6", "truncated")
    b = b[:size]
    require(zlib.crc32(b[:124]) == u32(b, 124), "H7", "corrupt")
    require(zlib.crc32(b[128:]) == u32(b, 16), "H8", "corrupt")
    model = Model(b)
    require(model.features < 32, "H9", "unsupported feature")
    check_header(model, size)
    check_sections(model, size)
    check_layers(model, size)
    return model


def check_header(m, size):
    b = m.b
    require(not any(b[100:112]), "F1")
    require(u16(b, 6) == 128 and size % 4 == 0, "F2")
    require(m.activation_bits in (8, 16), "F3")
    require(m.policy <= 2, "F4")
    require(m.features & 3 != 3, "F5")
    require((m.features & 8 != 0) == (m.memory_size != 0), "F6")
    require(m.holds() and m.gap_limit != 0 if m.limits()
            else m.gap_limit == 0, "F7")
    require(u8(b, 28) <= 1 and u8(b, 29) <= 1, "F8")
    require(1 <= m.input_count <= 4096 and 1 <= m.output_count <= 4096
            and 1 <= m.layer_count <= 255, "F9")


def check_sections(m, size):
    end = 128
    for start, length in m.sections:
        require(start % 16 == 0 and end <= start <= size
                and length <= size - start, "S1")
        end = start + length
    sizes = [length for _, length in m.sections]
    require(sizes[0] == 40 * m.layer_count, "S2")
    require(sizes[1] == 12 * m.input_count
            and sizes[2] == 12 * m.output_count, "S2")
    start, length = m.sections[3]
    names = m.b[start:start + length]
    require(names.count(0) == m.input_count + m.output_count
            and names.endswith(b"\0"), "S3")
    for index in range(m.input_count):
        at = m.sections[1][0] + 12 * index
        require(abs(i32(m.b, at)) < 2 ** 30 and i32(m.b, at + 4) >= 0
                and u8(m.b, at + 8) <= 31 and u8(m.b, at + 9) <= 30
                and u16(m.b, at + 10) == 0, "S4")
    for index in range(m.output_count):
        at = m.sections[2][0] + 12 * index
        require(u32(m.b, at + 8) <= 31, "S5")
    require(sizes[4] % (2 * (m.input_count + m.output_count)) == 0, "S6")


def check_layers(m, size):
    values, kept, was_kept = m.input_count, 0, False
    state = m.held_size() * (2 if m.limits() else 1)
    operands = reset = output = 0
    end = m.sections[4][0] + m.sections[4][1]
    for index in range(m.layer_count):
        layer = Layer(m.b, m.sections[0][0] + 40 * index)
        check_entry(layer, index, end, size)
        check_rows(layer)
        check_sources(layer, values, kept, was_kept)
        m.layers.append(layer)
        end = layer.offset + layer.size
        values, was_kept = layer.given(), layer.kept
        state += layer.state_size()
        hidden = padded(layer.outputs, layer.width) if layer.recurrent else 0
        operands = max(operands, padded(layer.inputs, layer.width) + hidden)
        if layer.reset_before:
            reset = max(reset, hidden)
        if layer.kept:
            kept += layer.outputs
        elif not layer.recurrent:
            output = max(output, padded(layer.outputs)
                         + padded(values - layer.outputs))
    require(values == m.output_count, "M1")
    require(state == m.state_size and 2 * operands == m.operands_size
            and 2 * reset == m.reset_size
            and 2 * padded(kept) == m.memory_size
            and 2 * (operands + reset + output + padded(kept))
            == m.scratch_size, "M2")
    if m.features & 16:
        require(m.initial_state % 16 == 0 and end <= m.initial_state <= size
                and m.layer_state_size() <= size - m.initial_state, "M3")
    else:
        require(m.initial_state == 0, "M3")


def is_known_layout(layer):
    table = layer.kind == EMBEDDING
    form = layer.weight_bits, layer.width
    if layer.storage == 0:
        return form in ((8, 4), (16, 4)) or not table and (
            form == (4, 8) or form == (8, 16) and not layer.other_activations)
    if table or layer.storage > 3:
        return False
    if layer.storage == 1:
        return form == (8, 4)
    return (form in ((8, 4), (16, 4))[:4 - layer.storage]
            and not layer.other_activations)


def check_entry(layer, index, end, size):
    require(layer.state_bits == 16, "L1", "unsupported feature")
    require(is_known_layout(layer), "L2", "unsupported feature")
    require(layer.kind in VARIANTS, "L3")
    require(1 <= layer.inputs <= 4096 and 1 <= layer.outputs <= 4096, "L4")
    require(layer.variant in VARIANTS[layer.kind], "L5")
    require(1 <= layer.cell_range <= 12 if layer.kind == LSTM
            else layer.cell_range == 0, "L6")
    require(layer.input_shift <= (15 if layer.recurrent else 0), "L7")
    if layer.kind == EMBEDDING:
        require(index == 0 and layer.inputs == 1
                and 1 <= layer.vocabulary <= 32767, "L8")
    elif layer.storage == 3:
        x, h = layer.kept_counts
        blocks = -(-layer.inputs // 4), (
            -(-layer.outputs // 4) if layer.recurrent else 0)
        require(1 <= x <= blocks[0]
                and min(1, blocks[1]) <= h <= blocks[1], "L8")
    elif layer.kind != POINTWISE:
        require(layer.second_source == 0, "L8")
    if layer.kept or layer.kind == LAYER_NORM:
        require(layer.weight_bits == 16, "L9")
    if layer.kind == HISTORY:
        require(layer.outputs > layer.inputs, "L10")
    if layer.kind in (POINTWISE, LAYER_NORM):
        require(layer.outputs == layer.inputs, "L10")
    require(layer.reserved == 0, "L11")
    require(layer.offset % 16 == 0 and end <= layer.offset <= size
            and layer.size <= size - layer.offset, "L12")
    if layer.kind == CONV:
        check_frames(layer)


def check_frames(layer):
    require(layer.size >= 16 and layer.size % 4 == 0, "L13")
    f, c, k, stride, dilation, left, g, zero = layer.frames()
    require(all(1 <= n <= 4096 for n in (f, c, k, stride, dilation, g))
            and left <= 4096 and zero == 0 and k * c == layer.inputs
            and f * c <= 65535 and g * layer.outputs <= 65535, "L13")


def check_rows(layer):
    if layer.kind == EMBEDDING:
        table = (layer.vocabulary * padded(layer.outputs)
                 * layer.weight_bits // 8)
        require(layer.size == table and layer.bound == 0, "W1")
        return
    if layer.kind == HISTORY:
        require(layer.size == 0 and layer.bound == 0, "W1")
        return
    if layer.kind == POINTWISE:
        require(layer.size == 16, "W1")
        w, u, d, m, n = struct.unpack_from("<2h3i", layer.b, layer.offset)
        require(m >= 0 and n >= 0, "W3", "overflow")
        bounds = [(abs(w) + abs(u)) * 2 ** 15 + abs(d)]
    elif layer.kind == LAYER_NORM:
        require(layer.size == 8 + 8 * layer.outputs
                and u32(layer.b, layer.offset) < 2 ** 28
                and u32(layer.b, layer.offset + 4) < 2 ** 27, "W1")
        bounds = [2 ** 29 + abs(b) for b, _ in layer.norm_rows()]
    else:
        tiles = layer.read_rows()
        require(tiles is not None, "W1")
        bounds = [layer.row_bound(row) for tile in tiles for row in tile]
    require(max(bounds) < 2 ** 31, "W5", "overflow")
    require(max(bounds) == layer.bound, "W6", "overflow")


def check_sources(layer, values, kept, was_kept):
    def check(source, size, may_follow):
        require(may_follow and size == values if source == 0
                else source - 1 + size <= kept, "R1")
    if layer.kind == POINTWISE:
        check(layer.source, layer.inputs, True)
        if layer.takes_pair():
            check(layer.second_source, layer.inputs, True)
        else:
            require(layer.second_source == 0, "R2")
    elif layer.kind == HISTORY:
        check(layer.source, layer.inputs, True)
    else:
        check(layer.source, layer.taken(),
              layer.kind != CONV and not was_kept)


# ARITHMETIC.md, 2 to 5

class Stream:
    """A stream of a model."""

    def __init__(self, model):
        self.model = model
        self.held = [0] * model.input_count
        # An input's run of gaps; None before its first value.
        self.runs = [None] * model.input_count
        self.start()

    def start(self):
        """The layers' state of a start."""
        m, at = self.model, self.model.initial_state
        self.c, self.h, self.earlier = [], [], []
        for layer in m.layers:
            size = layer.outputs if layer.recurrent else 0
            before = (layer.outputs - layer.inputs
                      if layer.kind == HISTORY else 0)
            c, h, e = [0] * size, [0] * size, [0] * before
            if at and layer.recurrent:
                if layer.kind == LSTM:
                    c = [i32(m.b, at + 4 * u) for u in range(size)]
                    at += 4 * padded(size)
                h = [i16(m.b, at + 2 * u) for u in range(size)]
                at += 2 * padded(size)
            elif at and before:
                e = [i16(m.b, at + 2 * u) for u in range(before)]
                at += 2 * padded(before)
            self.c.append(c)
            self.h.append(h)
            self.earlier.append(e)

    def fill(self, inputs):
        m, limit = self.model, self.model.gap_limit - 1
        gaps = [x == GAP for x in inputs]
        if m.policy == 0 and any(gaps):
            raise Refused("gap refused", "G1")
        filled = [0 if gap else x for x, gap in zip(inputs, gaps)]
        vocabulary = m.layers[0].vocabulary
        if vocabulary and not 0 <= filled[0] < vocabulary:
            raise Refused("symbol out of range", "G2")
        if not m.holds():
            return filled
        runs = [None if run is None else run + gap
                for run, gap in zip(self.runs, gaps)]
        beyond = [run is None or m.limits() and run > limit for run in runs]
        if m.features & 2 and all(beyond):
            self.start()
        for index, gap in enumerate(gaps):
            if gap:
                filled[index] = 0 if beyond[index] else self.held[index]
            else:
                self.held[index] = inputs[index]
                runs[index] = 0
        self.runs = runs
        return filled

    def step(self, inputs):
        """One timestep; None for an input stands for a gap too."""
        values = self.fill([GAP if x is None else x for x in inputs])
        memory = []
        for index, layer in enumerate(self.model.layers):
            def operand(source, size):
                return (values if source == 0
                        else memory[source - 1:source - 1 + size])
            x = operand(layer.source, layer.taken())
            if layer.kind == POINTWISE:
                y = (operand(layer.second_source, layer.inputs)
                     if layer.takes_pair() else x)
                values = self.pointwise(layer, x, y)
            elif layer.kind == HISTORY:
                values = self.earlier[index] + x
                self.earlier[index] = values[layer.inputs:]
            else:
                values = self.run(index, layer, x)
            if layer.kept:
                memory += values
        return values

    def run(self, index, layer, x):
        if layer.kind == EMBEDDING:
            return self.embedding(layer, x[0])
        if layer.kind == CONV:
            return self.convolution(layer, x)
        if layer.kind == LAYER_NORM:
            return self.layer_norm(layer, x)
        if layer.kind == DENSE:
            activation = ACTIVATIONS[layer.variant]
            return [activation(self.row(layer, 0, u, x, []))
                    for u in range(layer.outputs)]
        step = {RNN: self.rnn, LSTM: self.lstm}.get(
            layer.kind, self.gru_after if layer.reset_after
            else self.gru_before)
        self.h[index] = step(index, layer, x, self.h[index])
        return self.h[index]

    def operand(self, a):
        if self.model.activation_bits == 16:
            return a
        return min(rounding(a, 8), 127) << 8

    def row(self, layer, gate, unit, x, h):
        """The pre-activation of a row."""
        w, u, b, m = layer.row(gate, unit)
        over_x = sum(a * self.operand(x[c]) for c, a in w if c < len(x))
        over_h = sum(a * self.operand(h[c]) for c, a in u if c < len(h))
        return scale((over_x << layer.input_shift) + over_h + b, m)

    @staticmethod
    def embedding(layer, symbol):
        count = padded(layer.outputs)
        if layer.weight_bits == 8:
            at = layer.offset + symbol * count
            return [i8(layer.b, at + u) << 8 for u in range(layer.outputs)]
        at = layer.offset + 2 * symbol * count
        return [i16(layer.b, at + 2 * u) for u in range(layer.outputs)]

    def rnn(self, _, layer, x, h):
        activation = (tanh, relu, linear)[layer.variant]
        return [activation(self.row(layer, 0, u, x, h))
                for u in range(layer.outputs)]

    @staticmethod
    def functions(layer):
        """Gate, gate of 31 bits, candidate."""
        gates = (hard, hard31) if layer.variant & 16 else (sigmoid, sigmoid31)
        return gates + ((tanh, relu, linear)[layer.variant >> 2 & 3],)

    def lstm(self, index, layer, x, h):
        gate, gate31, a = self.functions(layer)
        cell, new, r = self.c[index], [], layer.cell_range
        for u in range(layer.outputs):
            v_i, v_f, v_g, v_o = (
                self.row(layer, g, u, x, h) for g in range(4))
            c = sat(31, scale(2 * cell[u], gate31(v_f))
                    + rounding(gate(v_i) * a(v_g), r))
            cell[u] = c
            factor = 3 if a is tanh else 4
            new.append(rounding(
                gate(v_o) * a(scale(c, factor << (15 + r))), 15))
        return new

    def gru_after(self, _, layer, x, h):
        gate, _, a = self.functions(layer)
        new = []
        for u in range(layer.outputs):
            v_r, v_z, v_nx, v_nh = (
                self.row(layer, g, u, x, h) for g in range(4))
            r = min(gate(v_r) << 16, (1 << 31) - 1)
            n = a(v_nx + scale(v_nh, r))
            new.append(n + rounding(gate(v_z) * (h[u] - n), 15))
        return new

    def gru_before(self, _, layer, x, h):
        gate, _, a = self.functions(layer)
        q = [rounding(gate(self.row(layer, 0, u, x, h)) * h[u], 15)
             for u in range(layer.outputs)]
        new = []
        for u in range(layer.outputs):
            z = gate(self.row(layer, 1, u, x, h))
            n = a(self.row(layer, 2, u, x, q))
            new.append(n + rounding(z * (h[u] - n), 15))
        return new

    def convolution(self, layer, x):
        frames, channels, k, stride, dilation, left, given, _ = layer.frames()
        activation, values = ACTIVATIONS[layer.variant], []
        for t in range(given):
            window = []
            for tap in range(k):
                frame = stride * t - left + dilation * tap
                window += (x[frame * channels:(frame + 1) * channels]
                           if 0 <= frame < frames else [0] * channels)
            values += [activation(self.row(layer, 0, u, window, []))
                       for u in range(layer.outputs)]
        return values

    @staticmethod
    def layer_norm(layer, x):
        epsilon = u32(layer.b, layer.offset) + (
            u32(layer.b, layer.offset + 4) << 28)
        n, s = len(x), sum(x)
        w = n * sum(a * a for a in x) - s * s + epsilon
        k = max(k for k in range(28) if 4 ** k * w < 2 ** 56)
        r = math.isqrt(4 ** k * w)
        q = (2 ** 55 - 1) // r if r else 0
        values = []
        for a, (b, g) in zip(x, layer.norm_rows()):
            z = scale((n * a - s) << max(k - 3, 0), q << min(k, 3))
            values.append(sat(16, rounding(scale(z, g) + b, 7)))
        return values

    @staticmethod
    def pointwise(layer, x, y):
        w, u, d, m, n = struct.unpack_from("<2h3i", layer.b, layer.offset)
        if layer.variant == COPY:
            return list(x)
        if layer.variant == REVERSE:
            return x[::-1]
        if layer.variant == MULTIPLY:
            return [linear(scale(a * b, m)) for a, b in zip(x, y)]
        if layer.variant == MAGNITUDE:
            return [min(math.isqrt(min(abs(a), 32767) ** 2
                                   + min(abs(b), 32767) ** 2), 32767)
                    for a, b in zip(x, y)]
        if layer.variant == LEAKY_RELU:
            return [linear(scale(max(w * a, 0), m) + scale(min(w * a, 0), n))
                    for a in x]
        activation = ACTIVATIONS[layer.variant]
        return [activation(scale(w * a + (u * b if u else 0) + d, m))
                for a, b in zip(x, y)]

    # FORMAT.md, "Memory" and "Snapshots"

    def state(self):
        """The state's bytes."""
        m, parts = self.model, []

        def put(form, values):
            values = values + [0] * (padded(len(values)) - len(values))
            parts.append(struct.pack(f"<{len(values)}{form}", *values))
        if m.holds():
            put("h", [0 if m.limits() and self.left(run) == 0 else value
                      for value, run in zip(self.held, self.runs)])
        for index, layer in enumerate(m.layers):
            if layer.kind == LSTM:
                put("i", self.c[index])
            if layer.recurrent:
                put("h", self.h[index])
            if layer.kind == HISTORY:
                put("h", self.earlier[index])
        if m.limits():
            put("H", [self.left(run) for run in self.runs])
        return b"".join(parts)

    def left(self, run):
        """What a state says of a run of gaps."""
        return 0 if run is None else max(self.model.gap_limit - run, 0)

    def snapshot(self):
        m, state = self.model, self.state()
        head = b"SWLS" + struct.pack(
            "<4I", u32(m.b, 124), u32(m.b, 16), len(state), 0)
        return head + struct.pack(
            "<I", zlib.crc32(head) ^ zlib.crc32(state)) + state

    def restore(self, snapshot):
        """FORMAT.md, "Snapshots", in the order of its rules."""
        m, refused = self.model, "snapshot mismatch"
        require(len(snapshot) >= 24 + m.state_size, "N1",
                "snapshot truncated")
        require(snapshot[:4] == b"SWLS", "N2", refused)
        require((u32(snapshot, 4), u32(snapshot, 8))
                == (u32(m.b, 124), u32(m.b, 16)), "N3", refused)
        require(u32(snapshot, 12) == m.state_size, "N4", refused)
        require(u32(snapshot, 16) == 0, "N5", refused)
        state = snapshot[24:24 + m.state_size]
        require(u32(snapshot, 20) == zlib.crc32(snapshot[:20])
                ^ zlib.crc32(state), "N6", refused)
        vocabulary = m.layers[0].vocabulary
        if m.holds() and vocabulary:
            require(0 <= i16(state, 0) < vocabulary, "N7",
                    "invalid snapshot")
        at = m.held_size()
        for layer in m.layers:
            require(layer.kind != LSTM or all(
                abs(2 * i32(state, at + 4 * u) + 1) < 2 ** 31
                for u in range(layer.outputs)), "N8",
                "invalid snapshot")
            at += layer.state_size()
        self.take(state)

    def take(self, state):
        """Sets the state to that of a snapshot."""
        m, at = self.model, 0

        def get(form, count):
            nonlocal at
            values = struct.unpack_from(f"<{count}{form}", state, at)
            at += padded(count) * struct.calcsize(form)
            return list(values)
        if m.holds():
            self.held = get("h", m.input_count)
            self.runs = [0] * m.input_count
        for index, layer in enumerate(m.layers):
            if layer.kind == LSTM:
                self.c[index] = get("i", layer.outputs)
            if layer.recurrent:
                self.h[index] = get("h", layer.outputs)
            if layer.kind == HISTORY:
                self.earlier[index] = get("h", layer.outputs - layer.inputs)
        if m.limits():
            self.runs = [m.gap_limit - left if left else None
                         for left in get("H", m.input_count)]
