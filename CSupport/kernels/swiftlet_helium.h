/* Layers with int8 weights in blocks of 16 columns, on cores with Helium. */
#ifndef SWIFTLET_HELIUM_H
#define SWIFTLET_HELIUM_H

#include <stdbool.h>

#include "swiftlet_tile.h"

/* Kernels, as in swiftlet_tile.h: four rows, with operands that are int16, or
   that are upper bytes of 8-bit activations. */
void swiftlet_quad_wide(void);
void swiftlet_quad_wide_bytes(void);

/* One timestep of an LSTM layer from its first tile on; bytes says which
   operands the tile has, and table is that of tanh.
   hidden: h, Q0.15, (count) padded to 4. cell: c, the same. Both updated. */
void swiftlet_lstm_step(swiftlet_tile *_Nonnull tile, int16_t *_Nonnull hidden,
                        int32_t *_Nonnull cell, int32_t count,
                        int32_t cell_range, bool bytes,
                        const int16_t *_Nonnull table);

/* One timestep of a reset-after GRU layer; as above. */
void swiftlet_gru_step(swiftlet_tile *_Nonnull tile, int16_t *_Nonnull hidden,
                       int32_t count, bool bytes,
                       const int16_t *_Nonnull table);

/* One timestep of a simple recurrent or a dense layer; as above.
   output: (count) padded to 4. activation: as a dense layer's variant
   (FORMAT.md, "Layer entries"). */
void swiftlet_row_step(swiftlet_tile *_Nonnull tile, int16_t *_Nonnull output,
                       int32_t count, int32_t activation, bool bytes,
                       const int16_t *_Nonnull table);

/* Writes the operand of count values, with zeros up to padded_count, a
   multiple of 16: the values, or their upper bytes, rounded, as int8. The
   operand may lie where the values do. */
void swiftlet_load_columns(const int16_t *_Nonnull values,
                           int16_t *_Nonnull operand, int32_t count,
                           int32_t padded_count, bool bytes);

#endif
