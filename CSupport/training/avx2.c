/* Training with AVX2. */
#if defined(__x86_64__)

#include <immintrin.h>

#include "common.h"

#pragma clang attribute push(__attribute__((target("avx2"))), \
                             apply_to = function)

#define FLOATS 8
typedef float floats __attribute__((vector_size(4 * FLOATS)));

/* All bits of as many numbers. */
INLINE __m256i first(ptrdiff_t count) {
  const __m256i places = _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int32_t)count), places);
}

INLINE floats load_part(const float *from, ptrdiff_t count) {
  return (floats)_mm256_maskload_ps(from, first(count));
}

INLINE void store_part(float *to, floats vector, ptrdiff_t count) {
  _mm256_maskstore_ps(to, first(count), (__m256)vector);
}

#include "level.h"

#pragma clang attribute pop

const swiftlet_training_kernels swiftlet_training_avx2 = KERNELS;

#endif
