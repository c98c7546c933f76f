/* What the sums of products of a layer's rows need. */
#ifndef TASK_H
#define TASK_H

#include "../kernels/swiftlet_codes.h"
#include "kernels.h"
#include "vectors.h"

typedef struct {
  const swiftlet_layer *layer;
  /* The first tile and the last, and bytes from one to the next; of panels the
     first, and bytes from one to the next; of kept blocks the next tile. */
  const uint8_t *tiles;
  const uint8_t *last;
  int64_t tile_size;
  /* The operands, in blocks of four values. Where h_blocks is 0, that over h is
     part of x or there is none. */
  int16_t *x;
  int16_t *h;
  int32_t x_blocks;
  int32_t h_blocks;
  /* What undoes offsets of weights: a number for each row of a tile, four
     times. */
  quads correction;
} task;

/* Whether all blocks of int8 or int4 weights are stored: pairs with an offset. */
INLINE int has_pairs(const swiftlet_layer *layer) {
  return layer->storage == SWIFTLET_STORAGE_ALL_BLOCKS &&
         layer->weight_bits != 16;
}

/* Blocks of four values of an operand: two of each block of int4 weights. */
INLINE int32_t operand_blocks(const swiftlet_layer *layer, int32_t count) {
  return layer->weight_bits == 4 ? (count + 7) >> 3 << 1 : (count + 3) >> 2;
}

/* Whether tiles lie in panels, and whether these keep only some blocks. */
INLINE int has_panels(const swiftlet_layer *layer) {
  return layer->storage >= SWIFTLET_STORAGE_PANELS;
}

INLINE int keeps_panels(const swiftlet_layer *layer) {
  return layer->storage == SWIFTLET_STORAGE_KEPT_PANELS;
}

/* Bytes of the places of a panel's kept blocks over an operand, in vectors. */
INLINE int64_t places_size(int rows, int32_t count) {
  return (2 * rows * (int64_t)count + 63) / 64 * 64;
}

/* Blocks that each row stores over the input, and over h. */
INLINE int32_t stored_over_x(const task *t) {
  return keeps_panels(t->layer) ? (int32_t)(t->layer->kept_blocks & 0xFFFF)
                                : t->x_blocks;
}

INLINE int32_t stored_over_h(const task *t) {
  return keeps_panels(t->layer) ? (int32_t)(t->layer->kept_blocks >> 16)
                                : t->h_blocks;
}

/* Bytes from a tile or a panel to the next, before operands are joined. */
INLINE int64_t tile_size(const task *t, int rows) {
  const swiftlet_layer *layer = t->layer;
  const int32_t x = stored_over_x(t), h = stored_over_h(t);
  const int64_t blocks = (int64_t)x + h;
  if (!has_panels(layer))
    return (rows == 3 ? 3 : 4) * layer->weight_bits / 2 * blocks + 32;
  const int64_t places =
      keeps_panels(layer) ? places_size(rows, x) + places_size(rows, h) : 0;
  return places + 8 * layer->weight_bits * rows * blocks +
         128 * (rows == 3 ? 4 : rows);
}

/* The task of a layer whose units have `rows` rows, before its operands are
   loaded. */
INLINE task make_task(const swiftlet_layer *layer, int rows) {
  task t = {.layer = layer, .tiles = layer->tiles};
  t.x_blocks = operand_blocks(layer, layer->input_size);
  t.h_blocks =
      layer->is_recurrent ? operand_blocks(layer, layer->output_size) : 0;
  t.x = layer->operands;
  t.h = t.x + 4 * t.x_blocks;
  t.tile_size = tile_size(&t, rows);
  int32_t last =
      rows == 1 ? (layer->output_size - 1) >> 2 : layer->output_size - 1;
  t.last = t.tiles + last * t.tile_size;
  return t;
}

/* Values of h; 0 of layers without state. */
INLINE int32_t hidden_size(const swiftlet_layer *layer) {
  return layer->is_recurrent ? layer->output_size : 0;
}

/* Four values, of which `count` are there; zeros for the others, which become
   zeros themselves. */
INLINE int64_t load_last(int16_t *values, int32_t count) {
  int64_t block;
  __builtin_memcpy(&block, values, sizeof block);
  if (count < 4) {
    block &= ((int64_t)1 << 16 * count) - 1;
    __builtin_memcpy(values, &block, sizeof block);
  }
  return block;
}

/* Values as an operand: as they are, or rounded to a multiple of 256. */
#define ROUNDED(type, value, upper_bytes)                            \
  ((type)__builtin_elementwise_add_sat(                              \
       (type)(value), (type){} + (int16_t)(upper_bytes ? 128 : 0)) & \
   (int16_t)(upper_bytes ? ~255 : ~0))

/* Writes values as an operand of some blocks, zeros after them. */
INLINE void load_operand(int16_t *values, int32_t count, int32_t upper_bytes,
                         int16_t *operand, int32_t blocks) {
  typedef int16_t four_halfwords __attribute__((vector_size(8)));
  int32_t i = 0;
  for (; i + 8 <= count; i += 8) {
    eight value;
    __builtin_memcpy(&value, values + i, sizeof value);
    value = ROUNDED(eight, value, upper_bytes);
    __builtin_memcpy(operand + i, &value, sizeof value);
  }
  for (; i < count; i += 4) {
    four_halfwords value = (four_halfwords)load_last(values + i, count - i);
    value = ROUNDED(four_halfwords, value, upper_bytes);
    __builtin_memcpy(operand + i, &value, sizeof value);
  }
  for (; i < 4 * blocks; i += 4)
    __builtin_memset(operand + i, 0, 4 * sizeof *operand);
}

/* Loads both operands. */
INLINE void load_operands(const task *t) {
  const swiftlet_layer *layer = t->layer;
  load_operand(layer->input, layer->input_size, layer->upper_bytes, t->x,
               t->x_blocks);
  load_operand(layer->output, hidden_size(layer), layer->upper_bytes, t->h,
               t->h_blocks);
}

/* Makes one operand of both where nothing comes between their sums: never for
   tiles of three rows, or kept panels, which tell places in each. */
INLINE void join_operands(task *t, int rows) {
  if (rows == 3 || t->layer->shift != 0 || keeps_panels(t->layer)) return;
  t->x_blocks += t->h_blocks;
  t->h_blocks = 0;
}

/* 128 times the sum of an operand, or of a part of its values' bits, shifted
   left as the sums over it and taken away: modulo 2^32. */
INLINE uint32_t offset_over(const int16_t *operand, int32_t blocks,
                            int32_t shift, int32_t mask) {
  typedef int16_t four_halfwords __attribute__((vector_size(8)));
  four sum = {};
  for (int32_t i = 0; i < 4 * blocks; i += 4) {
    four_halfwords block;
    __builtin_memcpy(&block, operand + i, sizeof block);
    sum += __builtin_convertvector(block, four) & mask;
  }
  return 0 - ((uint32_t)(sum[0] + sum[1] + sum[2] + sum[3]) << shift << 7);
}

INLINE uint32_t offset_over_x(const task *t, int32_t mask) {
  return offset_over(t->x, t->x_blocks, t->layer->shift, mask);
}

INLINE uint32_t offset_over_h(const task *t, int32_t mask) {
  return offset_over(t->h, t->h_blocks, 0, mask);
}

/* The four rows' corrections. */
INLINE quads corrections(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  typedef uint32_t unsigned_quads __attribute__((vector_size(64)));
  return (quads)(unsigned_quads){a, b, c, d, a, b, c, d,
                                 a, b, c, d, a, b, c, d};
}

/* Those of a panel's rows over x and h; the third of three rows is summed over
   each by itself. */
INLINE quads panel_corrections(int rows, uint32_t x, uint32_t h) {
  return rows == 3 ? corrections(x + h, x + h, x, h)
                   : corrections(x + h, x + h, x + h, x + h);
}

/* Memory of the first of several streams, in another. */
INLINE void *at_distance(void *memory, int64_t distance) {
  return (void *)((uintptr_t)memory + (uintptr_t)distance);
}

/* A layer in another stream. */
INLINE swiftlet_layer in_stream(const swiftlet_layer *layer, int64_t distance) {
  swiftlet_layer own = *layer;
  own.input = at_distance(layer->input, distance);
  own.output = at_distance(layer->output, distance);
  own.operands = at_distance(layer->operands, distance);
  own.cell = at_distance(layer->cell, distance);
  return own;
}

#endif
