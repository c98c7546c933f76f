/* Tiles of kept blocks (FORMAT.md, "Kept blocks"), one after the other: a block
   is a vector of 16 bytes, whatever the set of instructions.

   A pair of rows a and b shares halfwords w = 256 b + a, which are multiplied
   as they are, and b = (w + 128) / 256, rounded down, once more: the sum over a
   is the former's less 256 times the latter's, modulo 2^32. */
#ifndef KEPT_H
#define KEPT_H

#include "dots.h"
#include "task.h"

/* Adds the products of the run at a place. Gives where it ends. */
INLINE const uint8_t *add_run(block_sums *sum, const uint8_t *run, int rows,
                              int over_h, const int16_t *operand) {
  uint32_t head;
  __builtin_memcpy(&head, run, sizeof head);
  run += sizeof head;
  for (uint32_t first = head & 1; head > 1; head -= 2, first = 0) {
    uint16_t positions[2];
    __builtin_memcpy(positions, run, sizeof positions);
    run += sizeof positions;
    for (uint32_t i = first; i < 2; i++, run += 4 * rows) {
      eight x = load_twice(operand + positions[i] / 2);
      add_block(sum, load_block(run, rows), rows, over_h, 0, x);
    }
  }
  return run;
}

/* The sums of the rows of the tile at t->tiles; moves past its blocks. */
INLINE four kept_tile_sums(task *t, int rows) {
  block_sums sum = {};
  t->tiles = add_run(&sum, t->tiles, rows, 0, t->x);
  if (t->h_blocks > 0) {
    sum = shifted_sums(sum, t->layer->shift);
    t->tiles = add_run(&sum, t->tiles, rows, 1, t->h);
  }
  return rows_of_block(sum);
}

/* What becomes the pre-activations of up to sixteen tiles: four numbers of
   each. */
typedef struct {
  four sum[16], bias[16], multiplier[16];
} kept_tiles;

/* Takes the tile at t->tiles to a place among them. */
INLINE void take_kept(kept_tiles *tiles, int place, task *t, int rows) {
  tiles->sum[place] = kept_tile_sums(t, rows);
  __builtin_memcpy(&tiles->bias[place], t->tiles, 16);
  __builtin_memcpy(&tiles->multiplier[place], t->tiles + 16, 16);
  t->tiles += 32;
}

/* The pre-activations of the tiles from place 4 k on. */
INLINE quads scaled_kept(const kept_tiles *tiles, int k) {
  return scale_quads(join(tiles->sum + 4 * k) + join(tiles->bias + 4 * k),
                     join(tiles->multiplier + 4 * k));
}

#endif
