/* A layer's step with the vector instructions of this machine. */
#ifndef SWIFTLET_VECTORS_H
#define SWIFTLET_VECTORS_H

#include <stdint.h>

/* A layer with int8 weights in blocks of 4 columns (FORMAT.md, "Weights"), its
   operands and its state. */
typedef struct swiftlet_layer {
  /* The first tile, bytes from one to the next, and how many. */
  const uint8_t *_Nonnull tiles;
  int32_t tile_size;
  int32_t tile_count;
  /* The operand over the input and the one over the hidden state, in blocks of
     4 values. Where h_blocks is 0, the latter is part of x or there is none. */
  const int16_t *_Nonnull x;
  const int16_t *_Nonnull h;
  int32_t x_blocks;
  int32_t h_blocks;
  /* Left shift of the sums over x. */
  int32_t shift;
  /* Whether operands are multiples of 256: 8-bit activations. */
  int32_t upper_bytes;
  /* Integer bits of c, an LSTM's cell state. */
  int32_t cell_range;
  /* Which function makes outputs of a row's pre-activations. */
  int32_t activation;
  /* h, updated in place, or the outputs. */
  int16_t *_Nonnull output;
  /* c, updated in place; an LSTM's alone. */
  int32_t *_Nullable cell;
} swiftlet_layer;

/* Activations of rows. */
enum { SWIFTLET_LINEAR, SWIFTLET_RELU, SWIFTLET_SIGMOID, SWIFTLET_TANH };

/* Sets of instructions, each with all before it. */
enum {
  /* None of these. */
  SWIFTLET_SCALAR,
  /* Every x86-64. */
  SWIFTLET_SSE2,
  SWIFTLET_AVX2,
  /* AVX-512 F, BW, DQ, VL, VBMI, VNNI: Ice Lake, Zen 4 and up. */
  SWIFTLET_AVX512
};

/* The best of them that this machine has. */
int32_t swiftlet_vector_level(void);

/* One step: an LSTM's, a reset-after GRU's, and a simple recurrent or a dense
   layer's. They give the bits that the steps in Sources/Runtime give. Where
   the machine lacks a function's instructions, they must not be called. */
void swiftlet_lstm_sse2(const swiftlet_layer *_Nonnull layer);
void swiftlet_lstm_avx2(const swiftlet_layer *_Nonnull layer);
void swiftlet_lstm_avx512(const swiftlet_layer *_Nonnull layer);
void swiftlet_gru_sse2(const swiftlet_layer *_Nonnull layer);
void swiftlet_gru_avx2(const swiftlet_layer *_Nonnull layer);
void swiftlet_gru_avx512(const swiftlet_layer *_Nonnull layer);
void swiftlet_rows_sse2(const swiftlet_layer *_Nonnull layer);
void swiftlet_rows_avx2(const swiftlet_layer *_Nonnull layer);
void swiftlet_rows_avx512(const swiftlet_layer *_Nonnull layer);

#endif
