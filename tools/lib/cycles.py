#!/usr/bin/env python3
"""Cycles of a step, by the published timings of a core.

Usage: cycles.py CORE IMAGE COUNTS STEPS WAIT_STATES
COUNTS is what the plugin count_addresses.c writes of an image: an empty
passage, then STEPS steps together. Prints three numbers: the low, the middle
and the high estimate, each without the empty passage.

The timings are those of the technical reference manuals of Cortex-M0 (DDI
0432), M0+ (DDI 0484), M3 (DDI 0337) and M4 (DDI 0439), of code and data that
wait for no memory:

- Cortex-M3 and M4: every instruction takes 1 cycle, but a load 2, or 1 behind
  another load of one register that gives no part of its address; a store with
  an offset in a register the same; one of n registers 1 + n. Cortex-M3 has no
  load behind another where either moves its base. A jump takes P more, which the manuals put at 1 to 3: low,
  middle and high. TBB and TBH take 3 + P, IT nothing (low) or 1. A load or
  store whose address comes from the calculation before it waits a cycle: in
  the middle and the high estimate. Divisions take 2 to 12; on Cortex-M3 MLA 2,
  a product of 64 bits 3 to 5, with a sum 4 to 7.
- Cortex-M0: every instruction 1, a load or store 2, one of n registers 1 + n,
  a jump 2 more, from BL or POP 3. The low estimate is that of Cortex-M0+, where
  a jump takes 1 more, from BL or POP 2; the high one takes MULS for 32 cycles,
  as the small multiplier does.

WAIT_STATES are those of a flash that reads ahead: each jump takes as many more,
in the high estimate every load too, as weights lie there. Needs only Python 3
and llvm-objdump.
"""
import re
import subprocess
import sys
from collections import namedtuple

# An instruction: its mnemonic without a width, and its operands.
Instruction = namedtuple("Instruction", "address name operands")
# How often an instruction ran, and how often the next in memory did not follow.
Count = namedtuple("Count", "executed jumps")
# What the estimates differ in: cycles of a jump, and of an instruction of which
# a manual gives a range, as a share of it.
Estimate = namedtuple("Estimate", "jump share waits")

ESTIMATES = (Estimate(1, 0, False), Estimate(2, 0.5, True),
             Estimate(3, 1, True))
LOADS = re.compile(r"ldr(b|h|sb|sh)?$")
STORES = re.compile(r"str(b|h)?$")
MULTIPLE = re.compile(r"(ldm|stm|push|pop|vpush|vpop)")
CALCULATES_NOTHING = re.compile(r"(cmp|cmn|tst|teq|b|cb|it|str|stm|push|nop)")


def registers(text):
    """The registers of operands, without a width; r13 is sp."""
    return re.findall(r"\b(?:r\d+|sp|lr|pc)\b", text)


def list_length(operands):
    """Registers in a list of LDM, STM, PUSH or POP."""
    return len(registers(operands[operands.index("{"):]))


def address_registers(instruction):
    """The registers that a load's or a store's address comes from."""
    name, operands = instruction.name, instruction.operands
    if "[" in operands:
        return registers(operands[operands.index("["):])
    return registers(operands)[:1] if name.startswith(("ldm", "stm")) else []


def moves_base(instruction):
    operands = instruction.operands
    return "!" in operands or operands.find("],") >= 0


def is_single_load(instruction):
    return bool(LOADS.match(instruction.name))


def results(instruction):
    """The registers that a load of one or a calculation writes; of a product of
    64 bits both."""
    if CALCULATES_NOTHING.match(instruction.name):
        return []
    count = 2 if re.match(r"[su]ml?[as]l", instruction.name) or re.match(
        r"[su]mull", instruction.name) else 1
    written = registers(instruction.operands)[:count]
    return written + (address_registers(instruction)[:1]
                      if moves_base(instruction) else [])


def follows_load(core, instruction, previous):
    """Whether a load or store runs in the shadow of a load before it."""
    if previous is None or not is_single_load(previous):
        return False
    if core == "cortex-m3" and (moves_base(previous)
                                or moves_base(instruction)):
        return False
    return not set(results(previous)) & set(address_registers(instruction))


def waits_for_address(instruction, previous):
    """Whether an address comes from the calculation before it."""
    if previous is None or "[" in previous.operands:
        return False
    return (not MULTIPLE.match(previous.name) and bool(
        set(results(previous)) & set(address_registers(instruction))))


def between(least, most, estimate):
    return least + (most - least) * estimate.share


def multiplication(core, name, estimate):
    if core != "cortex-m3":
        return 1
    if name in ("mla", "mls"):
        return 2
    if re.match(r"[su]mull", name):
        return between(3, 5, estimate)
    if re.match(r"[su]mlal", name):
        return between(4, 7, estimate)
    return 1


def armv7m(core, instruction, previous, estimate):
    """Cycles of an instruction on Cortex-M3 or M4, without a jump's."""
    name, operands = instruction.name, instruction.operands
    if MULTIPLE.match(name):
        cycles = 1 + list_length(operands)
    elif name in ("ldrd", "strd"):
        cycles = 3
    elif name in ("tbb", "tbh"):
        return 3
    elif is_single_load(instruction):
        cycles = 1 if follows_load(core, instruction, previous) else 2
    elif STORES.match(name):
        is_quick = (len(address_registers(instruction)) == 1
                    or follows_load(core, instruction, previous))
        cycles = 1 if is_quick else 2
    elif name in ("udiv", "sdiv"):
        return between(2, 12, estimate)
    elif name.startswith("it"):
        return 1 if estimate.waits else 0
    else:
        return multiplication(core, name, estimate)
    if estimate.waits and waits_for_address(instruction, previous):
        cycles += 1
    return cycles


def armv6m(instruction, estimate):
    """The same on Cortex-M0."""
    name, operands = instruction.name, instruction.operands
    if MULTIPLE.match(name):
        return 1 + list_length(operands)
    if is_single_load(instruction) or STORES.match(name):
        return 2
    if name in ("mul", "muls"):
        return 32 if estimate.share == 1 else 1
    return 1


def jump(core, instruction, estimate):
    """What a jump takes beside its instruction."""
    if core != "cortex-m0":
        return estimate.jump
    # Cortex-M0+ refills a shorter pipeline.
    refill = 1 if estimate.share == 0 else 2
    return refill + (instruction.name in ("bl", "pop"))


def cycles(core, instructions, counts, estimate, wait_states=0):
    """The sum over instructions in the order of memory, of {address: Count}."""
    total, previous = 0, None
    for instruction in instructions:
        count = counts.get(instruction.address)
        if count is None:
            previous = None
            continue
        if core == "cortex-m0":
            each = armv6m(instruction, estimate)
        else:
            each = armv7m(core, instruction, previous, estimate)
        if estimate.share == 1 and instruction.name.startswith(
                ("ldr", "ldm", "pop")):
            each += wait_states
        total += count.executed * each
        total += count.jumps * (
            jump(core, instruction, estimate) + wait_states)
        jumps_always = count.jumps == count.executed
        previous = None if jumps_always else instruction
    return total


def parse(listing):
    """The instructions of what llvm-objdump prints."""
    instructions = []
    for line in listing.splitlines():
        match = re.match(r"\s*([0-9a-f]+):\s+([a-z][a-z0-9.]*)\s*(.*)$", line)
        if match:
            address, name, operands = match.groups()
            operands = re.split(r"\s+@|<", operands)[0]
            name = re.sub(r"\.[nw]$", "", name)
            instructions.append(Instruction(int(address, 16), name, operands))
    return instructions


def read_counts(path):
    """The passages of a plugin's file, each {address: Count}."""
    passages, counts = [], {}
    for line in open(path):
        if line == "\n":
            passages.append(counts)
            counts = {}
        else:
            address, executed, jumps = line.split()
            counts[int(address, 16)] = Count(int(executed), int(jumps))
    return passages


def main():
    core, image, path, steps, wait_states = sys.argv[1:]
    listing = subprocess.run(
        ["llvm-objdump", "-d", "--no-show-raw-insn", f"--mcpu={core}", image],
        check=True, capture_output=True, text=True).stdout
    instructions = parse(listing)
    known = {instruction.address for instruction in instructions}
    empty, all_steps = read_counts(path)
    unknown = [address for address in all_steps if address not in known]
    if unknown:
        sys.exit(f"error: {image}: no instruction at {unknown[0]:#x}")
    numbers = []
    for estimate in ESTIMATES:
        whole = cycles(core, instructions, all_steps, estimate,
                       int(wait_states))
        none = cycles(core, instructions, empty, estimate, int(wait_states))
        numbers.append(round(whole / int(steps) - none))
    print(*numbers, sep="\t")


if __name__ == "__main__":
    main()
