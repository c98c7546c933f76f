/* A timestep of an LSTM layer on cores with the DSP extension: the equations of
   ARITHMETIC.md, section 5, with their constants in registers. */
#include "dsp.inc"
#include "tile.inc"

/* Whether a library has swiftlet_quad_int8_bytes: not one of 16-bit
   activations. Where every tile runs it over both operands as one, its blocks
   are called, without what a tile's kernel saves and loads. */
#ifdef SWIFTLET_KINDS_lstm
#define BLOCKS 0
#else
#define BLOCKS 1
#endif

/* What lies on the stack: the constants r4 to r10, and r11, where a unit's cell
   is; the next tile's weights; what gives its sums. Then the tile, or its
   operand x where its blocks are called; where a unit's output goes, and where
   the last one ends; the multipliers of i g and of the tanh's argument. */
#if BLOCKS
#define CELL 28
#define WEIGHTS 32
#define SUMS 36
#define FRAME 40
#else
#define FRAME 0
#endif
#define TILE (FRAME)
#define HIDDEN (FRAME + 4)
#define END (FRAME + 8)
#define RANGE (FRAME + 48)
#define TO_TANH (FRAME + 52)

/* r12 = 512 times the number between the table's knots at |v|, plus start. */
.macro interpolate v, start=r7
  eor r12, \v, \v, asr #31
  sub r12, r12, \v, asr #31
  usat lr, #8, r12, asr #9
  ubfx r12, r12, #0, #9
  ldr lr, [r4, lr, lsl #1]
  mla r12, r12, r5, r6
  smlad r12, lr, r12, \start
.endm

/* v = sigmoid(v), Q0.15. */
.macro sigmoid v
  interpolate \v
  eor \v, r12, \v, asr #31
  smmlar \v, \v, r8, r9
.endm

/* v = tanh(v), Q0.15. */
.macro tanh v
  interpolate \v, r10
  asr r12, r12, #10
  eor r12, r12, \v, asr #31
  sub \v, r12, \v, asr #31
.endm

/* r0 tile, r1 h, r2 c, r3 the end of h; on the stack the range of c and the
   table of tanh. */
function swiftlet_dsp_lstm_step
  push {r0, r1, r3-r11, lr}
  mov r11, r2
  ldrd r2, r4, [sp, #48]
  add r5, r2, #15
  movs r6, #3
  lsls r6, r5
  subs r2, #1
  mov r5, #1 << 31
  asrs r5, r2
  strd r5, r6, [sp, #48]
  movw r5, #65535
  mov r6, #512
  mov r7, #1 << 24
  mov r8, #1 << 21
  mov r9, #1 << 14
  add r10, r7, #512
#if BLOCKS
  sub sp, #FRAME
  stm sp, {r4-r11}
  mov r1, r0
  adr r3, 4f
  adds r3, #1
  ldr r2, [r0, #TILE_H_BLOCKS]
  cbnz r2, 1f
  ldr r12, =swiftlet_quad_int8_bytes
  ldr r2, [r0, #TILE_KERNEL]
  cmp r2, r12
  bne 1f
  ldr r3, =swiftlet_blocks_bytes
  adds r3, #8
  ldr r2, [r0, #TILE_X_BLOCKS]
  and r2, r2, #3
  add r2, r3
  ldrb r2, [r2, #-1]
  add r3, r3, r2, lsl #1
  ldm r1!, {r0}
  str r1, [sp, #TILE]
1:
  str r3, [sp, #SUMS]
#endif
2: /* the next unit's pre-activations */
#if BLOCKS
  ldm r1, {r1, r2, r8-r11}
  blx r3
  ldm r0!, {r1-r7, r12}
  rows_bytes
  str r0, [sp, #WEIGHTS]
  smmulr r0, r10, r5
  smmulr r1, r8, r6
  smmulr r2, r11, r7
  smmulr r3, r9, r12
3:
  ldm sp, {r4-r11}
#else
  ldr r0, [sp, #TILE]
  bl swiftlet_next_tile
#endif
  sigmoid r0
  interpolate r1
  eor r1, r12, r1, asr #31
  add r1, r1, #1 << 25
  lsls r1, r1, #5
  tanh r2
  sigmoid r3
  muls r0, r2, r0
  ldr lr, [sp, #RANGE]
  ldr r12, [r11]
  ldr r2, [sp, #TO_TANH]
  lsl r12, r12, #1
  smmulr r12, r12, r1
  smmlsr r12, r0, lr, r12
  ssat r12, #31, r12
  str r12, [r11], #4
  smmulr r1, r12, r2
  tanh r1
  mla lr, r3, r1, r9
  ldr r2, [sp, #HIDDEN]
  ldr r12, [sp, #END]
#if BLOCKS
  ldr r0, [sp, #WEIGHTS]
  ldr r1, [sp, #TILE]
  ldr r3, [sp, #SUMS]
  str r11, [sp, #CELL]
#endif
  asr lr, lr, #15
  strh lr, [r2], #2
  str r2, [sp, #HIDDEN]
  cmp r2, r12
  bne 2b
#if BLOCKS
  add sp, #FRAME
#endif
  pop {r0, r1, r3-r11, pc}
#if BLOCKS
4: /* by the tile's kernel */
  ldr r0, [sp, #TILE]
  bl swiftlet_next_tile
  b 3b
#endif
