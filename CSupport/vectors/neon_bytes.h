/* int8 weights in panels with Neon: halfwords, or where operands are rounded
   bytes, of which four columns of four units are a vector. */
#ifndef NEON_BYTES_H
#define NEON_BYTES_H

#include "dots.h"
#include "neon_split.h"

/* A row's sums of sixteen units: of int16 weights four vectors. */
typedef struct {
  dots of[8];
} row_sums;

/* Adds the products of four columns by halfwords: two columns of two units are a
   vector. */
INLINE void add_widened(row_sums *sum, const uint8_t *weights,
                        const int16_t *operand) {
  eight x = load_twice(operand);
#pragma unroll
  for (int j = 0; j < 8; j++)
    add_products(&sum->of[j], load_widened(weights + 8 * j), x);
}

INLINE quads units_of_widened(const row_sums *sum) {
  four units[4];
#pragma unroll
  for (int i = 0; i < 4; i++)
    units[i] =
        sum_pairs(pairs_of(sum->of[2 * i]), pairs_of(sum->of[2 * i + 1]));
  return join(units);
}

INLINE void load_byte_operands(const task *t) {
  if (t->layer->upper_bytes)
    load_split_operands(t);
  else
    load_operands(t);
}

/* Adds the products of four columns of two units. */
INLINE int32x4_t add_two_units(int32x4_t sum, const uint8_t *weights,
                               int8x8_t x) {
  return vpadalq_s16(sum, vmull_s8(vreinterpret_s8_u8(vld1_u8(weights)), x));
}

/* Adds the products of four columns with the upper bytes of an operand, of which
   none is beyond 127 * 128. */
INLINE void add_upper_bytes(row_sums *sum, const uint8_t *weights,
                            const int16_t *operand) {
  const int8x8_t x =
      vreinterpret_s8_s32(vld1_dup_s32((const int32_t *)(const void *)operand));
#pragma unroll
  for (int j = 0; j < 4; j++, weights += 16) {
    dots *of = &sum->of[j];
    of->low = add_two_units(of->low, weights, x);
    of->high = add_two_units(of->high, weights + 8, x);
  }
}

INLINE void add_bytes(row_sums *sum, const uint8_t *weights,
                      const int16_t *operand, int32_t upper_bytes) {
  if (upper_bytes)
    add_upper_bytes(sum, weights, operand);
  else
    add_widened(sum, weights, operand);
}

INLINE quads units_of_bytes(const row_sums *sum, int32_t upper_bytes) {
  if (!upper_bytes) return units_of_widened(sum);
  four units[4];
#pragma unroll
  for (int j = 0; j < 4; j++) units[j] = pairs_of(sum->of[j]) << 8;
  return join(units);
}

#endif
