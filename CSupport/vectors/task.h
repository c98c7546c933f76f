/* What the sums of products of a layer's rows need. */
#ifndef TASK_H
#define TASK_H

#include "lanes.h"
#include "swiftlet_vectors.h"

typedef struct {
  /* The first tile and the last, and bytes from one to the next; of panels the
     first, and bytes from one to the next; of kept blocks the next tile. */
  const uint8_t *tiles;
  const uint8_t *last;
  int64_t tile_size;
  int32_t storage;
  /* The operands, in blocks of four values. Where h_blocks is 0, that over h is
     part of x or there is none. */
  int16_t *x;
  int16_t *h;
  int32_t x_blocks;
  int32_t h_blocks;
  /* Bits of a weight. */
  int32_t bits;
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
  uint32_t sum = (uint32_t)sum_of(t->x, 4 * t->x_blocks, mask);
  return 0 - (sum << t->shift << 7);
}

INLINE uint32_t offset_over_h(const task *t, int32_t mask) {
  uint32_t sum = (uint32_t)sum_of(t->h, 4 * t->h_blocks, mask);
  return 0 - (sum << 7);
}

/* The four rows' corrections. */
INLINE quads corrections(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  typedef uint32_t unsigned_quads __attribute__((vector_size(64)));
  return (quads)(unsigned_quads){a, b, c, d, a, b, c, d,
                                 a, b, c, d, a, b, c, d};
}

/* Writes values as an operand: as they are, or rounded to a multiple of 256;
   behind them, and behind the values, zeros up to whole blocks. */
INLINE void load_operand(int16_t *values, int32_t count, int32_t upper_bytes,
                         int16_t *operand) {
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
  for (; i % 4 != 0; i++) values[i] = operand[i] = 0;
}

/* Loads both operands of a layer. */
INLINE void load_operands(const task *t, const swiftlet_layer *layer) {
  load_operand(layer->input, layer->input_size, t->upper_bytes, t->x);
  load_operand(layer->output, layer->hidden_size, t->upper_bytes, t->h);
}

/* Makes one operand of both where nothing comes between their sums: never for
   tiles of three rows. */
INLINE void join_operands(task *t, int rows) {
  if (rows == 3 || t->shift != 0) return;
  t->x_blocks += t->h_blocks;
  t->h_blocks = 0;
}

/* The task of a layer, before its operands are loaded. */
INLINE task make_task(const swiftlet_layer *layer) {
  const int32_t x_blocks = (layer->input_size + 3) / 4;
  return (task){
      layer->tiles,
      layer->tiles + (int64_t)(layer->tile_count - 1) * layer->tile_size,
      layer->tile_size,
      layer->storage,
      layer->operands,
      layer->operands + 4 * x_blocks,
      x_blocks,
      (layer->hidden_size + 3) / 4,
      layer->weight_bits,
      layer->shift,
      layer->upper_bytes,
      {}};
}

#endif
