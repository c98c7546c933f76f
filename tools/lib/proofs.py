"""Proves by Z3 that kernels compute what ARITHMETIC.md says: each theorem for
every value of the numbers that it names.

A product of 32 bits by 32, or of 16 by 16, is a number of its own here, of any
value in its range: multiplication is what the instruction is defined to give,
and what follows on it is proved. Where a kernel is assembly, its macro is read
and run from the source.
"""
import os
import re
import sys

from z3 import (And, BitVec, BitVecSort, BitVecVal, Concat, Extract, Function,
                If, Implies, Int, LShR, Not, SignExt, Solver, ZeroExt, sat,
                simplify, unsat)

root = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
kernels = os.path.join(root, "CSupport/kernels")
failures = []


def theorem(text, claim, *given, method="solver"):
    """Prints whether a claim holds wherever what is given does, which it does
    somewhere."""
    if isinstance(claim, bool):
        holds = claim
    else:
        solver = Solver()
        solver.set("timeout", 120_000)
        solver.add(*given)
        holds = solver.check() == sat
        solver.add(Not(claim))
        holds &= solver.check() == unsat
    print(f"{method if holds else 'FALSE'}: {text}", flush=True)
    if not holds:
        failures.append(text)


# Products and what they round to

P = BitVec("P", 64)
"""The product of a and m of 32 bits, m of either sign or not negative."""
any_product = And(P >= -(2**62 - 2**31), P <= 2**62)
product = And(P >= -(2**62 - 2**31), P <= (2**31 - 1)**2)


def low(p):
    return Extract(31, 0, p)


def high(p):
    return Extract(63, 32, p)


def scaled(p):
    """scale of a product: floor((p + 2^31) / 2^32)."""
    return high(p + 2**31)


def rounded(a, n):
    """round(a, n) = (a + 2^(n-1)) >> n, of numbers of unlimited range."""
    return Extract(31, 0, (SignExt(32, a) + 2**(n - 1)) >> n)


# Assembly

class Machine:
    """Registers, and the instructions that macros of one kernel take. A value
    of memory is what its name says; a product is what `multiply` gives."""

    def __init__(self, registers, memory, multiply):
        self.registers, self.memory = dict(registers), memory
        self.multiply = multiply

    def value(self, operand):
        if operand.startswith("#"):
            return BitVecVal(int(operand[1:], 0), 32)
        if re.fullmatch(r"-?\d+", operand):
            return BitVecVal(int(operand), 32)
        return self.registers[operand]

    def run(self, lines):
        for line in lines:
            name, _, rest = line.partition(" ")
            places = [part.strip() for part in
                      re.split(r",(?![^\[]*\])", rest)]
            getattr(self, "do_" + name.replace(".", "_"))(*places)

    def operation(self, function, to, a, b=None):
        if b is None:
            a, b = to, a
        self.registers[to] = simplify(function(self.value(a), self.value(b)))

    def do_adds(self, *p): self.operation(lambda a, b: a + b, *p)
    do_addi = do_adds

    def do_add(self, to, a, b=None, shift="lsr #0"):
        if b is None:
            a, b = to, a
        shifted = LShR(self.value(b), int(shift.removeprefix("lsr #")))
        self.registers[to] = simplify(self.value(a) + shifted)

    def do_lsls(self, *p): self.operation(lambda a, b: a << b, *p)
    do_slli = do_lsls

    def do_lsrs(self, *p): self.operation(LShR, *p)

    def do_asrs(self, *p): self.operation(lambda a, b: a >> b, *p)
    do_srai = do_asr = do_asrs

    def do_movs(self, to, a): self.registers[to] = self.value(a)
    do_mov = do_movs

    def do_uxth(self, to, a):
        self.registers[to] = ZeroExt(16, Extract(15, 0, self.value(a)))

    def do_sxtb(self, to, a):
        self.registers[to] = SignExt(24, Extract(7, 0, self.value(a)))

    def do_uxtb(self, to, a):
        self.registers[to] = ZeroExt(24, Extract(7, 0, self.value(a)))

    def do_sbfx(self, to, a, place, width):
        place, width = int(place[1:]), int(width[1:])
        field = Extract(place + width - 1, place, self.value(a))
        self.registers[to] = SignExt(32 - width, field)

    def do_ldr(self, to, place, after=None):
        self.registers[to] = self.memory[place]
    do_lw = do_ldr

    def do_ldm(self, address, to):
        self.registers[to.strip("{}")] = self.memory[f"[{address[:-1]}]"]

    def do_mla(self, to, a, b, c):
        product = self.multiply(self.value(a), self.value(b))
        self.registers[to] = self.value(c) + product

    def do_smull(self, lo, hi, a, b):
        product = self.multiply(self.value(a), self.value(b))
        self.registers[lo], self.registers[hi] = low(product), high(product)

    def do_muls(self, to, a, b):
        self.registers[to] = self.multiply(self.value(a), self.value(b))

    def do_mulhsu(self, to, a, b):
        self.registers[to] = high(self.multiply(self.value(a), self.value(b)))


def macro(file, name, **arguments):
    """The instructions of a macro of a kernel, its parameters replaced."""
    with open(os.path.join(kernels, file)) as source:
        text = source.read()
    body = re.search(rf"\.macro {name} .*?\n(.*?)\.endm", text, re.S)[1]
    for parameter, value in arguments.items():
        body = re.sub(rf"\\{parameter}\b", value, body)
    return [line.strip() for line in body.splitlines() if line.strip()]


# scale

def prove_scale():
    theorem("|scale(a, m)| <= 2^30 for a, m of 32 bits, m >= 0",
            And(scaled(P) <= 2**30, scaled(P) >= -2**30), product)
    theorem("scale: high + (low >> 31), of PortableCore.swift",
            high(P) + LShR(low(P), 31) == scaled(P), any_product)
    prove_m3_scale()
    theorem("scale: SMMULR on Cortex-M4, M7, M33 and VRMULH on Cortex-M55, "
            "(P + 2^31)<63:32>", high(P + 0x80000000) == scaled(P), any_product)
    prove_vectors_scale()
    prove_riscv_scale()
    prove_halves_scale()


def prove_m3_scale():
    """The four sums of a tile, by their multipliers in r8 to r11."""
    names = ["a", "b", "c", "d", "r8", "r9", "r10", "r11"]
    values = {name: BitVec(name, 32) for name in names}
    products = {}

    def multiply(x, y):
        return products.setdefault((str(x), str(y)),
                                   BitVec(f"P{len(products)}", 64))

    machine = Machine(values, {}, multiply)
    machine.run(line for line in macro("armv7m.S", "finish", a="a", b="b",
                                       c="c", d="d")
                if "smull" in line or "lsr #31" in line)
    theorem("scale: armv7m.S, SMULL with ADD LSR 31, of each of four sums",
            And([machine.registers[f"r{i}"]
                 == scaled(products.get((names[i], names[i + 4]), P))
                 for i in range(4)]))


def prove_vectors_scale():
    """SCALE of vectors.h: two lanes are a number of 64 bits."""
    v, q = BitVec("v", 64), BitVec("Q", 64)
    theorem("scale on vectors: the lanes' signs, v << 32 >> 32 and v >> 32",
            And((v << 32) >> 32 == SignExt(32, low(v)),
                v >> 32 == SignExt(32, high(v))))
    half = BitVecVal(2**31, 64)
    lanes = LShR(P + half, 32) | ((q + half) & BitVecVal(-2**32, 64))
    theorem("scale on vectors: both lanes of simd128, avx2 and avx512",
            And(low(lanes) == scaled(P), high(lanes) == scaled(q)))


def prove_riscv_scale():
    """MULHSU takes 2 m, which fits as m >= 0: the product is 2 P."""
    a, bias, m = BitVec("a", 32), BitVec("b", 32), BitVec("m", 32)
    operands = []

    def multiply(x, y):
        operands.extend((x, y))
        return 2 * P

    machine = Machine({"s": a}, {"0(a2)": bias, "(0 + 16)(a2)": m}, multiply)
    machine.run(macro("rv32im.S", "scale", result="r", sum="s", at="0"))
    theorem("scale: rv32im.S multiplies sum + bias by 2 m",
            And(operands[0] == a + bias,
                ZeroExt(1, operands[1]) == ZeroExt(1, m) * 2), m >= 0)
    theorem("scale: rv32im.S, MULHSU with SRAI",
            machine.registers["r"] == scaled(P), product)


def prove_halves_scale():
    """The product of a = 2^16 A + a' and m = 2^16 M + m' by those of halves,
    with 0 <= a', m' < 2^16."""
    A, a, M, m = (Int(name) for name in ("A", "a'", "M", "m'"))
    theorem("scale by halves: a m = 2^32 A M + 2^16 (A m' + a' M) + a' m'",
            (65536 * A + a) * (65536 * M + m)
            == 2**32 * A * M + 65536 * (A * m + a * M) + a * m)
    x, y = BitVec("a", 32), BitVec("m", 32)
    halves = {"A": x >> 16, "a": x & 0xFFFF, "M": y >> 16, "m": y & 0xFFFF}
    parts = {name: BitVec(name, 32) for name in ("AM", "Am", "aM", "am")}
    least, most, whole = -2**15, 2**15 - 1, 2**16 - 1
    ranges = [
        And(parts["AM"] >= least * most, parts["AM"] <= 2**30),
        And(parts["Am"] >= least * whole, parts["Am"] <= most * whole),
        And(parts["aM"] >= least * whole, parts["aM"] <= most * whole)]
    # a' m' is unsigned; 65535^2 fits.
    wide = (SignExt(32, parts["AM"]) << 32) + (
        (SignExt(32, parts["Am"]) + SignExt(32, parts["aM"])) << 16
    ) + ZeroExt(32, parts["am"])
    at_most = LShR(parts["am"], 16) <= 0xFFFE

    def multiply(p, q):
        for first in "Aa":
            for second in "Mm":
                pair = [halves[first], halves[second]]
                for one, other in (pair, pair[::-1]):
                    if same(p, one) and same(q, other):
                        return parts[first + second]
        raise SystemExit("error: no product of halves")

    middle = parts["Am"] + LShR(parts["am"], 16)
    rest = parts["aM"] + (middle & 0xFFFF)
    swift = parts["AM"] + (middle >> 16) + (((rest >> 15) + 1) >> 1)
    theorem("scale: HalfwordCore.swift (Cortex-M0, AVR), the four products",
            swift == scaled(wide), at_most, *ranges)
    bias = BitVec("b", 32)
    machine = Machine({"s": x - bias}, {"[r0, #0]": bias, "[r0, #0 + 16]": y},
                      multiply)
    machine.run(macro("armv6m.S", "scale", a="s", at="0"))
    theorem("scale: armv6m.S, the four products",
            machine.registers["s"] == scaled(wide), at_most, *ranges)


def same(a, b):
    solver = Solver()
    solver.set("timeout", 10_000)
    solver.add(a != b)
    return solver.check() == unsat


# Roundings

def prove_roundings():
    a, s = BitVec("a", 32), BitVec("s", 32)
    wide = SignExt(32, a)
    claims, scaled_claims, steps = [], [], []
    for n in range(1, 31):
        r = SignExt(32, rounded(a, n))
        claims.append(And((r << n) - 2**(n - 1) <= wide,
                          wide < (r << n) + 2**(n - 1)))
        steps.append(Implies(a <= 2**31 - 1 - 2**(n - 1),
                             (a + 2**(n - 1)) >> n == rounded(a, n)))
    theorem("round(a, n) is the nearest integer, halves up, n = 1 ... 30",
            And(claims))
    theorem("round(a, n) in 32 bits, where a + 2^(n-1) fits", And(steps))
    for n in range(1, 13):
        # The multiplier is -2^(32 - n); SMMLSR: ((s << 32) - P + 2^31)<63:32>.
        p = -(wide << (32 - n))
        scaled_claims.append(
            high((Concat(s, BitVecVal(0, 32)) - p) + 2**31)
            == s + rounded(a, n))
    theorem("s + round(a, R): SMMLSR by -2^(32-R), R = 1 ... 12",
            And(scaled_claims))
    t = BitVec("t", 32)
    p = SignExt(32, t) << 21
    theorem("sigmoid's rounding in dsp_lstm.S: SMMLAR by 2^21 onto 2^14",
            high((BitVecVal(2**14, 64) << 32) + p + 2**31)
            == (t + 2**25 + 2**10) >> 11, t >= -2**25, t < 2**25)


# Masks

def prove_masks():
    """MaskingCore.swift, for cores that would branch to select."""
    a, top = BitVec("a", 32), BitVec("top", 32)
    sign = a >> 31

    def smaller(x, y):
        return x + ((y - x) & ((y - x) >> 31))

    def clipped(x, least, most):
        return If(x < least, least, If(x > most, most, x))

    claims = []
    for bits in (16, 31):
        largest = BitVecVal(2**(bits - 1) - 1, 32)
        excess = (a >> (bits - 1)) ^ sign
        claims.append(
            a ^ ((a ^ sign ^ largest) & ((0 - excess) >> 31))
            == clipped(a, ~largest, largest))
    theorem("sat_16 and sat_31 by masks on Cortex-M0, RISC-V and AVR",
            And(claims))
    theorem("a number brought into 0 ... top by masks, top >= 0",
            smaller(a & ~sign, top) == clipped(a, BitVecVal(0, 32), top),
            top >= 0)
    theorem("|a| by the sign's mask, but of -2^31, and -t - 1 as t ^ mask",
            And((a ^ sign) - sign == If(a < 0, -a, a),
                top ^ sign == If(a < 0, -top - 1, top)))


# Pairs

def signed(value, bits):
    return (value & (2**bits - 1)) - ((value & 2**(bits - 1)) << 1)


def prove_pairs():
    kept, stored = True, True
    for a in range(-128, 128):
        for b in range(-128, 128):
            w = 256 * b + a
            if w < 32640 and w >= -32768:
                kept &= signed(w, 8) == a and (w + 128) >> 8 == b
            w = signed(w + 128, 16) if w + 128 < 32768 else None
            if w is not None:
                stored &= w & 255 == a + 128 and w >> 8 == b
    every = {256 * b + a for a in range(-128, 128) for b in range(-128, 128)}
    kept &= set(range(-32768, 32640)) <= every
    theorem("pairs: each halfword below 32,640 is one 256 b + a: a its lower "
            "byte, b its round(w, 8)", kept, method="all inputs")
    theorem("pairs: each halfword is one 256 b + a + 128: a + 128 its lower "
            "byte, b its upper one", stored, method="all inputs")
    prove_unpacking()
    prove_pair_sums()


def prove_unpacking():
    """Both halfwords of a word, by shifts of the whole."""
    w = BitVec("w", 32)
    lower, upper = Extract(15, 0, w), Extract(31, 16, w)

    def first(half):
        return SignExt(24, Extract(7, 0, half))

    def second(half):
        return (SignExt(16, half) + 128) >> 8

    below = And(lower < 32640, upper < 32640)
    theorem("pairs of a kept block on Cortex-M0: shifts by 23 and 9, ADDS 1, "
            "ASRS 1",
            And((((w << 16) >> 23) + 1) >> 1 == second(lower),
                ((w >> 23) + 1) >> 1 == second(upper),
                (w << 8) >> 24 == first(upper)), below)
    theorem("pairs of a kept block on Cortex-M3: ADD 128 with SBFX and ASR",
            And(SignExt(24, Extract(15, 8, w + 0x80)) == second(lower),
                (w + 0x800000) >> 24 == second(upper),
                SignExt(24, Extract(23, 16, w)) == first(upper)), below)
    prove_pair_macros(w, first, second, below)
    half = BitVec("u", 16)
    theorem("pairs of a kept block on vectors: (w + 128) >> 8 in 16 bits",
            SignExt(16, (half + 128) >> 8) == second(half), half < 32640)


def prove_pair_macros(w, first, second, below):
    """Two columns of two rows, by the sources; products are any function."""
    names = ["a", "b", "x", "y"]
    a, b, x, y = (BitVec(name, 32) for name in names)
    product = Function("product", *[BitVecSort(32)] * 3)

    def multiply(p, q):
        return product(q, p) if p.eq(x) or p.eq(y) else product(p, q)

    def offset_first(half):
        return ZeroExt(24, Extract(7, 0, half))

    def upper(half):
        return SignExt(24, Extract(15, 8, half))

    for file, name, of_a, of_b, given in (
            ("armv6m.S", "pair", offset_first, upper, True),
            ("armv6m.S", "kept_pair", first, second, below),
            ("armv7m.S", "kept_pair", first, second, below)):
        machine = Machine(dict(zip(names, (a, b, x, y))), {"[r0]": w},
                          multiply)
        machine.run(macro(file, name, **{name: name for name in names}))
        halves = ((Extract(15, 0, w), x), (Extract(31, 16, w), y))
        theorem(f"pairs: {file}, {name}, the products that are summed",
                And(machine.registers["a"]
                    == a + sum(product(of_a(h), v) for h, v in halves),
                    machine.registers["b"]
                    == b + sum(product(of_b(h), v) for h, v in halves)), given)


def prove_pair_sums():
    both, first, second = Int("S"), Int("Sa"), Int("Sb")
    a, b, x = Int("a"), Int("b"), Int("x")
    theorem("sums of pairs, by induction: S = 256 Sb + Sa stays so with "
            "(256 b + a) x",
            Implies(both == 256 * second + first,
                    both + (256 * b + a) * x
                    == 256 * (second + b * x) + (first + a * x)))
    theorem("sums of pairs start: 128 in each halfword is taken away by "
            "-128 x", (256 * b + a + 128) * x - 128 * x == (256 * b + a) * x)
    lo, hi = BitVec("lo", 32), BitVec("hi", 32)
    sa, sb = BitVec("Sa32", 32), BitVec("Sb32", 32)
    whole = Concat(hi, lo) - SignExt(32, sa)
    theorem("dsp.S, second: SUBS, SBC, LSRS 8, ORR LSL 24 give Sb",
            LShR(low(whole), 8) | (high(whole) << 24) == sb,
            Concat(hi, lo) == (SignExt(32, sb) << 8) + SignExt(32, sa))
    theorem("modulo 2^32: S - 256 Sb = Sa, on vectors and with bytes",
            ((sb << 8) + sa) - (sb << 8) == sa)
    prove_join(lo, hi)


def prove_join(lo, hi):
    """dsp.S, join, for each shift; the start over h comes in."""
    start = BitVec("start", 64)
    claims = []
    for shift in range(1, 16):
        upper = (hi << shift) | LShR(lo, 32 - shift)
        sum_lo = ZeroExt(1, lo << shift) + ZeroExt(1, low(start))
        carry = ZeroExt(31, Extract(32, 32, sum_lo))
        joined = Concat(upper + high(start) + carry, Extract(31, 0, sum_lo))
        claims.append(joined == (Concat(hi, lo) << shift) + start)
    theorem("dsp.S, join: 64 bits shifted by 1 ... 15, and a start added",
            And(claims))


# Operands

def prove_operands():
    """min(round(a, 8), 127) << 8, as cores have it, of all halfwords."""
    fits = {"portable": True, "saturated": True, "bytes": True, "kept": True}
    for a in range(-32768, 32768):
        expected = min((a + 128) >> 8, 127) << 8
        fits["portable"] &= min(32767, a + 128) & ~255 == expected
        saturated = max(-32768, min(32767, a + 128))
        fits["saturated"] &= saturated & ~255 == expected
        fits["bytes"] &= signed(saturated >> 8, 8) * 256 == expected
        fits["kept"] &= -32768 <= expected <= 32512
    text = {"portable": "the smaller of 32767 and a + 128, & ~255",
            "saturated": "SSAT, QADD16 and additions that saturate, & ~255",
            "bytes": "QADD16 with SXTB16, the operand / 256",
            "kept": "from -2^15 to 127 * 2^8"}
    for name, holds in fits.items():
        theorem(f"operand(a) of 8 bits: {text[name]}", holds,
                method="all inputs")


if __name__ == "__main__":
    prove_scale()
    prove_roundings()
    prove_masks()
    prove_pairs()
    prove_operands()
    sys.exit(1 if failures else 0)
