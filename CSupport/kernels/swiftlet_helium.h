/* Layers with int8 weights in blocks of 16 columns, on cores with Helium. */
#ifndef SWIFTLET_HELIUM_H
#define SWIFTLET_HELIUM_H

#include <stdbool.h>

#include "swiftlet_tile.h"

/* Kernels for operands that are int16, or that are upper bytes of 8-bit
   activations. Of one tile of four rows, as those of swiftlet_tile.h. */
void swiftlet_wide_quad(void);
void swiftlet_wide_quad_bytes(void);
/* Of any number of such tiles, for the functions below. */
void swiftlet_wide_quads(void);
void swiftlet_wide_quads_bytes(void);
/* Of units of a reset-after GRU. */
void swiftlet_wide_units(void);
void swiftlet_wide_units_bytes(void);

/* One timestep of an LSTM layer, from its first tile on, by the tile's kernel.
   hidden: h, Q0.15, (count) padded to 4. cell: c, the same. Both updated.
   table: that of tanh. */
void swiftlet_lstm_step(swiftlet_tile *_Nonnull tile, int16_t *_Nonnull hidden,
                        int32_t *_Nonnull cell, int32_t count,
                        int32_t cell_range, const int16_t *_Nonnull table);

/* One timestep of a reset-after GRU layer; as above. */
void swiftlet_gru_step(swiftlet_tile *_Nonnull tile, int16_t *_Nonnull hidden,
                       int32_t count, const int16_t *_Nonnull table);

/* One timestep of a simple recurrent or a dense layer; as above.
   output: (count) padded to 4. activation: as a dense layer's variant
   (FORMAT.md, "Layer entries"). */
void swiftlet_row_step(swiftlet_tile *_Nonnull tile, int16_t *_Nonnull output,
                       int32_t count, int32_t activation,
                       const int16_t *_Nonnull table);

/* Writes the operand of count values, with zeros up to padded_count, a
   multiple of 16: the values, or their upper bytes, rounded, as int8. The
   operand may lie where the values do. */
void swiftlet_load_columns(const int16_t *_Nonnull values,
                           int16_t *_Nonnull operand, int32_t count,
                           int32_t padded_count, bool bytes);

#endif
