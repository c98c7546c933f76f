/* Sums of int8 weights by products of halfwords: what SSE2, Neon and AVX2 do.

   A template without a guard. A file that includes it defines before it, for
   its set of instructions:

     pair_sums                          a tile's sums of halfwords and of second
                                        rows
     add_blocks(sum, tile, rows, over_h, values, count)
                                        adds the products of four tiles' blocks
     shifted(sum, shift)                sums, shifted left
     rows_of(sum)                       the four rows' sums
     int16_sums(task, rows, tile)       a tile's sums of int16 weights
     prepare_panels(task, rows)         the same as prepare, of panels

   It gives what preactivations.h wants but panel_sums: prepare and sums. */
#include "task.h"

/* The first rows of pairs have the offset; the third of three rows is a first
   one over x as over h. */
INLINE void prepare(task *t, int rows) {
  if (has_panels(t->layer)) {
    prepare_panels(t, rows);
    return;
  }
  load_operands(t);
  if (!has_pairs(t->layer)) return;
  uint32_t first = offset_over_x(t, ~0) + offset_over_h(t, ~0);
  t->correction = corrections(first, 0, first, 0);
}

/* Four tiles of int8 weights. */
INLINE quads int8_sums(const task *t, int rows, const uint8_t *const tiles[4]) {
  const uint8_t *tile[4] = {tiles[0], tiles[1], tiles[2], tiles[3]};
  pair_sums sum[4] = {};
  add_blocks(sum, tile, rows, 0, t->x, t->x_blocks);
  for (int j = 0; j < 4; j++) sum[j] = shifted(sum[j], t->layer->shift);
  add_blocks(sum, tile, rows, 1, t->h, t->h_blocks);
  four result[4];
  for (int j = 0; j < 4; j++) result[j] = rows_of(sum[j]);
  return join(result);
}

INLINE quads sums(const task *t, int rows, const uint8_t *const tile[4]) {
  if (t->layer->weight_bits == 8) return int8_sums(t, rows, tile);
  four result[4];
  for (int j = 0; j < 4; j++) result[j] = int16_sums(t, rows, tile[j]);
  return join(result);
}
