/* int8 weights in panels with Neon's dot products: four columns of four units
   are a vector.

   An operand is 256 times its upper byte, which has a sign, and its lower byte,
   which has none: the latter meets weights that are 128 more, and 128 times its
   sum is taken away. Where operands are rounded there are no lower bytes. */
#ifndef NEON_DOTS_H
#define NEON_DOTS_H

#include <arm_neon.h>

#include "dots.h"
#include "neon_split.h"
#include "task.h"

/* A row's sums of sixteen units: of int16 weights four vectors; of int8 weights
   over upper and over lower bytes, and 128 times the sum of the latter. */
typedef struct {
  dots of[4];
  int32x4_t upper[4];
  uint32x4_t lower[4], offset;
} row_sums;

/* Loads the operands of int8 weights. */
INLINE void load_byte_operands(const task *t) { load_split_operands(t); }

/* Adds the products of four columns of int8 weights. */
INLINE void add_bytes(row_sums *sum, const uint8_t *weights,
                      const int16_t *operand, int32_t upper_bytes) {
  const uint8x16_t most = vdupq_n_u8(128);
  int8x16_t upper = vreinterpretq_s8_s32(
      vld1q_dup_s32((const int32_t *)(const void *)operand));
  uint8x16_t lower = vreinterpretq_u8_s32(
      vld1q_dup_s32((const int32_t *)(const void *)(operand + 2)));
#pragma unroll
  for (int j = 0; j < 4; j++) {
    uint8x16_t w = vld1q_u8(weights + 16 * j);
    sum->upper[j] = vdotq_s32(sum->upper[j], vreinterpretq_s8_u8(w), upper);
    if (!upper_bytes)
      sum->lower[j] = vdotq_u32(sum->lower[j], veorq_u8(w, most), lower);
  }
  if (!upper_bytes) sum->offset = vdotq_u32(sum->offset, most, lower);
}

INLINE quads units_of_bytes(const row_sums *sum, int32_t upper_bytes) {
  (void)upper_bytes;
  four units[4];
#pragma unroll
  for (int j = 0; j < 4; j++) {
    int32x4_t lower =
        vreinterpretq_s32_u32(vsubq_u32(sum->lower[j], sum->offset));
    units[j] = (four)vaddq_s32(vshlq_n_s32(sum->upper[j], 8), lower);
  }
  return join(units);
}

#endif
