/* Kernels for Cortex-M0: 67 instructions for 16 multiplications, where the
   compiler's loop spills and takes twice as many. The eight low registers hold
   four operands, a word of weights, its parts and two pointers; sums lie in
   high registers, which can be added to. The first row of a pair is stored
   with 128 added: its sum starts from 128 times the operands' sum, taken
   away. */
#include "tile.inc"

function swiftlet_next_tile
  ldr r1, [r0, #TILE_KERNEL]
  bx r1

/* r2 to r5 = the next four operands of those in r1. */
.macro operands
  ldm r1!, {r2, r4}
  asrs r3, r2, #16
  sxth r2, r2
  asrs r5, r4, #16
  sxth r4, r4
.endm

/* Two columns of two rows in a and b, from the next word of weights. */
.macro pair a, b, x, y
  ldm r0!, {r6}
  uxtb r7, r6
  muls r7, \x, r7
  add \a, r7
  lsls r7, r6, #16
  asrs r7, r7, #24
  muls r7, \x, r7
  add \b, r7
  lsls r7, r6, #8
  lsrs r7, r7, #24
  muls r7, \y, r7
  add \a, r7
  asrs r6, r6, #24
  muls r6, \y, r6
  add \b, r6
.endm

/* Four columns of the row without a partner, in their order 0 2 1 3. */
.macro single a
  ldm r0!, {r6}
  sxtb r7, r6
  muls r7, r2, r7
  add \a, r7
  lsls r7, r6, #16
  asrs r7, r7, #24
  muls r7, r4, r7
  add \a, r7
  lsls r7, r6, #8
  asrs r7, r7, #24
  muls r7, r3, r7
  add \a, r7
  asrs r6, r6, #24
  muls r6, r5, r6
  add \a, r6
.endm

/* Saves registers, and the tile and the blocks over h; then r0 weights, r1
   operand, r12 its end, r3 what a first row starts from. */
.macro enter
  push {r4-r7, lr}
  mov r4, r8
  mov r5, r9
  mov r6, r10
  mov r7, r11
  ldr r3, [r0, #TILE_H_BLOCKS]
  push {r0, r3, r4-r7}
  ldm r0!, {r1, r2, r3}
  ldr r4, [r0]
  lsls r3, r3, #3
  adds r3, r2, r3
  mov r12, r3
  mov r0, r1
  mov r1, r2
  movs r3, r4
.endm

/* a = a << r2, with low registers. */
.macro shift a
  mov r3, \a
  lsls r3, r2
  mov \a, r3
.endm

/* The pre-activation of a sum, whose bias lies \at after r0: the product of
   halves (ARITHMETIC.md, scale). */
.macro scale a, at
  mov r1, \a
  ldr r2, [r0, #\at]
  adds r1, r1, r2
  ldr r2, [r0, #\at + 16]
  asrs r3, r1, #16
  uxth r1, r1
  asrs r4, r2, #16
  uxth r2, r2
  movs r5, r1
  muls r5, r2, r5
  lsrs r5, r5, #16
  muls r2, r3, r2
  adds r2, r2, r5
  muls r1, r4, r1
  uxth r5, r2
  adds r1, r1, r5
  asrs r1, r1, #15
  adds r1, r1, #1
  asrs r1, r1, #1
  muls r3, r4, r3
  asrs r2, r2, #16
  adds r3, r3, r2
  adds r3, r3, r1
  mov \a, r3
.endm

/* The pre-activations of the sums r8 to r11; the tile lies in r7. */
function swiftlet_finish
  scale r8, 0
  scale r9, 4
  scale r10, 8
  scale r11, 12
  adds r0, r0, #32
  str r0, [r7, #TILE_WEIGHTS]
  mov r0, r8
  mov r1, r9
  mov r2, r10
  mov r3, r11
  add sp, sp, #8
  pop {r4-r7}
  mov r8, r4
  mov r9, r5
  mov r10, r6
  mov r11, r7
  pop {r4-r7, pc}

/* Ends after the blocks over h, or after both as one; after those over x
   goes on over h: r1 operand, r12 its end, r2 shift, r4 what comes in. */
.macro leave
  ldr r7, [sp]
  ldr r2, [sp, #4]
  cmp r2, #0
  bne 2f
  b swiftlet_finish
2:
  ldr r1, [r7, #TILE_H]
  lsls r2, r2, #3
  adds r2, r1, r2
  mov r12, r2
  movs r2, #0
  str r2, [sp, #4]
  ldr r2, [r7, #TILE_SHIFT]
  ldr r4, [r7, #TILE_H_SUM]
  lsls r4, r4, #7
  rsbs r4, r4, #0
.endm

function swiftlet_quad_int8
  enter
  mov r8, r3
  mov r10, r3
  movs r3, #0
  mov r9, r3
  mov r11, r3
1:
  operands
  pair r8, r9, r2, r3
  pair r8, r9, r4, r5
  pair r10, r11, r2, r3
  pair r10, r11, r4, r5
  cmp r1, r12
  bne 1b
  leave
  cmp r2, #0
  beq 1b
  shift r8
  shift r9
  shift r10
  shift r11
  add r8, r4
  add r10, r4
  b 1b

/* r8 reset gate, r9 update gate, r10 candidate, r11 its part over x: what
   follows wants the part over x in r10 and that over h in r11. */
function swiftlet_unit_int8
  enter
  mov r8, r3
  movs r3, #0
  mov r9, r3
  mov r11, r3
1:
  operands
  pair r8, r9, r2, r3
  pair r8, r9, r4, r5
  single r11
  cmp r1, r12
  bne 1b
  leave
  mov r10, r11
  movs r3, #0
  mov r11, r3
  cmp r2, #0
  beq 1b
  shift r8
  shift r9
  shift r10
  add r8, r4
  b 1b

/* Two columns of two rows in a and b, from the next word of a kept block:
   (256 b + a) / 256, rounded halves up, is b. */
.macro kept_pair a, b, x, y
  ldm r0!, {r6}
  sxtb r7, r6
  muls r7, \x, r7
  add \a, r7
  lsls r7, r6, #16
  asrs r7, r7, #23
  adds r7, #1
  asrs r7, r7, #1
  muls r7, \x, r7
  add \b, r7
  lsls r7, r6, #8
  asrs r7, r7, #24
  muls r7, \y, r7
  add \a, r7
  asrs r6, r6, #23
  adds r6, #1
  asrs r6, r6, #1
  muls r6, \y, r6
  add \b, r6
.endm

/* r2 to r5 = the four operands at the position in r2. */
.macro kept_operands
  adds r2, r1, r2
  ldm r2, {r2, r4}
  asrs r3, r2, #16
  sxth r2, r2
  asrs r5, r4, #16
  sxth r4, r4
.endm

/* Runs a macro for each of a run's kept blocks; r12 positions, lr rounds to
   go. */
.macro short_run block
  ldm r0!, {r2}
  lsrs r2, r2, #1
  mov lr, r2
  bcc 10f
  ldm r0!, {r2}
  b 11f
10:
  ldm r0!, {r2}
  mov r12, r2
  uxth r2, r2
  \block
  mov r2, r12
11:
  lsrs r2, r2, #16
  \block
  mov r2, lr
  subs r2, #1
  mov lr, r2
  beq 12f
  b 10b
12:
.endm

.macro kept_quad
  kept_operands
  kept_pair r8, r9, r2, r3
  kept_pair r8, r9, r4, r5
  kept_pair r10, r11, r2, r3
  kept_pair r10, r11, r4, r5
.endm

function swiftlet_quad_kept
  enter
  movs r3, #0
  mov r8, r3
  mov r9, r3
  mov r10, r3
  mov r11, r3
1:
  short_run kept_quad
  leave
  cmp r2, #0
  beq 3f
  shift r8
  shift r9
  shift r10
  shift r11
3:
  b 1b

.macro kept_triple
  kept_operands
  kept_pair r8, r9, r2, r3
  kept_pair r8, r9, r4, r5
  single r11
.endm

function swiftlet_unit_kept
  enter
  movs r3, #0
  mov r8, r3
  mov r9, r3
  mov r11, r3
1:
  short_run kept_triple
  leave
  mov r10, r11
  movs r3, #0
  mov r11, r3
  cmp r2, #0
  beq 3f
  shift r8
  shift r9
  shift r10
3:
  b 1b
