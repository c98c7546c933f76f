/* A step of a GRU that resets before (ARITHMETIC.md, section 5). A tile is a gate
   of four units, a panel one of sixteen: first all reset gates, then by turns
   update gates and candidates. Their sums are those of a layer whose units have
   one row.

   A template without a guard, after cells.h. */

/* Pre-activations of a gate, 0 to 2, of sixteen units from `unit` on, in panels
   or in tiles. */
INLINE quads gate_of_units(const task *t, int in_panels, int gate,
                           int32_t unit) {
  const int32_t units = t->layer->output_size, width = in_panels ? 16 : 4;
  const int32_t count = (units + width - 1) / width, place = unit / width;
  const int32_t index = gate == 0 ? place : count + 2 * place + gate - 1;
  if (in_panels) {
    quads v[4];
    of_panel(t, 1, index, units - unit, v);
    return v[0];
  }
  return of_four_quads(t, t->tiles + index * t->tile_size,
                       (gate == 0 ? 1 : 2) * t->tile_size);
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

/* Loads values as the operand over h, in the place of r h where they are that, or
   where there are none the operand over x. Gives what undoes offsets over it. */
APART quads load_operand_of(swiftlet_layer *layer, int16_t *values) {
  task t = make_task(layer, 1);
  t.correction = (quads){};
  if (values == NULL) {
    layer->is_recurrent = 0;
    t.h_blocks = 0;
  } else {
    layer->input_size = 0;
    layer->output = values;
    t.x_blocks = 0;
    if (values == layer->reset) t.h = values;
  }
  prepare(&t, 1);
  return t.correction;
}

/* The same of a layer of which the compiler forgets nothing by the call. */
INLINE quads load_alone(const swiftlet_layer *layer, int16_t *values) {
  swiftlet_layer own = *layer;
  return load_operand_of(&own, values);
}

INLINE void reset_before(const swiftlet_layer *layer) {
  const int in_panels = has_panels(layer);
  const int32_t units = layer->output_size;
  task t = make_task(layer, 1);
  t.last += 2 * ((units + 3) >> 2) * t.tile_size;
  const quads over_x = load_alone(layer, NULL);
  /* Candidates meet r h in the place of h. */
  int16_t *const h[2] = {t.h, layer->reset};
  quads correction[2] = {over_x + load_alone(layer, layer->output)};
  /* Reset gates, then of each sixteen units update gates and candidates. */
#pragma nounroll
  for (int turn = 0; turn < 2; turn++) {
#pragma nounroll
    for (int32_t unit = 0; unit < units; unit += 16) {
      quads v[2];
#pragma nounroll
      for (int i = 0; i <= turn; i++) {
        t.h = h[i];
        t.correction = correction[i];
        v[i] = gate_of_units(&t, in_panels, turn + i, unit);
      }
      if (turn == 0)
        reset_units(layer, unit, v);
      else
        blend_units(layer, unit, &v[0], &v[1]);
    }
    if (turn == 0) correction[1] = over_x + load_alone(layer, layer->reset);
  }
}
