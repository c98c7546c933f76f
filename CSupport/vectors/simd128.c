/* Steps for every machine with vectors of 16 bytes: SSE2 on every x86-64, Neon
   on every 64-bit Arm. A block is a vector.

   A pair of rows a and b shares halfwords w = 256 b + a + 128, which are
   multiplied as they are, and their upper bytes b once more. The sum over
   a + 128 is the former's less 256 times the latter's, modulo 2^32; the 128
   is undone by a correction. */
#if defined(__x86_64__) || defined(__aarch64__)

#include "../kernels/swiftlet_tables.h"
#include "dots.h"
#include "task.h"

typedef block_sums pair_sums;

INLINE quads weighted_knots(quads segment, quads weights) {
  const int16_t *table = swiftlet_tanh_table();
  union {
    quads all;
    eight part[4];
  } knots, halves = {weights};
  for (int i = 0; i < 16; i++)
    __builtin_memcpy((int32_t *)&knots + i, table + segment[i], 4);
  four sum[4];
  for (int i = 0; i < 4; i++) {
    dots products = {};
    add_products(&products, knots.part[i], halves.part[i]);
    sum[i] = pairs_of(products);
  }
  return join(sum);
}

/* The products of four tiles' blocks over x or h. */
INLINE void add_blocks(pair_sums sum[4], const uint8_t *tile[4], int rows,
                       int over_h, const int16_t *values, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    eight x = load_twice(values + 4 * i);
    for (int j = 0; j < 4; j++) {
      add_block(&sum[j], tile[j], rows, over_h, 128, x);
      tile[j] += 4 * rows;
    }
  }
}

INLINE pair_sums shifted(pair_sums sum, int32_t shift) {
  return shifted_sums(sum, shift);
}

INLINE four rows_of(pair_sums sum) { return rows_of_block(sum); }

/* Blocks of int16 weights: the first two rows, and the others; of three rows
   the third comes third over x and fourth over h. */
INLINE const uint8_t *add_int16(dots sum[2], const uint8_t *block, int rows,
                                int over_h, const int16_t *x, int32_t count) {
  for (int32_t i = 0; i < count; i++, block += 8 * rows) {
    eight operand = load_twice(x + 4 * i);
    eight last = load_pairs(block + 16, rows);
    if (rows == 3 && over_h)
      last = __builtin_shufflevector(last, (eight){}, 8, 8, 8, 8, 0, 1, 2, 3);
    add_products(&sum[0], load_pairs(block, 4), operand);
    add_products(&sum[1], last, operand);
  }
  return block;
}

/* A tile of int16 weights. */
INLINE four int16_sums(const task *t, int rows, const uint8_t *tile) {
  dots sum[2] = {};
  tile = add_int16(sum, tile, rows, 0, t->x, t->x_blocks);
  for (int i = 0; i < 2; i++) sum[i] = shifted_dots(sum[i], t->layer->shift);
  add_int16(sum, tile, rows, 1, t->h, t->h_blocks);
  return sum_pairs(pairs_of(sum[0]), pairs_of(sum[1]));
}

/* Two units' weights of four columns. */
INLINE eight load_units(const uint8_t *weights) {
  eight_bytes bytes;
  __builtin_memcpy(&bytes, weights, sizeof bytes);
  return __builtin_convertvector(bytes, eight);
}

INLINE quads unit_sums(const uint8_t *weights, int64_t stride,
                       const int16_t *values, int32_t count) {
  dots sum[8] = {};
  for (int32_t i = 0; i < count; i++, weights += stride) {
    eight x = load_twice(values + 4 * i);
    for (int j = 0; j < 8; j++)
      add_products(&sum[j], load_units(weights + 8 * j), x);
  }
  four units[4];
  for (int i = 0; i < 4; i++)
    units[i] = sum_pairs(pairs_of(sum[2 * i]), pairs_of(sum[2 * i + 1]));
  return join(units);
}

#include "halfword_sums.h"

#define LANES 16
#include "cells.h"

void swiftlet_lstm_simd128(const swiftlet_layer *layer) { lstm(layer); }
void swiftlet_gru_simd128(const swiftlet_layer *layer) { gru(layer); }
void swiftlet_rows_simd128(const swiftlet_layer *layer) { rows(layer); }

#endif
