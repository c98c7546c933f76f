#include <stddef.h>

#include "kernels.h"

#if defined(__x86_64__)

int32_t swiftlet_vector_level(void) {
  if (__builtin_cpu_supports("avx512vnni") &&
      __builtin_cpu_supports("avx512vbmi") &&
      __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return SWIFTLET_AVX512;
  return __builtin_cpu_supports("avx2") ? SWIFTLET_AVX2 : SWIFTLET_SIMD128;
}

#define KERNEL(kind)                                      \
  level == SWIFTLET_AVX512    ? swiftlet_##kind##_avx512  \
  : level == SWIFTLET_AVX2    ? swiftlet_##kind##_avx2    \
  : level == SWIFTLET_SIMD128 ? swiftlet_##kind##_simd128 \
                              : NULL

#elif defined(__aarch64__)

int32_t swiftlet_vector_level(void) { return SWIFTLET_SIMD128; }

#define KERNEL(kind) \
  level == SWIFTLET_SIMD128 ? swiftlet_##kind##_simd128 : NULL

#else

int32_t swiftlet_vector_level(void) { return SWIFTLET_SCALAR; }

#define KERNEL(kind) ((void)level, NULL)

#endif

swiftlet_layer_kernel swiftlet_lstm_kernel(int32_t level) {
  return KERNEL(lstm);
}

swiftlet_layer_kernel swiftlet_gru_kernel(int32_t level) { return KERNEL(gru); }

swiftlet_layer_kernel swiftlet_reset_before_kernel(int32_t level) {
  return KERNEL(reset_before);
}

swiftlet_layer_kernel swiftlet_rows_kernel(int32_t level) {
  return KERNEL(rows);
}
