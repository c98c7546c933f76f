/* Layers with int8 weights in blocks of 16 columns, on cores with Helium. */
#ifndef SWIFTLET_HELIUM_H
#define SWIFTLET_HELIUM_H

#include <stdbool.h>

#include "swiftlet_tile.h"

/* What a kernel is: it writes the pre-activations of the next count tiles, at
   least one and four a tile, and moves the tile on. */
typedef void swiftlet_wide_kernel(swiftlet_tile *restrict _Nonnull tile,
                                  int32_t *restrict _Nonnull v, uint32_t count);

/* Hidden: an address that went through a global offset table would lose its
   Thumb bit to GNU ld, as the names are local in the library. */
#pragma clang attribute push(__attribute__((visibility("hidden"))), \
                             apply_to = function)

/* Kernels for operands that are int16, or that are upper bytes of 8-bit
   activations: of tiles of four rows, and of units of a reset-after GRU. The
   functions below call that of their tile; here only the addresses matter. */
void swiftlet_wide_quads(void);
void swiftlet_wide_quads_bytes(void);
void swiftlet_wide_units(void);
void swiftlet_wide_units_bytes(void);

/* One timestep of an LSTM layer, from its first tile on, by the tile's kernel.
   hidden: h, Q0.15, (count) padded to 4. cell: c, the same. Both updated.
   table: that of tanh. */
void swiftlet_lstm_step(swiftlet_tile *_Nonnull tile, int16_t *_Nonnull hidden,
                        int32_t *_Nonnull cell, int32_t count,
                        int32_t cell_range, const int16_t *_Nonnull table);

/* One timestep of a reset-after GRU layer; as above. */
void swiftlet_reset_after_step(swiftlet_tile *_Nonnull tile,
                               int16_t *_Nonnull hidden, int32_t count,
                               const int16_t *_Nonnull table);

/* One timestep of a reset-before GRU layer; as above.
   reset: scratch for r h, whole blocks. bytes: whether operands are bytes. */
void swiftlet_reset_before_step(swiftlet_tile *_Nonnull tile,
                                int16_t *_Nonnull hidden,
                                int16_t *_Nonnull reset, int32_t count,
                                bool bytes, const int16_t *_Nonnull table);

/* One timestep of a simple recurrent or a dense layer; as above.
   output: (count) padded to 4. activation: one of swiftlet_codes.h. */
void swiftlet_row_step(swiftlet_tile *_Nonnull tile, int16_t *_Nonnull output,
                       int32_t count, int32_t activation,
                       const int16_t *_Nonnull table);

/* Writes the operand of count values, with zeros up to padded_count, a
   multiple of 16: the values, or their upper bytes, rounded, as int8. The
   operand may lie where the values do. */
void swiftlet_load_columns(const int16_t *_Nonnull values,
                           int16_t *_Nonnull operand, int32_t count,
                           int32_t padded_count, bool bytes);

#pragma clang attribute pop

#endif
