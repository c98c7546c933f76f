/* int8 weights in panels with Neon's dot products: four columns of four units
   are a vector.

   An operand is 256 times its upper byte, which has a sign, and its lower byte,
   which has none: the latter meets weights that are 128 more, and 128 times its
   sum is taken away. Where operands are rounded there are no lower bytes. */
#ifndef NEON_DOTS_H
#define NEON_DOTS_H

#include <arm_neon.h>

#include "dots.h"
#include "task.h"

/* A row's sums of sixteen units: of int16 weights four vectors; of int8 weights
   over upper and over lower bytes, and 128 times the sum of the latter. */
typedef struct {
  dots of[4];
  int32x4_t upper[4];
  uint32x4_t lower[4], offset;
} row_sums;

/* Writes values as an operand: of each four the upper bytes, and the lower
   ones, which are zeros where the upper ones are rounded. */
INLINE void load_split(int16_t *values, int32_t count, int32_t upper_bytes,
                       int16_t *operand) {
  for (int32_t i = 0; i < count; i += 4) {
    int64_t block = load_last(values + i, count - i);
    int16x4_t value = vreinterpret_s16_s64(vcreate_s64((uint64_t)block));
    value = upper_bytes
                ? vand_s16(vqadd_s16(value, vdup_n_s16(128)), vdup_n_s16(~255))
                : value;
    uint8x8_t bytes = vreinterpret_u8_s16(value);
    uint8x8_t split = vtbl1_u8(bytes, vcreate_u8(0x0604020007050301));
    vst1_s16(operand + i, vreinterpret_s16_u8(split));
  }
}

/* Loads the operands of int8 weights. */
INLINE void load_byte_operands(const task *t) {
  const swiftlet_layer *layer = t->layer;
  const int32_t upper_bytes = layer->upper_bytes;
  load_split(layer->input, layer->input_size, upper_bytes, t->x);
  load_split(layer->output, hidden_size(layer), upper_bytes, t->h);
}

/* Adds the products of four columns of int8 weights. */
INLINE void add_bytes(row_sums *sum, const uint8_t *weights,
                      const int16_t *operand, int32_t upper_bytes) {
  const uint8x16_t most = vdupq_n_u8(128);
  int8x16_t upper = vreinterpretq_s8_s32(
      vld1q_dup_s32((const int32_t *)(const void *)operand));
  uint8x16_t lower = vreinterpretq_u8_s32(
      vld1q_dup_s32((const int32_t *)(const void *)(operand + 2)));
  for (int j = 0; j < 4; j++) {
    uint8x16_t w = vld1q_u8(weights + 16 * j);
    sum->upper[j] = vdotq_s32(sum->upper[j], vreinterpretq_s8_u8(w), upper);
    if (!upper_bytes)
      sum->lower[j] = vdotq_u32(sum->lower[j], veorq_u8(w, most), lower);
  }
  if (!upper_bytes) sum->offset = vdotq_u32(sum->offset, most, lower);
}

INLINE quads units_of_bytes(const row_sums *sum) {
  four units[4];
  for (int j = 0; j < 4; j++) {
    int32x4_t lower =
        vreinterpretq_s32_u32(vsubq_u32(sum->lower[j], sum->offset));
    units[j] = (four)vaddq_s32(vshlq_n_s32(sum->upper[j], 8), lower);
  }
  return join(units);
}

#endif
