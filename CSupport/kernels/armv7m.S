/* Kernels for Cortex-M3: a load and a multiplication for each weight. The
   compiler's loop takes a third more, as it keeps no four operands in
   registers. The first row of a pair is stored with 128 added: its sum starts
   from 128 times the operands' sum, taken away. */
#include "tile.inc"

function swiftlet_next_tile
  ldr pc, [r0, #KERNEL]

/* Two rows in a and b over the operands r8 to r11; their bytes lie \at behind
   the weights in r0. */
.macro pair a, b, at
  ldrb r3, [r0, #\at]
  ldrsb r12, [r0, #\at + 1]
  mla \a, r3, r8, \a
  ldrb r3, [r0, #\at + 2]
  mla \b, r12, r8, \b
  ldrsb r12, [r0, #\at + 3]
  mla \a, r3, r9, \a
  ldrb r3, [r0, #\at + 4]
  mla \b, r12, r9, \b
  ldrsb r12, [r0, #\at + 5]
  mla \a, r3, r10, \a
  ldrb r3, [r0, #\at + 6]
  mla \b, r12, r10, \b
  ldrsb r12, [r0, #\at + 7]
  mla \a, r3, r11, \a
  mla \b, r12, r11, \b
.endm

/* Four operands, \at behind those in r1. */
.macro operands at
  ldrsh r8, [r1, #\at]
  ldrsh r9, [r1, #\at + 2]
  ldrsh r10, [r1, #\at + 4]
  ldrsh r11, [r1, #\at + 6]
.endm

/* Runs a macro for each of r2 blocks, four in a round; its arguments are where
   the block's weights and operands lie. Jumps into the first round so that the
   blocks come out even. */
.macro rounds block, size
  and r3, r2, #3
  rsb r12, r3, #4
  and r12, r12, #3
  sub r1, r1, r12, lsl #3
  mov lr, #\size
  mls r0, r12, lr, r0
  add r2, r2, #3
  lsr r2, r2, #2
  tbb [pc, r3]
9:
  .byte (10f - 9b) / 2, (13f - 9b) / 2, (12f - 9b) / 2, (11f - 9b) / 2
10:
  \block 0, 0
11:
  \block \size, 8
12:
  \block 2 * \size, 16
13:
  \block 3 * \size, 24
  add r0, r0, #4 * \size
  add r1, r1, #32
  subs r2, r2, #1
  bne 10b
.endm

/* The pre-activations of four sums; the tile lies in lr. */
.macro finish a, b, c, d
  ldm r0!, {r1, r2, r3, r12}
  add \a, \a, r1
  add \b, \b, r2
  add \c, \c, r3
  add \d, \d, r12
  ldm r0!, {r8-r11}
  str r0, [lr, #WEIGHTS]
  smull r12, r0, \a, r8
  add r0, r0, r12, lsr #31
  smull r12, r1, \b, r9
  add r1, r1, r12, lsr #31
  smull r12, r2, \c, r10
  add r2, r2, r12, lsr #31
  smull r12, r3, \d, r11
  add r3, r3, r12, lsr #31
  add sp, sp, #8
  pop {r4-r11, pc}
.endm

.macro quad weights, operands
  operands \operands
  pair r4, r5, \weights
  pair r6, r7, \weights + 8
.endm

/* r4 to r7 rows, r0 weights, r1 operand, r2 blocks to go; on the stack the
   tile and the blocks over h. */
function swiftlet_quad_int8
  ldr r1, [r0, #H_BLOCKS]
  push {r0, r1, r4-r11, lr}
  ldm r0, {r0-r2, r4}
  mov r5, #0
  mov r6, r4
  mov r7, #0
1:
  rounds quad, 16
  ldrd lr, r2, [sp]
  cbnz r2, 2f
  finish r4, r5, r6, r7
2: /* over h */
  ldr r3, [lr, #SHIFT]
  cbz r3, 3f
  ldr r12, [lr, #H_START]
  lsl r4, r4, r3
  lsl r5, r5, r3
  lsl r6, r6, r3
  lsl r7, r7, r3
  add r4, r4, r12
  add r6, r6, r12
3:
  ldr r1, [lr, #H]
  mov r3, #0
  str r3, [sp, #4]
  b 1b

.macro triple weights, operands
  operands \operands
  pair r4, r5, \weights
  ldrsb r3, [r0, #\weights + 8]
  ldrsb r12, [r0, #\weights + 10]
  mla r6, r3, r8, r6
  ldrsb r3, [r0, #\weights + 9]
  mla r6, r12, r9, r6
  ldrsb r12, [r0, #\weights + 11]
  mla r6, r3, r10, r6
  mla r6, r12, r11, r6
.endm

/* r4 reset gate, r5 update gate, r6 candidate, r7 its part over x, r0 weights,
   r1 operand, r2 blocks to go; on the stack the tile and the blocks over h. */
function swiftlet_unit_int8
  ldr r1, [r0, #H_BLOCKS]
  push {r0, r1, r4-r11, lr}
  ldm r0, {r0-r2, r4}
  mov r5, #0
  mov r6, #0
1:
  rounds triple, 12
  ldrd lr, r2, [sp]
  cbnz r2, 2f
  finish r4, r5, r7, r6
2: /* over h */
  ldr r3, [lr, #SHIFT]
  mov r7, r6
  cbz r3, 3f
  ldr r12, [lr, #H_START]
  lsl r4, r4, r3
  lsl r5, r5, r3
  lsl r7, r7, r3
  add r4, r4, r12
3:
  ldr r1, [lr, #H]
  mov r6, #0
  str r6, [sp, #4]
  b 1b
