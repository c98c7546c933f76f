/* Kernels for Cortex-M3: a load and a multiplication for each weight. The
   compiler's loop takes a third more, as it keeps no four operands in
   registers. The first row of a pair is stored with 128 added: its sum starts
   from 128 times the operands' sum, taken away. */
#include "tile.inc"

function swiftlet_next_tile
  ldr pc, [r0, #TILE_KERNEL]

/* Two rows in a and b over the operands r8 to r11; their eight bytes end
   \before the address r0. */
.macro pair a, b, before
  ldrb r3, [r0, #-8 - \before]
  ldrsb r12, [r0, #-7 - \before]
  mla \a, r3, r8, \a
  ldrb r3, [r0, #-6 - \before]
  mla \b, r12, r8, \b
  rest \a, \b, \before
.endm

/* The same from the second column on, whose byte of the first row is in r3. */
.macro rest a, b, before
  ldrsb r12, [r0, #-5 - \before]
  mla \a, r3, r9, \a
  ldrb r3, [r0, #-4 - \before]
  mla \b, r12, r9, \b
  ldrsb r12, [r0, #-3 - \before]
  mla \a, r3, r10, \a
  ldrb r3, [r0, #-2 - \before]
  mla \b, r12, r10, \b
  ldrsb r12, [r0, #-1 - \before]
  mla \a, r3, r11, \a
  mla \b, r12, r11, \b
.endm

/* The next four operands of those in r1. */
.macro operands
  ldrsh r8, [r1], #8
  ldrsh r9, [r1, #-6]
  ldrsh r10, [r1, #-4]
  ldrsh r11, [r1, #-2]
.endm

/* Ends with the pre-activations of four sums; the tile lies in lr. */
.macro finish a, b, c, d
  ldm r0!, {r1, r2, r3, r12}
  add \a, \a, r1
  add \b, \b, r2
  add \c, \c, r3
  add \d, \d, r12
  ldm r0!, {r8-r11}
  str r0, [lr, #TILE_WEIGHTS]
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

/* A block of four rows; the first weight's load moves r0 past them. */
.macro quad
  operands
  ldrb r3, [r0], #16
  ldrsb r12, [r0, #-15]
  mla r4, r3, r8, r4
  ldrb r3, [r0, #-14]
  mla r5, r12, r8, r5
  rest r4, r5, 8
  pair r6, r7, 0
.endm

/* Bytes of a kernel before its blocks over x. */
#define QUAD 8
#define UNIT 10

/* r12 = the address of the first or the second of a round's positions. */
.macro first_position
  uxth r12, lr
  add r12, r12, r1
.endm
.macro second_position
  add r12, r1, lr, lsr #16
.endm

/* r4 to r7 rows, r0 weights, r1 operand, r2 blocks to go; on the stack the
   tile and the blocks over h. */
.macro enter_quad
  ldr r1, [r0, #TILE_H_BLOCKS]
  push {r0, r1, r4-r11, lr}
  ldm r0, {r0-r2, r4-r7}
.endm

function swiftlet_quad_int8
  enter_quad
  entered swiftlet_quad_int8, QUAD
  rounds quad
shared swiftlet_leave_quad
  ldrd lr, r2, [sp]
  cbnz r2, 2f
  finish r4, r5, r6, r7
2: /* over h */
  ldr r3, [lr, #TILE_SHIFT]
  cbz r3, 3f
  ldr r12, [lr, #TILE_H_SUM]
  lsl r4, r4, r3
  lsl r5, r5, r3
  lsl r6, r6, r3
  lsl r7, r7, r3
  sub r4, r4, r12, lsl #7
  sub r6, r6, r12, lsl #7
3:
  mov r3, #0
  str r3, [sp, #4]
  again QUAD

/* Two columns of two rows in a and b over x and y, of a kept block. */
.macro kept_pair a, b, x, y
  ldr r3, [r0], #4
  sxtb r12, r3
  mla \a, r12, \x, \a
  add r12, r3, #0x80
  sbfx r12, r12, #8, #8
  mla \b, r12, \x, \b
  sbfx r12, r3, #16, #8
  mla \a, r12, \y, \a
  add r12, r3, #0x800000
  asr r12, r12, #24
  mla \b, r12, \y, \b
.endm

/* The four operands at r12. */
.macro kept_operands
  ldrsh r8, [r12]
  ldrsh r9, [r12, #2]
  ldrsh r10, [r12, #4]
  ldrsh r11, [r12, #6]
.endm

.macro kept_quad
  kept_operands
  kept_pair r4, r5, r8, r9
  kept_pair r4, r5, r10, r11
  kept_pair r6, r7, r8, r9
  kept_pair r6, r7, r10, r11
.endm

function swiftlet_quad_kept
  enter_quad
  entered swiftlet_quad_kept, QUAD
  run kept_quad
  bl swiftlet_leave_quad

/* The row without a partner, which ends at r0, from its second load on: the
   columns come in the order 0 2 1 3, and the first is in r3. */
.macro single
  ldrsb r12, [r0, #-2]
  mla r6, r3, r8, r6
  ldrsb r3, [r0, #-3]
  mla r6, r12, r9, r6
  ldrsb r12, [r0, #-1]
  mla r6, r3, r10, r6
  mla r6, r12, r11, r6
.endm

/* A block of three rows, the same. */
.macro triple
  operands
  ldrb r3, [r0], #12
  ldrsb r12, [r0, #-11]
  mla r4, r3, r8, r4
  ldrb r3, [r0, #-10]
  mla r5, r12, r8, r5
  rest r4, r5, 4
  ldrsb r3, [r0, #-4]
  single
.endm

/* r4 reset gate, r5 update gate, r6 candidate, r7 its part over x, r0 weights,
   r1 operand, r2 blocks to go; on the stack the tile and the blocks over h. */
.macro enter_unit
  ldr r1, [r0, #TILE_H_BLOCKS]
  push {r0, r1, r4-r11, lr}
  ldm r0, {r0-r2, r4, r5}
  movs r6, #0
.endm

function swiftlet_unit_int8
  enter_unit
  entered swiftlet_unit_int8, UNIT
  rounds triple
shared swiftlet_leave_unit
  ldrd lr, r2, [sp]
  cbnz r2, 2f
  finish r4, r5, r7, r6
2: /* over h */
  ldr r3, [lr, #TILE_SHIFT]
  mov r7, r6
  cbz r3, 3f
  ldr r12, [lr, #TILE_H_SUM]
  lsl r4, r4, r3
  lsl r5, r5, r3
  lsl r7, r7, r3
  sub r4, r4, r12, lsl #7
3:
  mov r6, #0
  str r6, [sp, #4]
  again UNIT

.macro kept_triple
  kept_operands
  kept_pair r4, r5, r8, r9
  kept_pair r4, r5, r10, r11
  ldrsb r3, [r0], #4
  single
.endm

function swiftlet_unit_kept
  enter_unit
  entered swiftlet_unit_kept, UNIT
  run kept_triple
  bl swiftlet_leave_unit
