/* Kernels for Arm cores with the DSP extension: Cortex-M4, M7, M33, M55.

   Two rows a and b share halfwords 256 b + a + 128. SMLALD sums the halfwords'
   products into 64 bits, UXTB16 and SMLAD those of a + 128 alone; 128 times
   the operands' sum, which both start from, takes the 128 away again. Then
   b = (pair - a) / 256. That is 12 instructions for 16 multiplications, where
   two sign extensions and two SMLAD for each row and word make 16. */
  .syntax unified
  .thumb
  .text

#define WEIGHTS 0
#define H 16
#define H_BLOCKS 20
#define H_SUM 24
#define SHIFT 28
#define VALUES 32

/* Two columns of two rows: their sum in lo and hi, that of the first in a. */
.macro pair lo, hi, a, w, x
  smlald \lo, \hi, \w, \x
  uxtb16 lr, \w
  smlad \a, lr, \x, \a
.endm

/* A pair's registers from 128 times the operands' sum, taken away. */
.macro start lo, hi, a, sum
  rsb \sum, \sum, #0
  asr \hi, \sum, #25
  lsl \lo, \sum, #7
  mov \a, \lo
.endm

/* A pair's sums over x, shifted; the sum over h comes in. */
.macro join lo, hi, a, shift, rest, sum_lo, sum_hi, t
  lsl \hi, \hi, \shift
  lsr \t, \lo, \rest
  orr \hi, \hi, \t
  lsl \lo, \lo, \shift
  adds \lo, \lo, \sum_lo
  adc \hi, \hi, \sum_hi
  lsl \a, \a, \shift
  add \a, \a, \sum_lo
.endm

/* lo = the sum of a pair's second row. */
.macro second lo, hi, a
  subs \lo, \lo, \a
  sbc \hi, \hi, \a, asr #31
  lsr \lo, \lo, #8
  orr \lo, \lo, \hi, lsl #24
.endm

.macro function name
  .section .text.\name, "ax", %progbits
  .global \name
  .type \name, %function
  .thumb_func
\name:
.endm

/* r4:r5 r8 first pair, r6:r7 r9 second pair, r0 weights, r1 operand, r2 blocks
   to go; on the stack the tile and the blocks over h. */
function swiftlet_quad_int8
  ldr r1, [r0, #H_BLOCKS]
  push {r0, r1, r4-r11, lr}
  ldm r0, {r0-r3}
  start r4, r5, r8, r3
  mov r6, r4
  mov r7, r5
  mov r9, r8
1:
  ldrd r3, r12, [r1], #8
  ldrd r10, r11, [r0], #8
  pair r4, r5, r8, r10, r3
  pair r4, r5, r8, r11, r12
  ldrd r10, r11, [r0], #8
  pair r6, r7, r9, r10, r3
  pair r6, r7, r9, r11, r12
  subs r2, r2, #1
  bne 1b
  ldr lr, [sp]
  ldr r2, [sp, #4]
  cbnz r2, 2f
  second r4, r5, r8
  second r6, r7, r9
  ldm r0!, {r1, r2, r3, r12}
  add r8, r8, r1
  add r4, r4, r2
  add r9, r9, r3
  add r6, r6, r12
  ldm r0!, {r1, r2, r3, r12}
  smmulr r1, r8, r1
  smmulr r2, r4, r2
  smmulr r3, r9, r3
  smmulr r12, r6, r12
  str r0, [lr, #WEIGHTS]
  add lr, lr, #VALUES
  stm lr, {r1, r2, r3, r12}
  pop {r0, r1, r4-r11, pc}
2: /* over h */
  mov r3, #0
  str r3, [sp, #4]
  ldr r3, [lr, #SHIFT]
  cbz r3, 3f
  ldr r12, [lr, #H_SUM]
  rsb r12, r12, #0
  lsl r11, r12, #7
  asr r12, r12, #25
  rsb r10, r3, #32
  join r4, r5, r8, r3, r10, r11, r12, r1
  join r6, r7, r9, r3, r10, r11, r12, r1
3:
  ldr r1, [lr, #H]
  b 1b

/* r4:r5 r8 reset and update gate, r6 candidate, r7 its part over x, r0
   weights, r1 operand, r2 blocks to go; on the stack the tile. */
.macro triples
1:
  ldrd r3, r12, [r1], #8
  ldm r0!, {r9, r10, r11}
  pair r4, r5, r8, r9, r3
  pair r4, r5, r8, r10, r12
  sxtb16 lr, r11
  smlad r6, lr, r3, r6
  sxtb16 lr, r11, ror #8
  smlad r6, lr, r12, r6
  subs r2, r2, #1
  bne 1b
.endm

function swiftlet_unit_int8
  push {r0, r4-r11, lr}
  ldm r0, {r0-r3}
  start r4, r5, r8, r3
  mov r6, #0
  triples
  ldr lr, [sp]
  mov r7, r6
  ldr r3, [lr, #SHIFT]
  cbz r3, 3f
  ldr r12, [lr, #H_SUM]
  rsb r12, r12, #0
  lsl r11, r12, #7
  asr r12, r12, #25
  rsb r10, r3, #32
  join r4, r5, r8, r3, r10, r11, r12, r1
  lsl r7, r7, r3
3:
  ldrd r1, r2, [lr, #H]
  mov r6, #0
  triples
  ldr lr, [sp]
  second r4, r5, r8
  ldm r0!, {r1, r2, r3, r12}
  add r8, r8, r1
  add r4, r4, r2
  add r7, r7, r3
  add r6, r6, r12
  ldm r0!, {r1, r2, r3, r12}
  smmulr r1, r8, r1
  smmulr r2, r4, r2
  smmulr r3, r7, r3
  smmulr r12, r6, r12
  str r0, [lr, #WEIGHTS]
  add lr, lr, #VALUES
  stm lr, {r1, r2, r3, r12}
  pop {r0, r4-r11, pc}
