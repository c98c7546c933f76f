/* What a kernel works on, and the kernels that are not written in Swift. */
#ifndef SWIFTLET_TILE_H
#define SWIFTLET_TILE_H

#include <stdint.h>

/* The next tile of a layer, its operands, and how sums are joined. A kernel
   reads the tile's blocks, biases and multipliers (FORMAT.md, "Weights"),
   moves weights behind them and leaves the pre-activations in values.
   The kernels in assembly know the offsets of the fields. */
typedef struct swiftlet_tile {
  const void *_Nonnull weights;
  /* The operand over the input: whole blocks, and their sum. */
  const int16_t *_Nonnull x;
  int32_t x_blocks;
  int32_t x_sum;
  /* The operand over the hidden state. Where shift is 0, x_sum is the sum of
     both. */
  const int16_t *_Nonnull h;
  int32_t h_blocks;
  int32_t h_sum;
  /* Left shift of the sums over x. */
  int32_t shift;
  int32_t values[4];
} swiftlet_tile;

/* A tile of four rows of int8 weights in blocks of four columns. */
void swiftlet_quad_int8(swiftlet_tile *_Nonnull tile);
/* The same with operands that are the upper bytes of 8-bit activations. */
void swiftlet_quad_int8_bytes(swiftlet_tile *_Nonnull tile);
/* A unit of a reset-after GRU, int8 weights in blocks of four columns. */
void swiftlet_unit_int8(swiftlet_tile *_Nonnull tile);

#endif
