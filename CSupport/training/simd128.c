/* Training with vectors of 16 bytes: SSE2 or Neon, or what the compiler makes
   of them. */
#include "common.h"

#define FLOATS 4
typedef float floats __attribute__((vector_size(4 * FLOATS)));

INLINE floats load_part(const float *from, ptrdiff_t count) {
  floats vector = {};
  for (int i = 0; i < FLOATS; i++)
    if (i < count) vector[i] = from[i];
  return vector;
}

INLINE void store_part(float *to, floats vector, ptrdiff_t count) {
  for (int i = 0; i < FLOATS; i++)
    if (i < count) to[i] = vector[i];
}

#include "level.h"

const swiftlet_training_kernels swiftlet_training_simd128 = KERNELS;
