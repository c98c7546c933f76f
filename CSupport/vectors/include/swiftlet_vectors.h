/* A layer's step with the vector instructions of this machine. */
#ifndef SWIFTLET_VECTORS_H
#define SWIFTLET_VECTORS_H

#include <stdint.h>

/* A layer with its weights (FORMAT.md, "Weights"), its values and its state. */
typedef struct swiftlet_layer {
  /* The first tile or panel; one of SWIFTLET_STORAGE_... (swiftlet_codes.h). */
  const uint8_t *_Nonnull tiles;
  int32_t storage;
  /* Bits of a weight: 8, or where all blocks are stored 16, in tiles or panels,
     or 4, in tiles. A block has 4 columns, of int4 weights 8. */
  int32_t weight_bits;
  /* The input and the state h or the outputs; after each there is room up to a
     multiple of 4 values. h is updated in place. */
  int16_t *_Nonnull input;
  int16_t *_Nonnull output;
  /* Values of the input, and of h or the outputs; 1 for layers with state,
     else 0. */
  int32_t input_size;
  int32_t output_size;
  int32_t is_recurrent;
  /* Of kept panels how many blocks each row stores over the input, and times
     2^16 over h; of other weights 0, as all are stored. */
  uint32_t kept_blocks;
  /* Room for the operands: whole blocks of the input's and after them of
     h's. */
  int16_t *_Nonnull operands;
  /* Left shift of the sums over the input. */
  int32_t shift;
  /* Whether operands are rounded to multiples of 256: 8-bit activations. */
  int32_t upper_bytes;
  /* Integer bits of c, an LSTM's cell state. */
  int32_t cell_range;
  /* What makes outputs of a row's pre-activations: one of
     SWIFTLET_ACTIVATION_... */
  int32_t activation;
  /* c, updated in place; an LSTM's alone. */
  int32_t *_Nullable cell;
  /* Room for r h as an operand; a GRU's alone that resets before. */
  int16_t *_Nullable reset;
} swiftlet_layer;

/* Sets of instructions, in the order in which a machine prefers them. */
enum {
  /* None of these. */
  SWIFTLET_SCALAR,
  /* Vectors of 16 bytes: SSE2 or Neon, on every x86-64 and 64-bit Arm. */
  SWIFTLET_SIMD128,
  /* Haswell, Zen and up. */
  SWIFTLET_AVX2,
  /* AVX2 and AVX-VNNI: Alder Lake, Zen 5 and up. */
  SWIFTLET_AVX_VNNI,
  /* AVX-512 F, BW, DQ, VL, VBMI, VNNI: Ice Lake, Zen 4 and up. */
  SWIFTLET_AVX512,
  /* Neon with dot products of bytes: Armv8.4 and up, most of Armv8.2. */
  SWIFTLET_NEON_DOTS
};

/* Whether this machine has a set, a number from 0 on. */
int32_t swiftlet_has_vectors(int32_t level);

/* The best of them that this machine has. */
int32_t swiftlet_vector_level(void);

/* Several streams of one model. */
enum { SWIFTLET_MOST_STREAMS = 16 };
typedef struct swiftlet_streams {
  int32_t count;
  /* Bytes from the first stream's memory to that of each, 0 for itself. */
  int64_t distances[SWIFTLET_MOST_STREAMS];
} swiftlet_streams;

/* One step of a layer. Where `streams` is not NULL, in each of these: the layer
   has panels of all blocks and is the first one's, and input, output, operands
   and cell of the others lie at their distances from its. Gives the bits that
   the steps in Sources/Runtime give. */
typedef void (*_Nullable swiftlet_layer_kernel)(
    const swiftlet_layer *_Nonnull layer,
    const swiftlet_streams *_Nullable streams);

/* Copies a timestep's inputs, zeros where one is SWIFTLET_GAP.

   input: (count). values: (count), with room up to a multiple of 4, which
   becomes zeros. Returns a negative number where there was a gap, else 0. */
int32_t swiftlet_load_input(const int16_t *_Nonnull input, int32_t count,
                            int16_t *_Nonnull values);

/* Copies (count) values. */
void swiftlet_copy_values(const int16_t *_Nonnull values, int32_t count,
                          int16_t *_Nonnull output);

/* The kernel of a set of instructions, which the machine must have, for an
   LSTM, for a reset-after GRU, for a reset-before GRU, whose weights are no kept
   blocks in tiles and which takes no streams, and for a simple recurrent or a
   dense layer; NULL where there is none. */
swiftlet_layer_kernel swiftlet_lstm_kernel(int32_t level);
swiftlet_layer_kernel swiftlet_gru_kernel(int32_t level);
swiftlet_layer_kernel swiftlet_reset_before_kernel(int32_t level);
swiftlet_layer_kernel swiftlet_rows_kernel(int32_t level);

/* The pre-activations of a tile's four rows. */
typedef struct swiftlet_quad {
  int32_t a, b, c, d;
} swiftlet_quad;

/* What runs a tile: the kernel of a swiftlet_tile (swiftlet_tile.h). */
typedef void (*_Nullable swiftlet_tile_kernel)(void);

/* The kernel of tiles of `rows` rows, 4 or 3, with weights of a format, one of
   SWIFTLET_FORMAT_... (swiftlet_codes.h), for a set of instructions; NULL where
   there is none: of panels, and without vectors. */
swiftlet_tile_kernel swiftlet_kernel_of_tiles(int32_t level, int32_t format,
                                              int32_t rows);

/* Runs the kernel of a swiftlet_tile, which has one: the pre-activations of the
   tile at its weights, which move to the next one. */
swiftlet_quad swiftlet_run_tile(void *_Nonnull tile);

#endif
