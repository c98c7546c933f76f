/* What the sums of products of a layer's rows need. */
#ifndef TASK_H
#define TASK_H

#include "lanes.h"
#include "swiftlet_vectors.h"

typedef struct {
  /* The first tile and the last, and bytes from one to the next. */
  const uint8_t *tiles;
  const uint8_t *last;
  int64_t tile_size;
  /* The operands, in blocks of the weights' columns. Where h_blocks is 0, that
     over h is part of x or there is none. */
  const int16_t *x;
  const int16_t *h;
  int32_t x_blocks;
  int32_t h_blocks;
  /* Columns of a block. */
  int32_t width;
  /* Left shift of the sums over x. */
  int32_t shift;
  /* Whether operands are multiples of 256. */
  int32_t upper_bytes;
} task;

/* Writes values as an operand and zeros up to whole blocks; zeros behind the
   values too. Gives the number of blocks. */
INLINE int32_t load_operand(const swiftlet_layer *layer, int16_t *values,
                            int32_t count, int16_t *operand) {
  int32_t blocks = (count + layer->block_width - 1) / layer->block_width;
  int32_t half = layer->upper_bytes ? 128 : 0;
  int32_t mask = layer->upper_bytes ? ~255 : ~0;
  for (int32_t i = 0; i < count; i++) {
    int32_t value = values[i] + half;
    operand[i] = (int16_t)((value < 32767 ? value : 32767) & mask);
  }
  for (int32_t i = count; i < (count + 3) / 4 * 4; i++) values[i] = 0;
  for (int32_t i = count; i < blocks * layer->block_width; i++) operand[i] = 0;
  return blocks;
}

/* The task of a layer whose tiles have 4 rows, or 3. Both operands are one
   where nothing comes between them. */
INLINE task make_task(const swiftlet_layer *layer, int rows) {
  task t = {
      layer->tiles,
      layer->tiles + (int64_t)(layer->tile_count - 1) * layer->tile_size,
      layer->tile_size,
      layer->operands,
      0,
      load_operand(layer, layer->input, layer->input_size, layer->operands),
      0,
      layer->block_width,
      layer->shift,
      layer->upper_bytes};
  int16_t *behind = layer->operands + t.x_blocks * t.width;
  t.h = behind;
  t.h_blocks = load_operand(layer, layer->output, layer->hidden_size, behind);
  if (rows == 4 && t.shift == 0) {
    t.x_blocks += t.h_blocks;
    t.h_blocks = 0;
  }
  return t;
}

#endif
