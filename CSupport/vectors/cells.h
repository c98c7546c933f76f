/* The upper floor of a step: the cells' equations (ARITHMETIC.md, section 5) on
   pre-activations, LANES units at a time.

   A template without a guard. A file that includes it defines before it what
   arithmetic.h wants, LANES and weighted_knots, and what preactivations.h
   wants. It gives lstm, gru and rows: a step of a layer. */
#include "arithmetic.h"
#include "preactivations.h"

/* Makes gates of pre-activations. */
typedef unit_lanes activation(const swiftlet_layer *layer, unit_lanes v);

/* Advances LANES units from one of the layer on, of which there are `count`, by
   their gates. */
typedef void update(const swiftlet_layer *layer, int32_t first, int32_t count,
                    unit_lanes v);

/* Makes gates of a panel's pre-activations, of as many of `count` units as it
   has. */
INLINE void gate_panel(const swiftlet_layer *layer, int rows, int32_t count,
                       quads v[4], activation *gates) {
#pragma unroll
  for (int i = 0; i < 16; i += LANES)
    if (i < count)
      store_units(v, i, rows, gates(layer, load_units(v, i, rows)));
}

/* Advances them, from the layer's unit `first` on. */
INLINE void update_panel(const swiftlet_layer *layer, int rows, int32_t first,
                         int32_t count, const quads v[4], update *cell) {
#pragma unroll
  for (int i = 0; i < 16; i += LANES)
    if (i < count) cell(layer, first + i, count - i, load_units(v, i, rows));
}

/* Each of the equations takes its turn for all units of a chunk: none waits for
   another's result. */
INLINE void advance_chunks(task *t, int rows, int32_t storage,
                           activation *gates, update *cell) {
  const swiftlet_layer *layer = t->layer;
  const int32_t units = layer->output_size;
  for (int32_t first = 0; first < units; first += CHUNK) {
    int32_t count = units - first < CHUNK ? units - first : CHUNK;
    unit_rows v;
    preactivations(t, rows, storage, first, count, v);
    for (int32_t i = 0; i < count; i += 16)
      gate_panel(layer, rows, count - i, v[i / 16], gates);
    for (int32_t i = 0; i < count; i += 16)
      update_panel(layer, rows, first + i, count - i, v[i / 16], cell);
  }
}

/* The same where one panel has all units: no number waits to be written and
   read. */
INLINE void advance_panel(const task *t, int rows, activation *gates,
                          update *cell) {
  const swiftlet_layer *layer = t->layer;
  const int32_t units = layer->output_size;
  quads sum[4];
  sums_of_panel(t, rows, 0, units, sum);
  unit_lanes v[16 / LANES];
#pragma unroll
  for (int i = 0; i < 16 / LANES; i++)
    if (i * LANES < units)
      v[i] = gates(layer, scaled(t, rows, 0, sum, i * LANES));
#pragma unroll
  for (int i = 0; i < 16 / LANES; i++)
    if (i * LANES < units) cell(layer, i * LANES, units - i * LANES, v[i]);
}

/* A step of a layer. One panel is advanced by itself where the compiler knows
   that all blocks lie in panels. */
INLINE void advance(const swiftlet_layer *layer, int rows, activation *gates,
                    update *cell) {
  const int32_t storage = layer->storage;
  task t = begin(layer, rows);
  if (__builtin_constant_p(storage) && storage == SWIFTLET_STORAGE_PANELS &&
      layer->output_size <= 16)
    advance_panel(&t, rows, gates, cell);
  else
    advance_chunks(&t, rows, storage, gates, cell);
}

/* A step of a layer in panels in each of several streams: a panel's weights are
   read once for all of them, and those of a few take their turns as the panels
   of a chunk do. */
INLINE void advance_streams(const swiftlet_layer *layer,
                            const swiftlet_streams *streams, int rows,
                            activation *gates, update *cell) {
  const int32_t units = layer->output_size, count = streams->count;
  int16_t *x[SWIFTLET_MOST_STREAMS];
  quads correction[SWIFTLET_MOST_STREAMS];
  for (int32_t i = 0; i < count; i++) {
    const swiftlet_layer own = in_stream(layer, streams->distances[i]);
    const task begun = begin(&own, rows);
    x[i] = begun.x;
    correction[i] = begun.correction;
  }
  task t = make_task(layer, rows);
  join_operands(&t, rows);
  for (int32_t unit = 0; unit < units; unit += 16)
    for (int32_t first = 0; first < count; first += CHUNK / 16) {
      const int32_t left = count - first;
      const int32_t several = left < CHUNK / 16 ? left : CHUNK / 16;
      unit_rows v;
      of_streams(t, x + first, correction + first, several, rows, unit, v);
#pragma nounroll
      for (int32_t i = 0; i < several; i++)
        gate_panel(layer, rows, units - unit, v[i], gates);
#pragma nounroll
      for (int32_t i = 0; i < several; i++) {
        const swiftlet_layer own =
            in_stream(layer, streams->distances[first + i]);
        update_panel(&own, rows, unit, units - unit, v[i], cell);
      }
    }
}

/* The steps of a kind: of a layer, and of one in panels in several streams. */
#define CELL(kind, rows, gates, update)                            \
  INLINE void kind(const swiftlet_layer *layer) {                  \
    advance(layer, rows, gates, update);                           \
  }                                                                \
  INLINE void kind##_of_streams(const swiftlet_layer *layer,       \
                                const swiftlet_streams *streams) { \
    advance_streams(layer, streams, rows, gates, update);          \
  }

INLINE unit_lanes lstm_gates(const swiftlet_layer *layer, unit_lanes v) {
  lanes i = sigmoid_q15(v.row[0]), g = tanh_q15(v.row[2]);
  v.row[0] = rounding_shift(i * g, layer->cell_range);
  v.row[1] = sigmoid_q31(v.row[1]);
  v.row[3] = sigmoid_q15(v.row[3]);
  return v;
}

INLINE void lstm_units(const swiftlet_layer *layer, int32_t first,
                       int32_t count, unit_lanes v) {
  const lanes cell_to_tanh = (lanes){} + (3 << (15 + layer->cell_range));
  const lanes largest = (lanes){} + ((1 << 30) - 1);
  lanes c = load_int32(layer->cell + first, count);
  c = scale(c << 1, v.row[1]) + v.row[0];
  c = larger(smaller(c, largest), ~largest);
  store_int32(layer->cell + first, c, count);
  lanes tanh = tanh_q15(scale(c, cell_to_tanh));
  store_int16(layer->output + first, rounding_shift(v.row[3] * tanh, 15),
              count);
}

CELL(lstm, 4, lstm_gates, lstm_units)

INLINE unit_lanes gru_gates(const swiftlet_layer *layer, unit_lanes v) {
  (void)layer;
  v.row[0] = sigmoid_q15(v.row[0]);
  v.row[1] = sigmoid_q15(v.row[1]);
  return v;
}

INLINE void gru_units(const swiftlet_layer *layer, int32_t first, int32_t count,
                      unit_lanes v) {
  lanes h = load_int16(layer->output + first, count);
  lanes n = tanh_q15(v.row[2] + scale(v.row[3], v.row[0] << 16));
  h = n + rounding_shift(v.row[1] * (h - n), 15);
  store_int16(layer->output + first, h, count);
}

CELL(gru, 3, gru_gates, gru_units)

INLINE lanes activate(const swiftlet_layer *layer, lanes v) {
  const lanes largest = (lanes){} + 32767;
  switch (layer->activation) {
  case SWIFTLET_ACTIVATION_SIGMOID: return sigmoid_q15(v);
  case SWIFTLET_ACTIVATION_TANH: return tanh_q15(v);
  case SWIFTLET_ACTIVATION_RELU: return larger(smaller(v, largest), (lanes){});
  default: return larger(smaller(v, largest), ~largest);
  }
}

INLINE unit_lanes no_gates(const swiftlet_layer *layer, unit_lanes v) {
  (void)layer;
  return v;
}

INLINE void row_units(const swiftlet_layer *layer, int32_t first, int32_t count,
                      unit_lanes v) {
  store_int16(layer->output + first, activate(layer, v.row[0]), count);
}

CELL(rows, 1, no_gates, row_units)

#define OF_EACH_KIND(make) make(lstm) make(gru) make(rows)
