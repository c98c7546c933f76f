/* What a set of vectors' kernels make of many numbers, for arithmetic.c.
   Defined by who compiles it: SOURCE, a file of CSupport/vectors, and NAME, the
   table of its functions. */
#include SOURCE

#include "arithmetic.h"

static lanes load(const int32_t *values) {
  lanes loaded;
  __builtin_memcpy(&loaded, values, sizeof loaded);
  return loaded;
}

static void store(int32_t *values, lanes stored) {
  __builtin_memcpy(values, &stored, sizeof stored);
}

static void activate_block(const int32_t *v, activations *result) {
  for (int i = 0; i < BLOCK; i += LANES) {
    store(result->tanh + i, tanh_q15(load(v + i)));
    store(result->sigmoid + i, sigmoid_q15(load(v + i)));
    store(result->sigmoid31 + i, sigmoid_q31(load(v + i)));
  }
}

static void multiply_block(const int32_t *a, const int32_t *m,
                           int32_t *result) {
  for (int i = 0; i < BLOCK; i += LANES)
    store(result + i, scale(load(a + i), load(m + i)));
}

const vector_kernels NAME = {activate_block, multiply_block};
