/* The steps of a set of instructions that has kernels of panels, each in several
   functions: in those of panels the compiler knows how weights and operands
   lie.

   A template without a guard, after cells.h. A file that includes it has of
   each kind kind_of_tiles, the step of a layer that is not in panels, as
   TILE_STEP makes it, before STEP makes kind_step. */
#include <stddef.h>

#define TILE_STEP(kind) \
  APART void kind##_of_tiles(const swiftlet_layer *layer) { kind(layer); }

#define PANEL_STEP(kind, name, way, bits, are_bytes)      \
  APART void kind##_##name(const swiftlet_layer *layer) { \
    swiftlet_layer known = *layer;                        \
    known.storage = SWIFTLET_STORAGE_##way;               \
    known.weight_bits = bits;                             \
    known.upper_bytes = are_bytes;                        \
    kind(&known);                                         \
  }

#define STREAM_STEP(kind, name, bits, are_bytes)                         \
  APART void kind##_of_streams_##name(const swiftlet_layer *layer,       \
                                      const swiftlet_streams *streams) { \
    swiftlet_layer known = *layer;                                       \
    known.storage = SWIFTLET_STORAGE_PANELS;                             \
    known.weight_bits = bits;                                            \
    known.upper_bytes = are_bytes;                                       \
    kind##_of_streams(&known, streams);                                  \
  }

/* A step of a layer in one stream. */
#define STEP_OF_ONE(kind)                                                  \
  PANEL_STEP(kind, by_int16, PANELS, 16, layer->upper_bytes)               \
  PANEL_STEP(kind, by_bytes, PANELS, 8, 1)                                 \
  PANEL_STEP(kind, by_halfwords, PANELS, 8, 0)                             \
  PANEL_STEP(kind, kept_by_bytes, KEPT_PANELS, 8, 1)                       \
  PANEL_STEP(kind, kept_by_halfwords, KEPT_PANELS, 8, 0)                   \
  INLINE void kind##_of_one(const swiftlet_layer *layer) {                 \
    if (!has_panels(layer))                                                \
      kind##_of_tiles(layer);                                              \
    else if (layer->weight_bits == 16)                                     \
      kind##_by_int16(layer);                                              \
    else if (keeps_panels(layer))                                          \
      (layer->upper_bytes ? kind##_kept_by_bytes                           \
                          : kind##_kept_by_halfwords)(layer);              \
    else                                                                   \
      (layer->upper_bytes ? kind##_by_bytes : kind##_by_halfwords)(layer); \
  }

#define STEP(kind)                                                           \
  STEP_OF_ONE(kind)                                                          \
  STREAM_STEP(kind, by_int16, 16, layer->upper_bytes)                        \
  STREAM_STEP(kind, by_bytes, 8, 1)                                          \
  STREAM_STEP(kind, by_halfwords, 8, 0)                                      \
  INLINE void kind##_step(const swiftlet_layer *layer,                       \
                          const swiftlet_streams *streams) {                 \
    if (streams == NULL)                                                     \
      kind##_of_one(layer);                                                  \
    else if (layer->weight_bits == 16)                                       \
      kind##_of_streams_by_int16(layer, streams);                            \
    else                                                                     \
      (layer->upper_bytes ? kind##_of_streams_by_bytes                       \
                          : kind##_of_streams_by_halfwords)(layer, streams); \
  }

/* The kernel of a kind for a set of instructions. */
#define KERNEL(kind, set)                                         \
  void swiftlet_##kind##_##set(const swiftlet_layer *layer,       \
                               const swiftlet_streams *streams) { \
    kind##_step(layer, streams);                                  \
  }

/* That of a GRU that resets before, which has no streams. */
#define RESET_BEFORE_KERNEL(set)                                      \
  void swiftlet_reset_before_##set(const swiftlet_layer *layer,       \
                                   const swiftlet_streams *streams) { \
    (void)streams;                                                    \
    reset_before_of_one(layer);                                       \
  }
