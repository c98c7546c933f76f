/* Weights in tiles with vectors of 16 bytes, and what the equations take from the
   tanh table. A block is a vector.

   A pair of rows a and b shares halfwords w = 256 b + a + 128, which are
   multiplied as they are, and their upper bytes b once more. The sum over
   a + 128 is the former's less 256 times the latter's, modulo 2^32; the 128
   is undone by a correction. */
#ifndef SIMD128_TILES_H
#define SIMD128_TILES_H

#include "../kernels/swiftlet_tables.h"
#include "dots.h"
#include "task.h"

typedef block_sums pair_sums;

/* The products of four tiles' blocks over x or h. */
INLINE void add_blocks(pair_sums sum[4], const uint8_t *tile[4], int bits,
                       int rows, int over_h, const int16_t *values,
                       int32_t count) {
  for (int32_t i = 0; i < count; i += 8 / bits) {
    const eight x = load_twice(values + 4 * i);
    for (int j = 0; j < 4; j++) {
      const int8_block block = load_block(tile[j], rows);
      add_block(&sum[j], bits == 4 ? lower_halves(block) : block, rows, over_h,
                128, x);
      if (bits == 4)
        add_block(&sum[j], upper_halves(block), rows, over_h, 128,
                  load_twice(values + 4 * i + 4));
      tile[j] += 4 * rows;
    }
  }
}

INLINE pair_sums shifted(pair_sums sum, int32_t shift) {
  return shifted_sums(sum, shift);
}

INLINE four rows_of(pair_sums sum) { return rows_of_block(sum); }

/* A tile of int16 weights. */
INLINE four int16_sums(const task *t, int rows, const uint8_t *tile) {
  int16_rows sum = {};
  tile = add_int16_rows(&sum, tile, rows, 0, t->x, t->x_blocks);
  sum = shifted_rows(sum, t->layer->shift);
  add_int16_rows(&sum, tile, rows, 1, t->h, t->h_blocks);
  return rows_of_int16(sum);
}

#include "halfword_sums.h"

typedef int32_t octuple __attribute__((vector_size(32)));

INLINE octuple weighted_knots(octuple segment, octuple weights) {
  const int16_t *table = swiftlet_tanh_table();
  eight knots[2];
  for (int i = 0; i < 8; i++)
    __builtin_memcpy((int32_t *)knots + i, table + segment[i], 4);
  eight halves[2];
  __builtin_memcpy(halves, &weights, sizeof halves);
  four sum[2];
  for (int i = 0; i < 2; i++) {
    dots products = {};
    add_products(&products, knots[i], halves[i]);
    sum[i] = pairs_of(products);
  }
  octuple all;
  __builtin_memcpy(&all, sum, sizeof all);
  return all;
}

#endif
