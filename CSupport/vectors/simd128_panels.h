/* Weights in panels with vectors of 16 bytes: of int16 two columns of four units
   are a vector.

   A template without a guard. A file that includes it defines before it, of int8
   weights:

     row_sums                           a row's sums of sixteen units: of int16
                                        weights, and of these
     load_byte_operands(task)           loads both operands
     add_bytes(sum, weights, operand, upper_bytes)
                                        adds the products of four columns, where
                                        operands are rounded or not
     units_of_bytes(sum, upper_bytes)   the sums of the units */
#include <stddef.h>

#include "dots.h"
#include "task.h"

/* Two values of an operand, four times. */
INLINE eight load_two(const int16_t *operand) {
  int32_t two;
  __builtin_memcpy(&two, operand, sizeof two);
  return (eight)((four){} + two);
}

/* Adds the products of four columns of int16 weights. */
INLINE void add_halfwords(dots sum[4], const uint8_t *weights,
                          const int16_t *operand) {
#pragma unroll
  for (int j = 0; j < 8; j++)
    add_products(&sum[j % 4], load_pairs(weights + 16 * j, 4),
                 load_two(operand + j / 4 * 2));
}

/* A row of a panel's run over an operand: its first block and bytes to the next
   one, and its places, where only some blocks are kept. */
typedef struct {
  const uint8_t *block, *places;
  int64_t stride, place_stride;
} panel_row;

/* The row's sums of the panel's sixteen units, of weights of so many bits. */
INLINE quads sums_of_row(panel_row row, const int16_t *values, int32_t count,
                         int weight_bits, int upper_bytes) {
  row_sums sum = {};
  for (int32_t i = 0; i < count; i++, row.block += row.stride) {
    const int16_t *operand = values + 4 * i;
    if (row.places != NULL) {
      uint16_t place;
      __builtin_memcpy(&place, row.places + i * row.place_stride, sizeof place);
      operand = values + 4 * place;
    }
    if (weight_bits == 8)
      add_bytes(&sum, row.block, operand, upper_bytes);
    else
      add_halfwords(sum.of, row.block, operand);
  }
  if (weight_bits == 8) return units_of_bytes(&sum, upper_bytes);
  four units[4];
#pragma unroll
  for (int i = 0; i < 4; i++) units[i] = pairs_of(sum.of[i]);
  return join(units);
}

/* The same by loops that ask nothing of the layer. */
INLINE quads unit_sums(const swiftlet_layer *layer, panel_row row,
                       const int16_t *values, int32_t count) {
  if (layer->weight_bits == 16) return sums_of_row(row, values, count, 16, 0);
  return layer->upper_bytes ? sums_of_row(row, values, count, 8, 1)
                            : sums_of_row(row, values, count, 8, 0);
}

INLINE void prepare_panels(const task *t, int rows) {
  (void)rows;
  if (t->layer->weight_bits == 8)
    load_byte_operands(t);
  else
    load_operands(t);
}

INLINE panel_row row_of_run(const task *t, const uint8_t *run, int rows,
                            int row, int32_t count) {
  const int64_t size = 8 * t->layer->weight_bits;
  const int is_kept = keeps_panels(t->layer);
  return (panel_row){
      .block = run + (is_kept ? places_size(rows, count) : 0) + row * size,
      .places = is_kept ? run + 2 * row : NULL,
      .stride = rows * size,
      .place_stride = 2 * rows};
}

INLINE void panel_sums(const task *t, int rows, int32_t count,
                       const uint8_t *panel, quads sum[4]) {
  (void)count;
  const swiftlet_layer *layer = t->layer;
  const int is_kept = keeps_panels(layer);
  const int32_t x_count = stored_over_x(t), h_count = stored_over_h(t);
  const uint8_t *over_h = panel + (is_kept ? places_size(rows, x_count) : 0) +
                          8 * layer->weight_bits * rows * (int64_t)x_count;
  for (int row = 0; row < rows; row++) {
    quads x = unit_sums(layer, row_of_run(t, panel, rows, row, x_count), t->x,
                        x_count)
              << layer->shift;
    quads h = unit_sums(layer, row_of_run(t, over_h, rows, row, h_count), t->h,
                        h_count);
    const int is_split = rows == 3 && row == 2;
    sum[row] = is_split ? x : x + h;
    if (is_split) sum[row + 1] = h;
  }
}

INLINE void stream_sums(const task *t, int16_t *const x[], int32_t count,
                        int rows, const uint8_t *panel, quads (*sum)[4]) {
  for (int32_t i = 0; i < count; i++) {
    task own = *t;
    own.x = x[i];
    own.h = x[i] + (t->h - t->x);
    panel_sums(&own, rows, 16, panel, sum[i]);
  }
}
