/* The steps of layers, sixteen units at a time. A file that includes this
   defines before it, for its set of instructions:

     weighted_knots(segment, weights)   knots i and i + 1 of the tanh table
                                        times the halves of the weights
     operands, prepare(layer, rows)     what the sums need of a layer's
                                        operands
     sums(layer, rows, operands, tile)  of four tiles: each one's four sums in
                                        four lanes

   rows is 4, or 3 for tiles of a reset-after GRU. */
#include "swiftlet_vectors.h"
#include "arithmetic.h"

/* Four values each from four places. */
INLINE v16 gather_quads(const uint8_t *const place[4], int32_t offset) {
  typedef int32_t v4 __attribute__((vector_size(16)));
  typedef int32_t v8i __attribute__((vector_size(32)));
  v4 quad[4];
  for (int j = 0; j < 4; j++)
    __builtin_memcpy(&quad[j], place[j] + offset, sizeof quad[j]);
  v8i low = __builtin_shufflevector(quad[0], quad[1], 0, 1, 2, 3, 4, 5, 6, 7);
  v8i high = __builtin_shufflevector(quad[2], quad[3], 0, 1, 2, 3, 4, 5, 6, 7);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
                                 11, 12, 13, 14, 15);
}

/* The pre-activations of four tiles, some bytes apart: of each its four rows'.
   Beyond the last tile its own come again. */
INLINE v16 preactivations(const swiftlet_layer *layer, int rows,
                          const operands *over, const uint8_t *first,
                          const uint8_t *last, int64_t stride) {
  const uint8_t *tile[4];
  for (int j = 0; j < 4; j++) {
    const uint8_t *place = first + j * stride;
    tile[j] = place < last ? place : last;
  }
  v16 biased = sums(layer, rows, over, tile) +
               gather_quads(tile, layer->tile_size - 32);
  return scale(biased, gather_quads(tile, layer->tile_size - 16));
}

/* A tile. */
INLINE const uint8_t *tile_at(const swiftlet_layer *layer, int32_t index) {
  return layer->tiles + (int64_t)index * layer->tile_size;
}

typedef struct {
  v16 a, b, c, d;
} quad;

/* The pre-activations of sixteen units, one a tile: a vector for each row. */
INLINE quad unit_preactivations(const swiftlet_layer *layer, int rows,
                                const operands *over, int32_t unit) {
  const uint8_t *first = tile_at(layer, unit);
  const uint8_t *last = tile_at(layer, layer->tile_count - 1);
  v16 s[4];
  for (int k = 0; k < 4; k++, first += layer->tile_size)
    s[k] = preactivations(layer, rows, over, first, last,
                          4 * (int64_t)layer->tile_size);
#define LOW 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29
#define HIGH 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31
  v8 low01 = (v8)__builtin_shufflevector(s[0], s[1], LOW);
  v8 low23 = (v8)__builtin_shufflevector(s[2], s[3], LOW);
  v8 high01 = (v8)__builtin_shufflevector(s[0], s[1], HIGH);
  v8 high23 = (v8)__builtin_shufflevector(s[2], s[3], HIGH);
#define FIRST 0, 8, 2, 10, 4, 12, 6, 14
#define SECOND 1, 9, 3, 11, 5, 13, 7, 15
  return (quad){(v16)__builtin_shufflevector(low01, low23, FIRST),
                (v16)__builtin_shufflevector(low01, low23, SECOND),
                (v16)__builtin_shufflevector(high01, high23, FIRST),
                (v16)__builtin_shufflevector(high01, high23, SECOND)};
}

INLINE void lstm(const swiftlet_layer *layer, int upper_bytes) {
  const operands over = prepare(layer, 4, upper_bytes);
  const v16 cell_to_tanh = (v16){} + (3 << (15 + layer->cell_range));
  const v16 largest = (v16){} + ((1 << 30) - 1);
  for (int32_t unit = 0; unit < layer->tile_count; unit += 16) {
    int32_t count = layer->tile_count - unit;
    quad v = unit_preactivations(layer, 4, &over, unit);
    v16 c = load_int32(layer->cell + unit, count);
    v16 kept = scale(c << 1, sigmoid_q31(v.b));
    v16 added =
        rounding_shift(sigmoid_q15(v.a) * tanh_q15(v.c), layer->cell_range);
    c = larger(smaller(kept + added, largest), ~largest);
    store_int32(layer->cell + unit, c, count);
    v16 h = rounding_shift(
        sigmoid_q15(v.d) * tanh_q15(scale(c, cell_to_tanh)), 15);
    store_int16(layer->output + unit, h, count);
  }
}

INLINE void gru(const swiftlet_layer *layer, int upper_bytes) {
  const operands over = prepare(layer, 3, upper_bytes);
  for (int32_t unit = 0; unit < layer->tile_count; unit += 16) {
    int32_t count = layer->tile_count - unit;
    quad v = unit_preactivations(layer, 3, &over, unit);
    v16 h = load_int16(layer->output + unit, count);
    v16 z = sigmoid_q15(v.b);
    v16 n = tanh_q15(v.c + scale(v.d, sigmoid_q15(v.a) << 16));
    h = n + rounding_shift(z * (h - n), 15);
    store_int16(layer->output + unit, h, count);
  }
}

INLINE v16 activate(const swiftlet_layer *layer, v16 v) {
  const v16 largest = (v16){} + 32767;
  switch (layer->activation) {
  case SWIFTLET_SIGMOID: return sigmoid_q15(v);
  case SWIFTLET_TANH: return tanh_q15(v);
  case SWIFTLET_RELU: return larger(smaller(v, largest), (v16){});
  default: return larger(smaller(v, largest), ~largest);
  }
}

INLINE void rows(const swiftlet_layer *layer, int upper_bytes) {
  const operands over = prepare(layer, 4, upper_bytes);
  const uint8_t *last = tile_at(layer, layer->tile_count - 1);
  for (int32_t tile = 0; tile < layer->tile_count; tile += 4) {
    v16 v = preactivations(layer, 4, &over, tile_at(layer, tile), last,
                           layer->tile_size);
    store_int16(layer->output + 4 * tile, activate(layer, v),
                4 * (layer->tile_count - tile));
  }
}
