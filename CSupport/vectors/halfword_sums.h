/* Sums of int8 weights by products of halfwords: what SSE2, Neon and AVX2 do.

   A template without a guard. A file that includes it defines before it, for
   its set of instructions:

     pair_sums                          a tile's sums of halfwords and of second
                                        rows
     add_blocks(sum, tile, bits, rows, over_h, values, count)
                                        adds the products of four tiles' blocks
                                        of weights of 8 bits, or of 4, over so
                                        many blocks of four values
     shifted(sum, shift)                sums, shifted left
     rows_of(sum)                       the four rows' sums
     int16_sums(task, rows, tile)       a tile's sums of int16 weights

   It gives what preactivations.h wants of tiles: correct and sums. */
#include "task.h"

/* The first rows of pairs have the offset; the third of three rows is a first
   one over x as over h. */
INLINE void correct(task *t, int rows) {
  (void)rows;
  uint32_t first = offset_over_x(t, ~0) + offset_over_h(t, ~0);
  t->correction = corrections(first, 0, first, 0);
}

/* Four tiles of weights of 8 bits, or of 4, which count 16 times. */
INLINE quads paired_sums(const task *t, int bits, int rows,
                         const uint8_t *const tiles[4]) {
  const uint8_t *tile[4] = {tiles[0], tiles[1], tiles[2], tiles[3]};
  pair_sums sum[4] = {};
  add_blocks(sum, tile, bits, rows, 0, t->x, t->x_blocks);
  for (int j = 0; j < 4; j++) sum[j] = shifted(sum[j], t->layer->shift);
  add_blocks(sum, tile, bits, rows, 1, t->h, t->h_blocks);
  four result[4];
  for (int j = 0; j < 4; j++) result[j] = rows_of(sum[j]);
  return join(result);
}

INLINE quads sums(const task *t, int rows, const uint8_t *const tile[4]) {
  switch (t->layer->weight_bits) {
  case 4: return paired_sums(t, 4, rows, tile);
  case 8: return paired_sums(t, 8, rows, tile);
  default: break;
  }
  four result[4];
  for (int j = 0; j < 4; j++) result[j] = int16_sums(t, rows, tile[j]);
  return join(result);
}
