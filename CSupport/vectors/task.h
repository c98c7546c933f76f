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
  /* Bits of a weight, and columns of a block. */
  int32_t bits;
  int32_t width;
  /* Left shift of the sums over x. */
  int32_t shift;
  /* Whether operands are multiples of 256. */
  int32_t upper_bytes;
  /* What undoes offsets of weights: a number for each row of a tile, four
     times. */
  quads correction;
} task;

/* The sum of the values of blocks, or of a part of their bits. */
INLINE int32_t sum_of(const int16_t *values, int32_t count, int32_t mask) {
  typedef int16_t four __attribute__((vector_size(8)));
  typedef int32_t wide_four __attribute__((vector_size(16)));
  wide_four sum = {};
  for (int32_t i = 0; i < count; i += 4) {
    four value;
    __builtin_memcpy(&value, values + i, sizeof value);
    sum += __builtin_convertvector(value, wide_four) & mask;
  }
  return sum[0] + sum[1] + sum[2] + sum[3];
}

/* 128 times the sum of the operands, or of a part of their bits, taken away:
   over x, and over h. Both are modulo 2^32. */
INLINE uint32_t offset_over_x(const task *t, int32_t mask) {
  uint32_t sum = (uint32_t)sum_of(t->x, t->x_blocks * t->width, mask);
  return 0 - (sum << t->shift << 7);
}

INLINE uint32_t offset_over_h(const task *t, int32_t mask) {
  uint32_t sum = (uint32_t)sum_of(t->h, t->h_blocks * t->width, mask);
  return 0 - (sum << 7);
}

/* The four rows' corrections. */
INLINE quads corrections(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  typedef uint32_t unsigned_quads __attribute__((vector_size(64)));
  return (quads)(unsigned_quads){a, b, c, d, a, b, c, d,
                                 a, b, c, d, a, b, c, d};
}

/* Writes values as an operand: as they are, or rounded to a multiple of 256. */
INLINE void round_values(const int16_t *values, int32_t count,
                         int32_t upper_bytes, int16_t *operand) {
  typedef int16_t sixteen __attribute__((vector_size(32)));
  const int16_t half = upper_bytes ? 128 : 0, mask = upper_bytes ? ~255 : ~0;
  int32_t i = 0;
  for (; i + 16 <= count; i += 16) {
    sixteen value;
    __builtin_memcpy(&value, values + i, sizeof value);
    value = __builtin_elementwise_add_sat(value, (sixteen){} + half) & mask;
    __builtin_memcpy(operand + i, &value, sizeof value);
  }
  for (; i < count; i++)
    operand[i] =
        (int16_t)(__builtin_elementwise_add_sat(values[i], half) & mask);
}

/* Loads an operand, with zeros up to whole blocks; behind the values come zeros
   up to a multiple of 4. Gives the number of blocks. */
INLINE int32_t load_operand(const swiftlet_layer *layer, int16_t *values,
                            int32_t count, int16_t *operand) {
  int32_t blocks = (count + layer->block_width - 1) / layer->block_width;
  round_values(values, count, layer->upper_bytes, operand);
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
      layer->weight_bits,
      layer->block_width,
      layer->shift,
      layer->upper_bytes,
      {}};
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
