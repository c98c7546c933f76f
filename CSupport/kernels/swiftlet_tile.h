/* What a kernel works on. */
#ifndef SWIFTLET_TILE_H
#define SWIFTLET_TILE_H

#include <stddef.h>
#include <stdint.h>

#include "tile_fields.h"

/* The next tile of a layer, its operands, and how sums are joined. A kernel
   reads the tile's blocks, biases and multipliers (FORMAT.md, "Weights"),
   moves weights past them and gives the pre-activations. */
typedef struct swiftlet_tile {
  const void *_Nonnull weights;
  /* The operand over the input, and its blocks. Where h_blocks is 0, the
     operand over the hidden state is part of it. */
  const int16_t *_Nonnull x;
  int32_t x_blocks;
  /* What kernels for pairs of rows start from: 128 times the sum of the
     operands, taken away. Those of two pairs, then of the first row of each:
     32 bits for the first row and 0 for the second, or 64 bits for the pair
     with the DSP extension. */
  int32_t x_start[6];
  /* The operand over the hidden state, and its blocks. */
  const int16_t *_Nonnull h;
  int32_t h_blocks;
  /* Left shift of the sums over x. */
  int32_t shift;
  /* The sum of h: 128 times it is taken away after the shift. Where shift is
     0, that is part of x_start. */
  int32_t h_sum;
  /* The kernel of the layer's weights and operands, if the core has one. */
  void (*_Nullable kernel)(void);
} swiftlet_tile;

/* The kernels in assembly know the offsets of the fields. */
#if __SIZEOF_POINTER__ == 4
#define SWIFTLET_FIELD(field, offset)                      \
  _Static_assert(offsetof(swiftlet_tile, field) == offset, \
                 "tile_fields.h has another offset of " #field)
SWIFTLET_FIELD(weights, TILE_WEIGHTS);
SWIFTLET_FIELD(x, TILE_X);
SWIFTLET_FIELD(x_blocks, TILE_X_BLOCKS);
SWIFTLET_FIELD(x_start, TILE_X_START);
SWIFTLET_FIELD(h, TILE_H);
SWIFTLET_FIELD(h_blocks, TILE_H_BLOCKS);
SWIFTLET_FIELD(shift, TILE_SHIFT);
SWIFTLET_FIELD(h_sum, TILE_H_SUM);
SWIFTLET_FIELD(kernel, TILE_KERNEL);
#undef SWIFTLET_FIELD
#endif

/* Kernels are called as functions of Swift are, or by swiftlet_riscv.h, with a
   tile, and leave the four pre-activations in registers. Here only their
   addresses matter. */

#define SWIFTLET_KERNEL(name) \
  __attribute__((visibility("hidden"))) void name(void)

/* Four rows; int8 weights in blocks of four columns. */
SWIFTLET_KERNEL(swiftlet_quad_int8);
SWIFTLET_KERNEL(swiftlet_quad_int4);
SWIFTLET_KERNEL(swiftlet_quad_int16);
/* int8 weights of the blocks that were kept. */
SWIFTLET_KERNEL(swiftlet_quad_kept);
/* The same with operands that are upper bytes of 8-bit activations. */
SWIFTLET_KERNEL(swiftlet_quad_int8_bytes);
SWIFTLET_KERNEL(swiftlet_quad_kept_bytes);
/* A unit of a reset-after GRU: three rows. */
SWIFTLET_KERNEL(swiftlet_unit_int8);
SWIFTLET_KERNEL(swiftlet_unit_kept);
SWIFTLET_KERNEL(swiftlet_unit_int4);
SWIFTLET_KERNEL(swiftlet_unit_int16);

/* One timestep of an LSTM layer with tanh and sigmoid, from its first tile on,
   on cores with the DSP extension (dsp_lstm.S).
   hidden: h, Q0.15, to end, not empty. cell: c, cell_range integer bits, as
   many. Both updated. table: that of tanh. */
__attribute__((visibility("hidden"))) void
swiftlet_dsp_lstm_step(swiftlet_tile *_Nonnull tile, int16_t *_Nonnull hidden,
                       int32_t *_Nonnull cell, const int16_t *_Nonnull end,
                       int32_t cell_range, const int16_t *_Nonnull table);

#endif
