/* int8 weights in panels with SSE2: four columns of four units are a vector, whose
   even and odd columns become halfwords. */
#ifndef SSE2_BYTES_H
#define SSE2_BYTES_H

#include "dots.h"
#include "task.h"

/* A row's sums of sixteen units. */
typedef struct {
  dots of[4];
} row_sums;

/* Moves an operand's even columns before the odd ones, of each four. */
INLINE void split_columns(int16_t *operand, int32_t blocks) {
  typedef int16_t four_halfwords __attribute__((vector_size(8)));
  for (int32_t i = 0; i < 4 * blocks; i += 4) {
    four_halfwords block;
    __builtin_memcpy(&block, operand + i, sizeof block);
    block = __builtin_shufflevector(block, block, 0, 2, 1, 3);
    __builtin_memcpy(operand + i, &block, sizeof block);
  }
}

INLINE void load_byte_operands(const task *t) {
  load_operands(t);
  split_columns(t->x, t->x_blocks);
  split_columns(t->h, t->h_blocks);
}

INLINE void add_bytes(row_sums *sum, const uint8_t *weights,
                      const int16_t *operand, int32_t upper_bytes) {
  (void)upper_bytes;
  four x = (four)load_twice(operand);
  const eight even = (eight)__builtin_shufflevector(x, x, 0, 0, 0, 0);
  const eight odd = (eight)__builtin_shufflevector(x, x, 1, 1, 1, 1);
#pragma unroll
  for (int j = 0; j < 4; j++) {
    eight w;
    __builtin_memcpy(&w, weights + 16 * j, sizeof w);
    add_products(&sum->of[j], w << 8 >> 8, even);
    add_products(&sum->of[j], w >> 8, odd);
  }
}

INLINE quads units_of_bytes(const row_sums *sum, int32_t upper_bytes) {
  (void)upper_bytes;
  four units[4];
#pragma unroll
  for (int j = 0; j < 4; j++) units[j] = pairs_of(sum->of[j]);
  return join(units);
}

#endif
