/* What training computes, with the vector instructions of this machine. Every
   set of instructions gives the same bits: sums run in the order that is named
   here, one term after the other, and no operation is fused. */
#ifndef SWIFTLET_TRAINING_H
#define SWIFTLET_TRAINING_H

#include <stddef.h>
#include <stdint.h>

/* A product of matrices that is added to a third, C = S + A B: each element of
   S takes on its terms in the order of the columns of A. Distances count
   floats. */
typedef struct swiftlet_product {
  /* A, `rows` by `depth`: its first element, and how far it is to the next row
     and to the next column, which may be 0. */
  const float *_Nonnull a;
  ptrdiff_t a_row;
  ptrdiff_t a_column;
  /* B, `depth` by `columns`, and how far it is to its next row. Up to
     SWIFTLET_SPARE_FLOATS floats behind the end of a row are read, and meet
     nothing. */
  const float *_Nonnull b;
  ptrdiff_t b_row;
  /* S and C, `rows` by `columns`, and how far it is to their next row, which of
     S may be 0. C is S, or overlaps no other matrix. */
  const float *_Nonnull s;
  ptrdiff_t s_row;
  float *_Nonnull c;
  ptrdiff_t c_row;
  ptrdiff_t rows;
  ptrdiff_t columns;
  ptrdiff_t depth;
} swiftlet_product;

/* How many floats behind the rows of B there must be room to read. */
#define SWIFTLET_SPARE_FLOATS 16

/* Functions of one number. */
enum {
  SWIFTLET_LINEAR,
  SWIFTLET_RELU,
  SWIFTLET_SIGMOID,
  SWIFTLET_TANH,
  /* x within 0...6. */
  SWIFTLET_RELU6,
  /* x + 1/2 within 0...1. */
  SWIFTLET_HARD_SIGMOID,
  /* x within -1...1. */
  SWIFTLET_HARD_TANH
};

/* Vectors of one row of each kind, and how far it is from a row to the next. */
typedef struct swiftlet_vectors {
  float *_Nullable base;
  ptrdiff_t row;
} swiftlet_vectors;

/* A timestep of `rows` sequences of a layer of `units` units. */
typedef struct swiftlet_step {
  ptrdiff_t rows;
  ptrdiff_t units;
  /* The function of gates, or of a layer without gates, and that of
     candidates: one of the above. */
  int32_t function;
  int32_t candidate;
  /* What the step writes, as the layer's cell lays it out: LSTMRecord.swift,
     GRURecord.swift; of a layer without gates its output. */
  swiftlet_vectors record;
  /* The state that the step starts from: h, and an LSTM's c behind it. */
  swiftlet_vectors previous;
  /* The gradients by the output; by the state, of the same layout as it; and
     by the pre-activations. They are used on the way back alone. */
  swiftlet_vectors output_gradient;
  swiftlet_vectors state_gradient;
  swiftlet_vectors delta;
} swiftlet_step;

/* One update of Adam; the arrays have `count` numbers each. */
typedef struct swiftlet_adam {
  ptrdiff_t count;
  float *_Nonnull parameters;
  /* Running means of the gradient and of its square. */
  float *_Nonnull first;
  float *_Nonnull second;
  const float *_Nonnull gradient;
  /* The share of `shrink` by which each parameter shrinks. */
  const float *_Nonnull decay;
  float beta1;
  float beta2;
  float epsilon;
  /* The learning rate without the bias of `first`, what takes the bias from
     `second`, and the learning rate times the weight decay. */
  float learning_rate;
  float correction;
  float shrink;
} swiftlet_adam;

/* The functions of one set of instructions. None allocates. */
typedef struct swiftlet_training_kernels {
  void (*_Nonnull multiply)(const swiftlet_product *_Nonnull product);
  /* Replaces the first `units` numbers of each row of `record` by `function`
     of them. */
  void (*_Nonnull activate)(const swiftlet_step *_Nonnull step);
  /* delta = (output_gradient + state_gradient) * slope of `function`, where
     `record` is what the function gave. Without a state the gradient by it is
     NULL. */
  void (*_Nonnull activate_back)(const swiftlet_step *_Nonnull step);
  /* An LSTM's equations, from pre-activations in the places of the gates; and
     back, where the gradient by c becomes what passes the forget gate. */
  void (*_Nonnull lstm)(const swiftlet_step *_Nonnull step);
  void (*_Nonnull lstm_back)(const swiftlet_step *_Nonnull step);
  /* A reset-after GRU's equations, and back, where the gradient by h becomes
     what passes the update gate. */
  void (*_Nonnull gru)(const swiftlet_step *_Nonnull step);
  void (*_Nonnull gru_back)(const swiftlet_step *_Nonnull step);
  /* A reset-before GRU's gates and r h; then, with the product of it in the
     place of the candidate, the rest. Back: as far as that product; then, with
     the gradient by r h in the place of its term, the rest. */
  void (*_Nonnull gru_reset)(const swiftlet_step *_Nonnull step);
  void (*_Nonnull gru_update)(const swiftlet_step *_Nonnull step);
  void (*_Nonnull gru_update_back)(const swiftlet_step *_Nonnull step);
  void (*_Nonnull gru_reset_back)(const swiftlet_step *_Nonnull step);
  void (*_Nonnull adam)(const swiftlet_adam *_Nonnull update);
} swiftlet_training_kernels;

/* Sets of instructions. */
enum {
  /* Vectors of 16 bytes: SSE2, Neon, or what the compiler makes of them. */
  SWIFTLET_TRAINING_SIMD128,
  SWIFTLET_TRAINING_AVX2,
  /* AVX-512 F. */
  SWIFTLET_TRAINING_AVX512
};

/* The functions of a set of instructions; NULL where this machine lacks it. */
const swiftlet_training_kernels *_Nullable swiftlet_training_kernels_of(
    int32_t level);

#endif
