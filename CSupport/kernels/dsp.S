/* Kernels for Arm cores with the DSP extension: Cortex-M4, M7, M33, M55.

   Two rows a and b share halfwords 256 b + a + 128. SMLALD sums the halfwords'
   products into 64 bits, UXTB16 and SMLAD those of a + 128 alone; both start
   from 128 times the operands' sum, taken away. Then b = (pair - a) / 256.
   That makes 12 instructions for 16 multiplications, where two sign extensions
   and two SMLAD for each row and word make 16. */
#include "dsp.inc"
#include "tile.inc"

function swiftlet_next_tile
  ldr pc, [r0, #TILE_KERNEL]

/* Bytes of a kernel before its blocks over x. */
#define QUAD 10
#define BYTES 10
#define UNIT 12
#define ROWS 16

/* r12 = the address of the first or the second of a round's positions. */
.macro first_position
  uxtah r12, r1, lr
.endm
.macro second_position
  uxtah r12, r1, lr, ror #16
.endm

/* Two columns of two rows: their sum in lo and hi, that of the first in a. It
   unpacks by UXTB16, or by SXTB16 those of a kept block, which have no offset. */
.macro pair unpack, lo, hi, a, w, x
  smlald \lo, \hi, \w, \x
  \unpack \w, \w
  smlad \a, \w, \x, \a
.endm

/* A pair's sums over x, shifted; the start over h comes in. */
.macro join lo, hi, a, shift, rest, start_lo, start_hi, t
  lsls \hi, \hi, \shift
  lsr \t, \lo, \rest
  orrs \hi, \hi, \t
  lsls \lo, \lo, \shift
  adds \lo, \lo, \start_lo
  adc \hi, \hi, \start_hi
  lsl \a, \a, \shift
  add \a, \a, \start_lo
.endm

/* lo = the sum of a pair's second row. */
.macro second lo, hi, a
  subs \lo, \lo, \a
  sbc \hi, \hi, \a, asr #31
  lsrs \lo, \lo, #8
  orr \lo, \lo, \hi, lsl #24
.endm

/* r4:r5 r8 first pair, r6:r7 r9 second pair, r0 weights, r1 operand, r2 blocks
   to go; on the stack the tile and the blocks over h. */
.macro enter_quad
  ldr r1, [r0, #TILE_H_BLOCKS]
  push {r0, r1, r4-r11, lr}
  ldm r0, {r0-r2, r4-r9}
.endm

/* The sums of four rows over four columns, which r3 and r12 hold. */
.macro quad unpack
  ldrd r10, r11, [r0], #8
  pair \unpack, r4, r5, r8, r10, r3
  pair \unpack, r4, r5, r8, r11, r12
  ldrd r10, r11, [r0], #8
  pair \unpack, r6, r7, r9, r10, r3
  pair \unpack, r6, r7, r9, r11, r12
.endm

function swiftlet_quad_int8
  enter_quad
  entered swiftlet_quad_int8, QUAD
1:
  ldrd r3, r12, [r1], #8
  quad uxtb16
  subs r2, r2, #1
  bne 1b
/* After the blocks over x goes on over h; after those over h, or after both
   as one, ends. */
shared swiftlet_leave_quad
  ldrd lr, r2, [sp]
  cbnz r2, 2f
  second r4, r5, r8
  second r6, r7, r9
/* Ends with the pre-activations of the sums r8, r4, r9 and r6. */
shared swiftlet_finish
  ldm r0!, {r1, r2, r3, r12}
  add r8, r8, r1
  adds r4, r4, r2
  add r9, r9, r3
  add r6, r6, r12
  ldm r0!, {r1, r2, r3, r12}
  ldr lr, [sp], #8
  str r0, [lr, #TILE_WEIGHTS]
  smmulr r0, r8, r1
  smmulr r1, r4, r2
  smmulr r2, r9, r3
  smmulr r3, r6, r12
  pop {r4-r11, pc}
2: /* over h */
  movs r3, #0
  str r3, [sp, #4]
  ldr r3, [lr, #TILE_SHIFT]
  cbz r3, 3f
  ldr r12, [lr, #TILE_H_SUM]
  rsb r12, r12, #0
  lsl r11, r12, #7
  asr r12, r12, #25
  rsb r10, r3, #32
  join r4, r5, r8, r3, r10, r11, r12, r1
  join r6, r7, r9, r3, r10, r11, r12, r1
3:
  again QUAD

.macro kept_quad
  ldrd r3, r12, [r12]
  quad sxtb16
.endm

function swiftlet_quad_kept
  enter_quad
  entered swiftlet_quad_kept, QUAD
  run kept_quad
  bl swiftlet_leave_quad

/* Two columns of two rows, times bytes: their sum fits 32 bits. */
.macro pair_bytes unpack, sum, a, w, x
  smlad \sum, \w, \x, \sum
  \unpack \w, \w
  smlad \a, \w, \x, \a
.endm

/* The sums of a block's four rows over four columns. */
.macro quad_bytes unpack, columns:vararg
  ldm r0!, {r4-r7}
  ldrd r3, r12, \columns
  pair_bytes \unpack, r8, r10, r4, r3
  pair_bytes \unpack, r8, r10, r5, r12
  pair_bytes \unpack, r9, r11, r6, r3
  pair_bytes \unpack, r9, r11, r7, r12
.endm

.macro quad_int8_bytes
  quad_bytes uxtb16, [r1], #8
.endm

.macro quad_kept_bytes
  quad_bytes sxtb16, [r12]
.endm

/* Adds r2 blocks at r0 over the operand r1 to the sums; moves r0 past them and
   leaves lr. dsp_lstm.S begins within a round, by the table. */
function swiftlet_blocks_bytes
  rounds quad_int8_bytes
  bx lr

.macro enter_bytes
  ldr r1, [r0, #TILE_H_BLOCKS]
  push {r0, r1, r4-r11, lr}
  ldm r0, {r0-r2, r8-r11}
.endm

/* r8 r10 first pair, r9 r11 second pair, else as above. A sum is in units of
   256: that of a second row comes in them, that of a first one is shifted. */
function swiftlet_quad_int8_bytes
  enter_bytes
  entered swiftlet_quad_int8_bytes, BYTES
  bl swiftlet_blocks_bytes
shared swiftlet_leave_bytes
  ldrd lr, r2, [sp], #8
  cbnz r2, 2f
  ldm r0!, {r1-r7, r12}
  rows_bytes
  str r0, [lr, #TILE_WEIGHTS]
  smmulr r0, r10, r5
  smmulr r1, r8, r6
  smmulr r2, r11, r7
  smmulr r3, r9, r12
  pop {r4-r11, pc}
2: /* over h */
  ldr r3, [lr, #TILE_SHIFT]
  cbz r3, 3f
  ldr r12, [lr, #TILE_H_SUM]
  lsl r8, r8, r3
  lsl r9, r9, r3
  lsl r10, r10, r3
  lsl r11, r11, r3
  sub r8, r8, r12, lsl #7
  sub r9, r9, r12, lsl #7
  sub r10, r10, r12, lsl #7
  sub r11, r11, r12, lsl #7
3:
  movs r3, #0
  strd lr, r3, [sp, #-8]!
  again BYTES

function swiftlet_quad_kept_bytes
  enter_bytes
  entered swiftlet_quad_kept_bytes, BYTES
  run quad_kept_bytes
  bl swiftlet_leave_bytes

/* r4:r5 r8 reset and update gate, r6 candidate, r9 its part over x, r0
   weights, r1 operand, r2 blocks to go; on the stack the tile and the blocks
   over h. */
.macro enter_unit
  ldr r1, [r0, #TILE_H_BLOCKS]
  push {r0, r1, r4-r11, lr}
  ldm r0, {r0-r2, r4, r5}
  mov r8, r4
  movs r6, #0
.endm

/* The sums of a unit's four columns: words w, v of the gates, u of the
   candidate. */
.macro triple unpack, w, v, u
  pair \unpack, r4, r5, r8, \w, r3
  pair \unpack, r4, r5, r8, \v, r12
  sxtb16 \w, \u
  smlad r6, \w, r3, r6
  sxtb16 \u, \u, ror #8
  smlad r6, \u, r12, r6
.endm

.macro triple_int8
  ldrd r3, r12, [r1], #8
  ldm r0!, {r7, r10, r11}
  triple uxtb16, r7, r10, r11
.endm

function swiftlet_unit_int8
  enter_unit
  entered swiftlet_unit_int8, UNIT
  rounds triple_int8
/* After the blocks over x goes on over h; after those over h ends. */
shared swiftlet_leave_unit
  ldrd lr, r2, [sp]
  cbnz r2, 2f
  second r4, r5, r8
  bl swiftlet_finish
2: /* over h */
  mov r9, r6
  ldr r3, [lr, #TILE_SHIFT]
  cbz r3, 3f
  ldr r12, [lr, #TILE_H_SUM]
  rsb r12, r12, #0
  lsl r11, r12, #7
  asr r12, r12, #25
  rsb r10, r3, #32
  join r4, r5, r8, r3, r10, r11, r12, r1
  lsl r9, r9, r3
3:
  movs r6, #0
  str r6, [sp, #4]
  again UNIT

.macro kept_triple
  ldrd r3, r12, [r12]
  ldm r0!, {r7, r10, r11}
  triple sxtb16, r7, r10, r11
.endm

function swiftlet_unit_kept
  enter_unit
  entered swiftlet_unit_kept, UNIT
  run kept_triple
  bl swiftlet_leave_unit

/* int4: a word holds those of two blocks of int8, the first's shifted. */
.macro low w
  lsl \w, \w, #4
  high \w
.endm

.macro high w
  bic \w, \w, #0x0f0f0f0f
.endm

function swiftlet_quad_int4
  enter_quad
  entered swiftlet_quad_int4, QUAD
1:
  ldrd r3, r12, [r1], #8
  ldrd r10, r11, [r0]
  low r10
  low r11
  pair uxtb16, r4, r5, r8, r10, r3
  pair uxtb16, r4, r5, r8, r11, r12
  ldrd r10, r11, [r0, #8]
  low r10
  low r11
  pair uxtb16, r6, r7, r9, r10, r3
  pair uxtb16, r6, r7, r9, r11, r12
  ldrd r3, r12, [r1], #8
  ldrd r10, r11, [r0], #8
  high r10
  high r11
  pair uxtb16, r4, r5, r8, r10, r3
  pair uxtb16, r4, r5, r8, r11, r12
  ldrd r10, r11, [r0], #8
  high r10
  high r11
  pair uxtb16, r6, r7, r9, r10, r3
  pair uxtb16, r6, r7, r9, r11, r12
  subs r2, r2, #1
  bne 1b
  bl swiftlet_leave_quad

function swiftlet_unit_int4
  enter_unit
  entered swiftlet_unit_int4, UNIT
1:
  ldrd r3, r12, [r1], #8
  ldm r0, {r7, r10, r11}
  low r7
  low r10
  low r11
  triple uxtb16, r7, r10, r11
  ldrd r3, r12, [r1], #8
  ldm r0!, {r7, r10, r11}
  high r7
  high r10
  high r11
  triple uxtb16, r7, r10, r11
  subs r2, r2, #1
  bne 1b
  bl swiftlet_leave_unit

/* int16, row after row: r8 r4 r9 r6 rows, else as above. */
.macro row a, w, v
  smlad \a, \w, r3, \a
  smlad \a, \v, r12, \a
.endm

.macro enter_rows
  ldr r1, [r0, #TILE_H_BLOCKS]
  push {r0, r1, r4-r11, lr}
  ldm r0, {r0-r2}
  movs r4, #0
  movs r6, #0
  mov r8, r4
  mov r9, r4
.endm

function swiftlet_quad_int16
  enter_rows
  entered swiftlet_quad_int16, ROWS
1:
  ldrd r3, r12, [r1], #8
  ldm r0!, {r5, r7, r10, r11}
  row r8, r5, r7
  row r4, r10, r11
  ldm r0!, {r5, r7, r10, r11}
  row r9, r5, r7
  row r6, r10, r11
  subs r2, r2, #1
  bne 1b
  ldrd lr, r2, [sp]
  cbnz r2, 2f
  bl swiftlet_finish
2: /* over h */
  ldr r3, [lr, #TILE_SHIFT]
  lsl r8, r8, r3
  lsls r4, r4, r3
  lsl r9, r9, r3
  lsls r6, r6, r3
  movs r3, #0
  str r3, [sp, #4]
  again ROWS

/* r8 reset and r4 update gate, r6 candidate, r9 its part over x. */
function swiftlet_unit_int16
  enter_rows
  entered swiftlet_unit_int16, ROWS
1:
  ldrd r3, r12, [r1], #8
  ldm r0!, {r5, r7, r10, r11}
  row r8, r5, r7
  row r4, r10, r11
  ldrd r5, r7, [r0], #8
  row r6, r5, r7
  subs r2, r2, #1
  bne 1b
  ldrd lr, r2, [sp]
  cbnz r2, 2f
  bl swiftlet_finish
2: /* over h */
  ldr r3, [lr, #TILE_SHIFT]
  lsl r8, r8, r3
  lsls r4, r4, r3
  lsl r9, r6, r3
  movs r6, #0
  str r6, [sp, #4]
  again ROWS
