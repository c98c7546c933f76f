/* The steps of layers, LANES units at a time. A file that includes this
   defines before it, for its set of instructions:

     weighted_knots(segment, weights)   knots i and i + 1 of the tanh table
                                        times the halves of the weights, for
                                        sixteen units
     correction(task, rows)             what undoes the offsets that sums have
     sums(task, rows, tile)             of four tiles: each one's four sums

   rows is 4, or 3 for tiles of a reset-after GRU. */
#include "arithmetic.h"
#include "task.h"

/* Four values each from four places. */
INLINE quads load_quads(const uint8_t *const place[4], int64_t offset) {
  typedef int32_t quad __attribute__((vector_size(16)));
  union {
    quad four[4];
    quads all;
  } loaded;
  for (int j = 0; j < 4; j++)
    __builtin_memcpy(&loaded.four[j], place[j] + offset, 16);
  return loaded.all;
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

/* Pre-activations of units: a vector for each row of their tiles. */
typedef struct {
  lane_parts a, b, c, d;
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

/* The pre-activations of LANES units, one a tile. */
INLINE rows_of_units unit_preactivations(const task *t,
                                         int rows, int32_t unit) {
  const int64_t size = t->tile_size;
  rows_of_units v;
  for (int part = 0; part < LANES / 16; part++, unit += 16) {
    quads sums[4] = {};
    for (int k = 0; k < 4 && t->tiles + (unit + k) * size <= t->last; k++) {
      const uint8_t *first = t->tiles + (unit + k) * size;
      sums[k] = rows == 4 ? quad_preactivations(t, first, 4 * size)
                          : triple_preactivations(t, first, 4 * size);
    }
    transpose(sums, &v, part);
  }
  return v;
}

INLINE void lstm(const swiftlet_layer *layer) {
  task t = make_task(layer, 4);
  t.correction = correction(&t, 4);
  const lanes cell_to_tanh = (lanes){} + (3 << (15 + layer->cell_range));
  const lanes largest = (lanes){} + ((1 << 30) - 1);
  for (int32_t unit = 0; unit < layer->tile_count; unit += LANES) {
    int32_t count = layer->tile_count - unit;
    rows_of_units v = unit_preactivations(&t, 4, unit);
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
  task t = make_task(layer, 3);
  t.correction = correction(&t, 3);
  for (int32_t unit = 0; unit < layer->tile_count; unit += LANES) {
    int32_t count = layer->tile_count - unit;
    rows_of_units v = unit_preactivations(&t, 3, unit);
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

/* The pre-activations of LANES units, four a tile. */
INLINE lanes row_preactivations(const task *t,
                                int32_t tile) {
  const uint8_t *first = t->tiles + tile * t->tile_size;
  lane_parts v = {};
  for (int part = 0; part < LANES / 16 && first <= t->last; part++) {
    v.part[part] = quad_preactivations(t, first, t->tile_size);
    first += 4 * t->tile_size;
  }
  return v.all;
}

INLINE void rows(const swiftlet_layer *layer) {
  task t = make_task(layer, 4);
  t.correction = correction(&t, 4);
  for (int32_t tile = 0; tile < layer->tile_count; tile += LANES / 4) {
    lanes v = row_preactivations(&t, tile);
    store_int16(layer->output + 4 * tile, activate(layer, v),
                4 * (layer->tile_count - tile));
  }
}
