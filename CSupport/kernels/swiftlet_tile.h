/* What a kernel works on. */
#ifndef SWIFTLET_TILE_H
#define SWIFTLET_TILE_H

#include <stdint.h>

/* The next tile of a layer, its operands, and how sums are joined. A kernel
   reads the tile's blocks, biases and multipliers (FORMAT.md, "Weights"),
   moves weights behind them and leaves the pre-activations in values. */
typedef struct swiftlet_tile {
  const void *_Nonnull weights;
  /* The operands over the input and over the hidden state: whole blocks. */
  const int16_t *_Nonnull x;
  const int16_t *_Nonnull h;
  /* Blocks over each. */
  int32_t x_blocks;
  int32_t h_blocks;
  /* Sums of each operand. */
  int32_t x_sum;
  int32_t h_sum;
  /* Left shift of the sums over x. */
  int32_t shift;
  int32_t values[4];
} swiftlet_tile;

#endif
