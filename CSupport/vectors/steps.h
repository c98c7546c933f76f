/* The steps of a set of instructions that has kernels of panels, each in several
   functions: in those of int8 weights in panels the compiler knows how weights
   and operands lie.

   A template without a guard, after cells.h. It gives lstm_step, gru_step and
   rows_step. */
#define PANEL_STEP(kind, name, way, are_bytes)            \
  APART void kind##_##name(const swiftlet_layer *layer) { \
    swiftlet_layer known = *layer;                        \
    known.storage = SWIFTLET_STORAGE_##way;               \
    known.weight_bits = 8;                                \
    known.upper_bytes = are_bytes;                        \
    kind(&known);                                         \
  }

#define STEP(kind)                                                         \
  APART void kind##_of_any(const swiftlet_layer *layer) { kind(layer); }   \
  PANEL_STEP(kind, by_bytes, PANELS, 1)                                    \
  PANEL_STEP(kind, by_halfwords, PANELS, 0)                                \
  PANEL_STEP(kind, kept_by_bytes, KEPT_PANELS, 1)                          \
  PANEL_STEP(kind, kept_by_halfwords, KEPT_PANELS, 0)                      \
  INLINE void kind##_step(const swiftlet_layer *layer) {                   \
    if (!has_panels(layer) || layer->weight_bits == 16)                    \
      kind##_of_any(layer);                                                \
    else if (keeps_panels(layer))                                          \
      (layer->upper_bytes ? kind##_kept_by_bytes                           \
                          : kind##_kept_by_halfwords)(layer);              \
    else                                                                   \
      (layer->upper_bytes ? kind##_by_bytes : kind##_by_halfwords)(layer); \
  }

STEP(lstm)
STEP(gru)
STEP(rows)
