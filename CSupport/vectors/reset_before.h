/* A step of a GRU that resets before (ARITHMETIC.md, section 5). A tile is a gate
   of four units: first all reset gates, then by turns update gates and
   candidates. Their sums are those of a layer whose units have one row.

   A template without a guard, after cells.h. */

/* Pre-activations of sixteen units from `unit` on, of tiles that are `stride`
   tiles apart from a place on. */
INLINE quads gate_of_units(const task *t, const uint8_t *place, int32_t unit,
                           int32_t stride) {
  const int64_t bytes = stride * t->tile_size;
  return of_four_quads(t, place + unit / 4 * bytes, bytes);
}

INLINE lanes lanes_of(const quads *v, int unit) {
  return load_lanes((const int32_t *)v + unit);
}

/* r h, from the reset gates of the units from `first` on. */
INLINE void reset_units(const swiftlet_layer *layer, int32_t first,
                        const quads *r) {
  const int32_t count = layer->output_size - first;
#pragma unroll
  for (int i = 0; i < 16; i += LANES)
    if (i < count) {
      lanes h = load_int16(layer->output + first + i, count - i);
      store_int16(layer->reset + first + i,
                  rounding_shift(sigmoid_q15(lanes_of(r, i)) * h, 15),
                  count - i);
    }
}

/* h, from the update gates and the candidates. */
INLINE void blend_units(const swiftlet_layer *layer, int32_t first,
                        const quads *z, const quads *n) {
  const int32_t count = layer->output_size - first;
#pragma unroll
  for (int i = 0; i < 16; i += LANES)
    if (i < count) {
      lanes h = load_int16(layer->output + first + i, count - i);
      lanes candidate = tanh_q15(lanes_of(n, i));
      lanes gate = sigmoid_q15(lanes_of(z, i));
      h = candidate + rounding_shift(gate * (h - candidate), 15);
      store_int16(layer->output + first + i, h, count - i);
    }
}

/* The task of the candidates, which meet r h in the place of h. */
INLINE task candidates_of(const task *t) {
  const swiftlet_layer *layer = t->layer;
  task n = *t;
  n.h = layer->reset;
  load_operand(layer->reset, layer->output_size, layer->upper_bytes, n.h,
               n.h_blocks);
  if (has_pairs(layer)) correct(&n, 4);
  return n;
}

INLINE void reset_before(const swiftlet_layer *layer) {
  const int32_t units = layer->output_size, tiles = (units + 3) >> 2;
  task t = make_task(layer, 4);
  const uint8_t *updates = t.tiles + tiles * t.tile_size;
  t.last = updates + (2 * tiles - 1) * t.tile_size;
  prepare_tiles(&t, 4);
  for (int32_t unit = 0; unit < units; unit += 16) {
    const quads r = gate_of_units(&t, t.tiles, unit, 1);
    reset_units(layer, unit, &r);
  }
  const task candidates = candidates_of(&t);
  for (int32_t unit = 0; unit < units; unit += 16) {
    const quads z = gate_of_units(&t, updates, unit, 2);
    const quads n = gate_of_units(&candidates, updates + t.tile_size, unit, 2);
    blend_units(layer, unit, &z, &n);
  }
}
