/* The upper floor of a step: the cells' equations (ARITHMETIC.md, section 5) on
   pre-activations, LANES units at a time.

   A template without a guard. A file that includes it defines before it what
   arithmetic.h wants, LANES and weighted_knots, and what preactivations.h
   wants. It gives lstm, gru and rows: a step of a layer. */
#include "arithmetic.h"
#include "preactivations.h"

/* Units whose pre-activations are there before the equations begin: as long as
   nothing waits for a sum, several turns of the equations run at once. */
enum { CHUNK = 64 };

/* Pre-activations: of each sixteen units a vector for each row. */
typedef quads unit_rows[CHUNK / 16][4];

/* Gathers those of the next sixteen units, of which there are `count`, from
   `unit` on. */
typedef void gatherer(task *t, int32_t unit, int32_t count, quads v[4]);

INLINE void gather(gatherer *some, task *t, int32_t unit, int32_t count,
                   unit_rows v) {
  for (int32_t i = 0; i < CHUNK && i < count; i += 16)
    some(t, unit + i, count - i, v[i / 16]);
}

/* Where a chunk has the numbers of a row from a unit on. */
INLINE int32_t *place(unit_rows v, int32_t unit, int row) {
  return (int32_t *)&v[unit / 16][row] + unit % 16;
}

/* A row of LANES units from one of the chunk on. */
INLINE lanes gate(unit_rows v, int32_t unit, int row) {
  lanes loaded;
  __builtin_memcpy(&loaded, place(v, unit, row), sizeof loaded);
  return loaded;
}

INLINE void set_gate(unit_rows v, int32_t unit, int row, lanes stored) {
  __builtin_memcpy(place(v, unit, row), &stored, sizeof stored);
}

/* Makes gates of the pre-activations of LANES units from one of the chunk on,
   in their place. */
typedef void activation(const swiftlet_layer *layer, unit_rows v, int32_t unit);

/* Advances LANES units from one of the layer on, of which there are `count`, by
   their gates, from a unit of the chunk on. */
typedef void update(const swiftlet_layer *layer, int32_t first, int32_t count,
                    unit_rows v, int32_t unit);

/* Each of the equations takes its turn for all units of a chunk: none waits for
   another's result. */
INLINE void advance(const swiftlet_layer *layer, task *t, gatherer *some,
                    activation *gates, update *cell) {
  const int32_t units = layer->output_size;
  for (int32_t first = 0; first < units; first += CHUNK) {
    int32_t count = units - first < CHUNK ? units - first : CHUNK;
    unit_rows v;
    gather(some, t, first, count, v);
    for (int32_t i = 0; i < count; i += LANES) gates(layer, v, i);
    for (int32_t i = 0; i < count; i += LANES)
      cell(layer, first + i, count - i, v, i);
  }
}

INLINE void lstm_gates(const swiftlet_layer *layer, unit_rows v, int32_t unit) {
  lanes i = sigmoid_q15(gate(v, unit, 0)), g = tanh_q15(gate(v, unit, 2));
  set_gate(v, unit, 0, rounding_shift(i * g, layer->cell_range));
  set_gate(v, unit, 1, sigmoid_q31(gate(v, unit, 1)));
  set_gate(v, unit, 3, sigmoid_q15(gate(v, unit, 3)));
}

INLINE void lstm_units(const swiftlet_layer *layer, int32_t first,
                       int32_t count, unit_rows v, int32_t unit) {
  const lanes cell_to_tanh = (lanes){} + (3 << (15 + layer->cell_range));
  const lanes largest = (lanes){} + ((1 << 30) - 1);
  lanes c = load_int32(layer->cell + first, count);
  lanes added = gate(v, unit, 0);
  c = scale(c << 1, gate(v, unit, 1)) + added;
  c = larger(smaller(c, largest), ~largest);
  store_int32(layer->cell + first, c, count);
  lanes o = gate(v, unit, 3);
  lanes h = rounding_shift(o * tanh_q15(scale(c, cell_to_tanh)), 15);
  store_int16(layer->output + first, h, count);
}

INLINE void lstm(const swiftlet_layer *layer) {
  task t = begin(layer, 4);
  advance(layer, &t, quad_preactivations, lstm_gates, lstm_units);
}

INLINE void gru_gates(const swiftlet_layer *layer, unit_rows v, int32_t unit) {
  (void)layer;
  set_gate(v, unit, 0, sigmoid_q15(gate(v, unit, 0)));
  set_gate(v, unit, 1, sigmoid_q15(gate(v, unit, 1)));
}

INLINE void gru_units(const swiftlet_layer *layer, int32_t first, int32_t count,
                      unit_rows v, int32_t unit) {
  lanes h = load_int16(layer->output + first, count);
  lanes r = gate(v, unit, 0), z = gate(v, unit, 1);
  lanes n = tanh_q15(gate(v, unit, 2) + scale(gate(v, unit, 3), r << 16));
  h = n + rounding_shift(z * (h - n), 15);
  store_int16(layer->output + first, h, count);
}

INLINE void gru(const swiftlet_layer *layer) {
  task t = begin(layer, 3);
  advance(layer, &t, triple_preactivations, gru_gates, gru_units);
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

INLINE void no_gates(const swiftlet_layer *layer, unit_rows v, int32_t unit) {
  (void)layer, (void)v, (void)unit;
}

INLINE void row_units(const swiftlet_layer *layer, int32_t first, int32_t count,
                      unit_rows v, int32_t unit) {
  store_int16(layer->output + first, activate(layer, gate(v, unit, 0)), count);
}

INLINE void rows(const swiftlet_layer *layer) {
  task t = begin(layer, 1);
  advance(layer, &t, row_preactivations, no_gates, row_units);
}
