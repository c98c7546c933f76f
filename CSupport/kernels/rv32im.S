/* Kernels for RISC-V cores with multiplication: a load, a multiplication and an
   addition for each weight, 52 instructions for 16 multiplications. The
   compiler's loop over a row takes three times as many. The first row of a pair
   is stored with 128 added: its sum starts from 128 times the operands' sum,
   taken away.

   A kernel is called by swiftlet_riscv.h: it gives the pre-activations back in
   a0 to a3. Registers that a caller saves suffice: a0 the tile, a2 weights, a3
   operand, t1 to t4 rows; a5, a6, a7 and t0 four operands, t5 and t6
   products. */
#include "tile_fields.h"

/* Begins a function in a section of its own. */
.macro function name
  .section .text.\name, "ax", %progbits
  .balign 2
  .global \name
  .type \name, %function
\name:
.endm

/* r += t5 x; s += t6 y. */
.macro accumulate r, x, s, y
  mul t5, t5, \x
  mul t6, t6, \y
  add \r, \r, t5
  add \s, \s, t6
.endm

/* r += the weight that \load_r loads from \at_r after a2, times x; s += the
   other one, times y. */
.macro products r, load_r, at_r, x, s, load_s, at_s, y
  \load_r t5, \at_r(a2)
  \load_s t6, \at_s(a2)
  accumulate \r, \x, \s, \y
.endm

/* Four columns of two rows a and b, whose eight bytes lie \at after a2. */
.macro pair a, b, at
  products \a, lbu, (\at), a5, \b, lb, (\at + 1), a5
  products \a, lbu, (\at + 2), a6, \b, lb, (\at + 3), a6
  products \a, lbu, (\at + 4), a7, \b, lb, (\at + 5), a7
  products \a, lbu, (\at + 6), t0, \b, lb, (\at + 7), t0
.endm

/* Four columns, in the order 0 2 1 3, of the row without a partner. */
.macro single a, at
  products \a, lb, (\at), a5, \a, lb, (\at + 1), a7
  products \a, lb, (\at + 2), a6, \a, lb, (\at + 3), t0
.endm

/* The four operands \at after \base, which may be the last of them. */
.macro operands base, at
  lh a5, \at(\base)
  lh a6, (\at + 2)(\base)
  lh a7, (\at + 4)(\base)
  lh t0, (\at + 6)(\base)
.endm

/* The block of four rows that is the \index-th from a2 on. */
.macro quad index
  operands a3, (8 * \index)
  pair t1, t2, (16 * \index)
  pair t3, t4, (16 * \index + 8)
.endm

/* A block of three rows, the same. */
.macro triple index
  operands a3, (8 * \index)
  pair t1, t2, (12 * \index)
  single t4, (12 * \index + 8)
.endm

/* Bytes of the code for a block. */
#define QUAD 176
#define TRIPLE 136

/* Runs a macro for each block of \bytes up to the operands' end a4, four in a
   round of \code bytes each. Where their number is no multiple of 4 the first
   round begins in its midst, as if the blocks before had been. */
.macro rounds block, bytes, code
  sub t5, a4, a3
  andi t5, t5, 24
  beqz t5, 10f
  addi t5, t5, -32
  add a3, a3, t5
  srai t5, t5, 3
  li t6, \bytes
  mul t6, t6, t5
  add a2, a2, t6
  li t6, \code
  mul t6, t6, t5
  lla t5, 10f
  sub t5, t5, t6
  jr t5
10:
  \block 0
11:
  .if 11b - 10b - \code
  .error "a block's code has another size"
  .endif
  \block 1
  \block 2
  \block 3
  addi a2, a2, 4 * \bytes
  addi a3, a3, 32
  bne a3, a4, 10b
.endm

/* Begins over x, with the tile's start in the first row of a pair. */
.macro enter
  lw a2, TILE_WEIGHTS(a0)
  lw a3, TILE_X(a0)
  lw t1, TILE_X_START(a0)
  li t2, 0
.endm

/* a4 = where the operand over x ends. */
.macro enter_all
  lw a4, TILE_X_BLOCKS(a0)
  slli a4, a4, 3
  add a4, a4, a3
.endm

/* Goes to \end after the blocks over h, or after both as one; after those
   over x it goes on, with h and its end in t5 and t6. */
.macro leave_all end
  lw t6, TILE_H_BLOCKS(a0)
  beqz t6, \end
  lw t5, TILE_H(a0)
  slli t6, t6, 3
  add t6, t6, t5
  beq t6, a4, \end
.endm

/* The same for kept blocks, whose operand stays in a3. */
.macro leave_kept end
  lw t6, TILE_H_BLOCKS(a0)
  beqz t6, \end
  lw t5, TILE_H(a0)
  beq t5, a3, \end
.endm

/* Shifts sums over x. */
.macro shift sums:vararg
  .irp sum, \sums
  sll \sum, \sum, t6
  .endr
.endm

/* a5 = 128 times the sum of h. */
.macro load_start
  lw a5, TILE_H_SUM(a0)
  slli a5, a5, 7
.endm

/* \result = (sum + bias) * multiplier / 2^32, rounded halves up; both lie \at
   after a2. */
.macro scale result, sum, at
  lw a4, \at(a2)
  lw a5, (\at + 16)(a2)
  add \sum, \sum, a4
  slli a5, a5, 1
  mulhsu \sum, \sum, a5
  addi \sum, \sum, 1
  srai \result, \sum, 1
.endm

/* The pre-activations of four sums. */
function swiftlet_finish
  addi a1, a2, 32
  sw a1, TILE_WEIGHTS(a0)
  scale a0, t1, 0
  scale a1, t2, 4
  scale a3, t4, 12
  scale a2, t3, 8
  ret

function swiftlet_quad_int8
  enter
  enter_all
  mv t3, t1
  li t4, 0
1:
  rounds quad, 16, QUAD
  leave_all 3f
  mv a3, t5
  mv a4, t6
  lw t6, TILE_SHIFT(a0)
  beqz t6, 1b
  shift t1, t2, t3, t4
  load_start
  sub t1, t1, a5
  sub t3, t3, a5
  j 1b
3:
  j swiftlet_finish

/* t1 reset gate, t2 update gate, t4 the candidate, whose part over x goes to
   t3. */
function swiftlet_unit_int8
  enter
  enter_all
  li t4, 0
1:
  rounds triple, 12, TRIPLE
  leave_all 3f
  mv a3, t5
  mv a4, t6
  mv t3, t4
  li t4, 0
  lw t6, TILE_SHIFT(a0)
  beqz t6, 1b
  shift t1, t2, t3
  load_start
  sub t1, t1, a5
  j 1b
3:
  j swiftlet_finish

/* One column of two rows of a kept block: of the halfword 256 b + a its lower
   byte is a, and (256 b + a) / 256, rounded, is b. */
.macro kept_column a, b, at, x
  lh t6, \at(a2)
  lb t5, \at(a2)
  addi t6, t6, 128
  srai t6, t6, 8
  accumulate \a, \x, \b, \x
.endm

.macro kept_pair a, b, at
  kept_column \a, \b, (\at), a5
  kept_column \a, \b, (\at + 2), a6
  kept_column \a, \b, (\at + 4), a7
  kept_column \a, \b, (\at + 6), t0
.endm

.macro kept_quad at
  kept_pair t1, t2, (\at)
  kept_pair t3, t4, (\at + 8)
.endm

.macro kept_triple at
  kept_pair t1, t2, (\at)
  single t4, (\at + 8)
.endm

/* The operands of a round's block, whose position lies \at after a2. */
.macro kept_operands at
  lhu t0, \at(a2)
  add t0, t0, a3
  operands t0, 0
.endm

/* Runs a macro for each of a run's kept blocks, of \bytes; a4 rounds to go. */
.macro run block, bytes
  lw a4, 0(a2)
  addi a2, a2, 4
  andi t5, a4, 1
  srli a4, a4, 1
  beqz t5, 10f
  kept_operands 2
  addi a2, a2, -\bytes
  j 11f
10:
  kept_operands 0
  \block 4
  kept_operands 2
11:
  \block (4 + \bytes)
  addi a2, a2, 4 + 2 * \bytes
  addi a4, a4, -1
  bnez a4, 10b
.endm

function swiftlet_quad_kept
  enter
  mv t3, t1
  li t4, 0
1:
  run kept_quad, 16
  leave_kept 3f
  mv a3, t5
  lw t6, TILE_SHIFT(a0)
  shift t1, t2, t3, t4
  j 1b
3:
  j swiftlet_finish

function swiftlet_unit_kept
  enter
  li t4, 0
1:
  run kept_triple, 12
  leave_kept 3f
  mv a3, t5
  mv t3, t4
  li t4, 0
  lw t6, TILE_SHIFT(a0)
  shift t1, t2, t3
  j 1b
3:
  j swiftlet_finish
