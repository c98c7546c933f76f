#include "kernels.h"

#if defined(__x86_64__)

const swiftlet_training_kernels *swiftlet_training_kernels_of(int32_t level) {
  switch (level) {
  case SWIFTLET_TRAINING_SIMD128: return &swiftlet_training_simd128;
  case SWIFTLET_TRAINING_AVX2:
    return __builtin_cpu_supports("avx2") ? &swiftlet_training_avx2 : NULL;
  case SWIFTLET_TRAINING_AVX512:
    return __builtin_cpu_supports("avx512f") ? &swiftlet_training_avx512 : NULL;
  default: return NULL;
  }
}

#else

const swiftlet_training_kernels *swiftlet_training_kernels_of(int32_t level) {
  return level == SWIFTLET_TRAINING_SIMD128 ? &swiftlet_training_simd128 : NULL;
}

#endif
