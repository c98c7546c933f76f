/* The steps of layers, LANES units at a time. A file that includes this
   defines before it, for its set of instructions:

     weighted_knots(segment, weights)   knots i and i + 1 of the tanh table
                                        times the halves of the weights, for
                                        sixteen units
     prepare(task, layer, rows)         loads the operands, and sets the
                                        correction of their sums
     sums(task, rows, tile)             of four tiles: each one's four sums
     panel_sums(task, rows, panel, sum) of a panel: for each row the sums of
                                        its sixteen units

   rows is 4, or 3 for tiles of a reset-after GRU, whose sums over x and h of
   the third row are two; in a panel of rows it is 1. */
#include "arithmetic.h"
#include "kept.h"
#include "task.h"

/* Four values each from four places. */
INLINE quads load_quads(const uint8_t *const place[4], int64_t offset) {
  four loaded[4];
  for (int j = 0; j < 4; j++)
    __builtin_memcpy(&loaded[j], place[j] + offset, 16);
  return join(loaded);
}

/* The pre-activations of four tiles, some bytes apart: of each its four rows'.
   Beyond the last tile its own come again. */
INLINE quads preactivations(const task *t, int rows,
                            const uint8_t *first, int64_t stride) {
  const uint8_t *tile[4];
  for (int j = 0; j < 4; j++) {
    const uint8_t *place = first + j * stride;
    tile[j] = place < t->last ? place : t->last;
  }
  quads biased = sums(t, rows, tile) + t->correction +
                 load_quads(tile, t->tile_size - 32);
  return scale_quads(biased, load_quads(tile, t->tile_size - 16));
}

/* The pre-activations of a panel's sixteen units: part of a vector for
   each row. */
INLINE void panel_preactivations(const task *t, int rows, int32_t panel,
                                 lane_parts *v, int part) {
  const int count = rows == 3 ? 4 : rows;
  const uint8_t *place = t->tiles + panel * t->tile_size;
  quads sum[4];
  panel_sums(t, rows, place, sum);
  place += t->tile_size - 2 * 64 * count;
  for (int row = 0; row < count; row++) {
    quads bias, multiplier;
    __builtin_memcpy(&bias, place + 64 * row, 64);
    __builtin_memcpy(&multiplier, place + 64 * (count + row), 64);
    v[row].part[part] =
        scale_quads(sum[row] + t->correction[row] + bias, multiplier);
  }
}

/* Apart from their callers, which would need too many registers. */
#define APART static __attribute__((noinline))

APART quads quad_preactivations(const task *t,
                                const uint8_t *first, int64_t stride) {
  return preactivations(t, 4, first, stride);
}

APART quads triple_preactivations(const task *t,
                                  const uint8_t *first, int64_t stride) {
  return preactivations(t, 3, first, stride);
}

APART void quad_panel(const task *t, int32_t panel, lane_parts *v, int part) {
  panel_preactivations(t, 4, panel, v, part);
}

APART void triple_panel(const task *t, int32_t panel, lane_parts *v,
                        int part) {
  panel_preactivations(t, 3, panel, v, part);
}

APART void row_panel(const task *t, int32_t panel, lane_parts *v, int part) {
  panel_preactivations(t, 1, panel, v, part);
}

/* Pre-activations of units: a vector for each row of their tiles. */
typedef union {
  struct {
    lane_parts a, b, c, d;
  };
  lane_parts row[4];
} rows_of_units;

/* From four rows each of the units 4 j + k in s[k] to sixteen units each of
   the rows. */
INLINE void transpose(const quads s[4], rows_of_units *v, int part) {
#define LOW 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29
#define HIGH 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31
  octet low01 = (octet)__builtin_shufflevector(s[0], s[1], LOW);
  octet low23 = (octet)__builtin_shufflevector(s[2], s[3], LOW);
  octet high01 = (octet)__builtin_shufflevector(s[0], s[1], HIGH);
  octet high23 = (octet)__builtin_shufflevector(s[2], s[3], HIGH);
#define FIRST 0, 8, 2, 10, 4, 12, 6, 14
#define SECOND 1, 9, 3, 11, 5, 13, 7, 15
  v->a.part[part] = (quads)__builtin_shufflevector(low01, low23, FIRST);
  v->b.part[part] = (quads)__builtin_shufflevector(low01, low23, SECOND);
  v->c.part[part] = (quads)__builtin_shufflevector(high01, high23, FIRST);
  v->d.part[part] = (quads)__builtin_shufflevector(high01, high23, SECOND);
}

/* The pre-activations of sixteen units, one a tile. */
INLINE void add_tiles(const task *t, int rows, int32_t unit, rows_of_units *v,
                      int part) {
  const uint8_t *first = t->tiles + unit * t->tile_size;
  quads sums[4] = {};
  for (int k = 0; k < 4 && first <= t->last; k++, first += t->tile_size)
    sums[k] = rows == 4 ? quad_preactivations(t, first, 4 * t->tile_size)
                        : triple_preactivations(t, first, 4 * t->tile_size);
  transpose(sums, v, part);
}

/* The pre-activations of up to sixteen units, the next tiles of kept blocks. */
INLINE void add_kept_tiles(task *t, int rows, int32_t count, rows_of_units *v,
                           int part) {
  kept_tiles tiles = {};
  for (int i = 0; i < 16 && i < count; i++)
    take_kept(&tiles, i % 4 * 4 + i / 4, t, rows);
  for (int k = 0; k < 4; k++)
    tiles.sum[k] =
        scale_quads(tiles.sum[k] + tiles.bias[k], tiles.multiplier[k]);
  transpose(tiles.sum, v, part);
}

APART void add_kept_quads(task *t, int32_t count, rows_of_units *v,
                          int part) {
  add_kept_tiles(t, 4, count, v, part);
}

APART void add_kept_triples(task *t, int32_t count, rows_of_units *v,
                            int part) {
  add_kept_tiles(t, 3, count, v, part);
}

/* The pre-activations of `count` units, LANES of them at most. */
INLINE rows_of_units unit_preactivations(task *t, int rows, int32_t unit,
                                         int32_t count) {
  rows_of_units v = {};
  for (int part = 0; 16 * part < LANES && 16 * part < count;
       part++, unit += 16)
    if (t->storage == SWIFTLET_ALL_BLOCKS)
      add_tiles(t, rows, unit, &v, part);
    else if (t->storage == SWIFTLET_KEPT_BLOCKS && rows == 4)
      add_kept_quads(t, count - 16 * part, &v, part);
    else if (t->storage == SWIFTLET_KEPT_BLOCKS)
      add_kept_triples(t, count - 16 * part, &v, part);
    else if (rows == 4)
      quad_panel(t, unit / 16, v.row, part);
    else
      triple_panel(t, unit / 16, v.row, part);
  return v;
}

/* The task of a layer whose tiles have 4 rows, or 3, with its operands. */
INLINE task begin(const swiftlet_layer *layer, int rows) {
  task t = make_task(layer);
  prepare(&t, layer, rows);
  join_operands(&t, rows);
  return t;
}

INLINE void lstm(const swiftlet_layer *layer) {
  task t = begin(layer, 4);
  const lanes cell_to_tanh = (lanes){} + (3 << (15 + layer->cell_range));
  const lanes largest = (lanes){} + ((1 << 30) - 1);
  for (int32_t unit = 0; unit < layer->tile_count; unit += LANES) {
    int32_t count = layer->tile_count - unit;
    rows_of_units v = unit_preactivations(&t, 4, unit, count);
    lanes c = load_int32(layer->cell + unit, count);
    lanes kept = scale(c << 1, sigmoid_q31(v.b.all));
    lanes added = rounding_shift(sigmoid_q15(v.a.all) * tanh_q15(v.c.all),
                                 layer->cell_range);
    c = larger(smaller(kept + added, largest), ~largest);
    store_int32(layer->cell + unit, c, count);
    lanes h = rounding_shift(
        sigmoid_q15(v.d.all) * tanh_q15(scale(c, cell_to_tanh)), 15);
    store_int16(layer->output + unit, h, count);
  }
}

INLINE void gru(const swiftlet_layer *layer) {
  task t = begin(layer, 3);
  for (int32_t unit = 0; unit < layer->tile_count; unit += LANES) {
    int32_t count = layer->tile_count - unit;
    rows_of_units v = unit_preactivations(&t, 3, unit, count);
    lanes h = load_int16(layer->output + unit, count);
    lanes z = sigmoid_q15(v.b.all);
    lanes n =
        tanh_q15(v.c.all + scale(v.d.all, sigmoid_q15(v.a.all) << 16));
    h = n + rounding_shift(z * (h - n), 15);
    store_int16(layer->output + unit, h, count);
  }
}

INLINE lanes activate(const swiftlet_layer *layer, lanes v) {
  const lanes largest = (lanes){} + 32767;
  switch (layer->activation) {
  case SWIFTLET_SIGMOID: return sigmoid_q15(v);
  case SWIFTLET_TANH: return tanh_q15(v);
  case SWIFTLET_RELU: return larger(smaller(v, largest), (lanes){});
  default: return larger(smaller(v, largest), ~largest);
  }
}

/* The pre-activations of up to sixteen units, four a tile of kept blocks. */
APART quads kept_preactivations(task *t, int32_t count) {
  kept_tiles tiles = {};
  for (int i = 0; i < 4 && 4 * i < count; i++) take_kept(&tiles, i, t, 4);
  return scale_quads(tiles.sum[0] + tiles.bias[0], tiles.multiplier[0]);
}

/* The pre-activations of `count` units, LANES of them at most, four a tile. */
INLINE lanes row_preactivations(task *t, int32_t unit, int32_t count) {
  lane_parts v = {};
  for (int part = 0; 16 * part < LANES && 16 * part < count;
       part++, unit += 16)
    if (t->storage == SWIFTLET_KEPT_BLOCKS)
      v.part[part] = kept_preactivations(t, count - 16 * part);
    else if (t->storage == SWIFTLET_PANELS)
      row_panel(t, unit / 16, &v, part);
    else
      v.part[part] = quad_preactivations(
          t, t->tiles + unit / 4 * t->tile_size, t->tile_size);
  return v.all;
}

INLINE void rows(const swiftlet_layer *layer) {
  task t = begin(layer, 4);
  const int32_t units = 4 * layer->tile_count;
  for (int32_t unit = 0; unit < units; unit += LANES) {
    lanes v = row_preactivations(&t, unit, units - unit);
    store_int16(layer->output + unit, activate(layer, v), units - unit);
  }
}
