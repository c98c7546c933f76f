#!/usr/bin/env python3
"""Tests the timings of cycles.py on sequences counted by hand.

Usage: test_cycles.py
"""
import unittest

import cycles


def estimates(core, listing, executed=1, jumps=None, wait_states=0):
    """The three estimates of a listing, a line an instruction of 4 bytes."""
    lines = [f"{4 * i:x}: \t{line.strip()}"
             for i, line in enumerate(listing.strip().splitlines())]
    instructions = cycles.parse("\n".join(lines))
    assert len(instructions) == len(lines), lines
    counts = {instruction.address: cycles.Count(
        executed, (jumps or {}).get(index, 0))
        for index, instruction in enumerate(instructions)}
    return [cycles.cycles(core, instructions, counts, estimate, wait_states)
            for estimate in cycles.ESTIMATES]


class TimingTests(unittest.TestCase):
    def test_a_load_takes_two_cycles_and_one_behind_another(self):
        self.assertEqual(estimates("cortex-m4", """
            ldr r0, [r1]
            ldr r2, [r3, #4]
            ldrsh.w r4, [r3, #8]
            add r0, r2"""), [5, 5, 5])

    def test_a_load_from_a_loaded_address_takes_two(self):
        self.assertEqual(estimates("cortex-m4", """
            ldr r0, [r1]
            ldr r2, [r0, #4]"""), [4, 4, 4])

    def test_a_moved_base_keeps_loads_apart_on_m3(self):
        listing = """
            ldr r0, [r1], #4
            ldr r2, [r3]"""
        self.assertEqual(estimates("cortex-m3", listing), [4, 4, 4])
        self.assertEqual(estimates("cortex-m4", listing), [3, 3, 3])
        self.assertEqual(estimates("cortex-m4", """
            ldr r0, [r1], #4
            ldr r2, [r1]"""), [4, 4, 4])

    def test_loads_of_several_registers_take_one_more_than_they_load(self):
        self.assertEqual(estimates("cortex-m4", """
            ldm r0!, {r8, r9, r10, r11}
            ldrd r3, r12, [r1], #8
            push.w {r4, r5, lr}"""), [12, 12, 12])

    def test_a_store_takes_one_cycle_and_two_with_an_offset_register(self):
        self.assertEqual(estimates("cortex-m4", """
            str r0, [r1, #4]
            nop
            str.w r0, [r1, r2, lsl #2]"""), [4, 4, 4])

    def test_an_address_waits_for_the_calculation_before_it(self):
        self.assertEqual(estimates("cortex-m4", """
            usat r1, #8, r0, asr #9
            ldr.w r2, [r3, r1, lsl #1]"""), [3, 4, 4])
        self.assertEqual(estimates("cortex-m4", """
            usat r1, #8, r0, asr #9
            ubfx r0, r0, #0, #9
            ldr.w r2, [r3, r1, lsl #1]"""), [4, 4, 4])

    def test_a_loop_refills_the_pipeline_each_time_but_the_last(self):
        self.assertEqual(estimates("cortex-m4", """
            subs r2, r2, #1
            bne 0x0""", 10, {1: 9}), [29, 38, 47])

    def test_a_return_from_the_stack_refills_it_too(self):
        self.assertEqual(estimates(
            "cortex-m4", "pop {r4, pc}", 1, {0: 1}), [4, 5, 6])

    def test_nothing_runs_in_the_shadow_of_what_jumped(self):
        self.assertEqual(estimates("cortex-m4", """
            ldr pc, [r0]
            ldr r1, [r2]""", 1, {0: 1}), [5, 6, 7])

    def test_products_take_longer_on_m3(self):
        listing = """
            mul r0, r1, r2
            mla r0, r1, r2, r3
            smull r0, r1, r2, r3
            umlal r0, r1, r2, r3"""
        self.assertEqual(estimates("cortex-m4", listing), [4, 4, 4])
        self.assertEqual(estimates("cortex-m3", listing), [10, 12.5, 15])

    def test_a_division_takes_two_to_twelve_and_it_nothing_or_one(self):
        self.assertEqual(estimates("cortex-m4", """
            udiv r0, r1, r2
            it eq"""), [2, 8, 13])

    def test_m0_has_the_shorter_pipeline_below_and_small_products_above(self):
        self.assertEqual(estimates("cortex-m0", """
            ldr r0, [r1]
            ldr r2, [r3]
            muls r0, r2, r0
            bl 0x0
            bne 0x0
            pop {r4, pc}""", 1, {3: 1, 4: 1, 5: 1}),
            [2 + 2 + 1 + 3 + 2 + 5, 2 + 2 + 1 + 4 + 3 + 6,
             2 + 2 + 32 + 4 + 3 + 6])

    def test_a_jump_waits_for_flash_and_above_a_load_too(self):
        self.assertEqual(estimates("cortex-m4", """
            ldr r0, [r1]
            b 0x0""", 1, {1: 1}, 3), [7, 8, 12])


if __name__ == "__main__":
    unittest.main()
