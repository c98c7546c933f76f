#include "swiftlet_vectors.h"

#if defined(__x86_64__)

int32_t swiftlet_vector_level(void) {
  if (__builtin_cpu_supports("avx512vnni") &&
      __builtin_cpu_supports("avx512vbmi") &&
      __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return SWIFTLET_AVX512;
  return __builtin_cpu_supports("avx2") ? SWIFTLET_AVX2 : SWIFTLET_SIMD128;
}

#elif defined(__aarch64__)

int32_t swiftlet_vector_level(void) { return SWIFTLET_SIMD128; }

#else

int32_t swiftlet_vector_level(void) { return SWIFTLET_SCALAR; }

#endif
