/* The upper floor of a step: the cells' equations (ARITHMETIC.md, section 5) on
   pre-activations, LANES units at a time.

   A template without a guard. A file that includes it defines before it what
   arithmetic.h wants, LANES and weighted_knots, and what preactivations.h
   wants. It gives lstm, gru and rows: a step of a layer. */
#include "arithmetic.h"
#include "preactivations.h"

/* Pre-activations: of each sixteen units a vector for each row. */
typedef quads unit_rows[LANES / 16][4];

/* Gathers those of the next LANES units, of which there are `count`. */
typedef void gatherer(task *t, int32_t unit, int32_t count, quads v[4]);

INLINE void gather(gatherer *some, task *t, int32_t unit, int32_t count,
                   unit_rows v) {
  for (int part = 0; part < LANES / 16; part++)
    if (16 * part < count)
      some(t, unit + 16 * part, count - 16 * part, v[part]);
    else
      __builtin_memset(v[part], 0, sizeof v[part]);
}

/* One row of all units. */
INLINE lanes gate(unit_rows v, int row) {
  lane_parts all;
  for (int part = 0; part < LANES / 16; part++) all.part[part] = v[part][row];
  return all.all;
}

INLINE void lstm(const swiftlet_layer *layer) {
  task t = begin(layer, 4);
  const lanes cell_to_tanh = (lanes){} + (3 << (15 + layer->cell_range));
  const lanes largest = (lanes){} + ((1 << 30) - 1);
  for (int32_t unit = 0; unit < layer->tile_count; unit += LANES) {
    int32_t count = layer->tile_count - unit;
    unit_rows v;
    gather(quad_preactivations, &t, unit, count, v);
    lanes c = load_int32(layer->cell + unit, count);
    lanes kept = scale(c << 1, sigmoid_q31(gate(v, 1)));
    lanes added = rounding_shift(sigmoid_q15(gate(v, 0)) * tanh_q15(gate(v, 2)),
                                 layer->cell_range);
    c = larger(smaller(kept + added, largest), ~largest);
    store_int32(layer->cell + unit, c, count);
    lanes o = sigmoid_q15(gate(v, 3));
    lanes h = rounding_shift(o * tanh_q15(scale(c, cell_to_tanh)), 15);
    store_int16(layer->output + unit, h, count);
  }
}

INLINE void gru(const swiftlet_layer *layer) {
  task t = begin(layer, 3);
  for (int32_t unit = 0; unit < layer->tile_count; unit += LANES) {
    int32_t count = layer->tile_count - unit;
    unit_rows v;
    gather(triple_preactivations, &t, unit, count, v);
    lanes h = load_int16(layer->output + unit, count);
    lanes z = sigmoid_q15(gate(v, 1));
    lanes r = sigmoid_q15(gate(v, 0));
    lanes n = tanh_q15(gate(v, 2) + scale(gate(v, 3), r << 16));
    h = n + rounding_shift(z * (h - n), 15);
    store_int16(layer->output + unit, h, count);
  }
}

INLINE lanes activate(const swiftlet_layer *layer, lanes v) {
  const lanes largest = (lanes){} + 32767;
  switch (layer->activation) {
  case SWIFTLET_ACTIVATION_SIGMOID: return sigmoid_q15(v);
  case SWIFTLET_ACTIVATION_TANH: return tanh_q15(v);
  case SWIFTLET_ACTIVATION_RELU: return larger(smaller(v, largest), (lanes){});
  default: return larger(smaller(v, largest), ~largest);
  }
}

INLINE void rows(const swiftlet_layer *layer) {
  task t = begin(layer, 1);
  const int32_t units = 4 * layer->tile_count;
  for (int32_t unit = 0; unit < units; unit += LANES) {
    int32_t count = units - unit;
    unit_rows v;
    gather(row_preactivations, &t, unit, count, v);
    store_int16(layer->output + unit, activate(layer, gate(v, 0)), count);
  }
}
