/* Training with AVX-512. */
#if defined(__x86_64__)

#include <immintrin.h>

#include "common.h"

#pragma clang attribute push(__attribute__((target("avx512f"))), \
                             apply_to = function)

#define FLOATS 16
typedef float floats __attribute__((vector_size(4 * FLOATS)));

/* A bit for each of as many numbers. */
INLINE __mmask16 first(ptrdiff_t count) {
  return (__mmask16)((1u << count) - 1);
}

INLINE floats load_part(const float *from, ptrdiff_t count) {
  return (floats)_mm512_maskz_loadu_ps(first(count), from);
}

INLINE void store_part(float *to, floats vector, ptrdiff_t count) {
  _mm512_mask_storeu_ps(to, first(count), (__m512)vector);
}

#include "level.h"

#pragma clang attribute pop

const swiftlet_training_kernels swiftlet_training_avx512 = KERNELS;

#endif
