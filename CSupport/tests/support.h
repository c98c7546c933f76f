/* What the tests share: golden streams as models, and memory between guard
   bytes. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "golden.h"
#include "inputs.h"
#include "swiftlet.h"

enum { MOST_VALUES = 96, GUARD_SIZE = 16 };

/* What golden models are chosen for. */
typedef enum property {
  REFUSES_GAPS,
  TAKES_MEANS,
  HOLDS_VALUES,
  HAS_BYTES,
  HAS_EMBEDDING,
  HAS_RNN_TANH,
  HAS_RNN_RELU,
  HAS_GRU_BEFORE,
  HAS_GRU_AFTER,
  HAS_LSTM,
  HAS_DENSE_LINEAR,
  HAS_DENSE_RELU,
  HAS_DENSE_SIGMOID,
  HAS_DENSE_TANH,
  HAS_INT4,
  HAS_INT16,
  HAS_KEPT_BLOCKS,
  HAS_PANELS,
  HAS_SUM,
  HAS_COPY,
  HAS_PRODUCT,
  HAS_MAGNITUDE,
  HAS_LEAKY_RELU,
  KEEPS_VALUES_AND_STARTS_ELSEWHERE,
  STARTS_FROM_A_STATE,
  PROPERTY_COUNT
} property;

/* The golden case with the fewest bytes whose model has a property; ends the
   test where none has it. */
const golden_case *smallest_case(property wanted);

/* A stream in an arena of just its size, with guard bytes on both sides. */
typedef struct guarded_stream {
  swiftlet_model model;
  swiftlet_stream stream;
  size_t arena_size;
  uint8_t *memory;
} guarded_stream;

/* Opens a model and starts a stream; ends the test where either fails. */
void start_guarded(guarded_stream *guarded, const void *model,
                   size_t model_size);

/* Whether the guard bytes are as they were. */
int guards_hold(const guarded_stream *guarded);

/* Frees the arena. */
void end_guarded(guarded_stream *guarded);

/* A copy of a golden case's model at an aligned address; free it. */
uint8_t *copy_of(const golden_case *golden);

/* Computes both checksums of a model's bytes again. */
void fix_checksums(uint8_t *bytes, size_t size);

#endif
