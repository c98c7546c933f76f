/* Products of int8 weights in panels with vectors of 16 bytes: two columns of two
   units are a vector once they are halfwords. */
#ifndef WIDENED_BYTES_H
#define WIDENED_BYTES_H

#include "dots.h"
#include "task.h"

/* A row's sums of sixteen units: of int16 weights four vectors. */
typedef struct {
  dots of[8];
} row_sums;

/* Adds the products of four columns, two units' at a time. */
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

#endif
