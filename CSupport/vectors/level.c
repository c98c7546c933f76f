#include <stddef.h>

#include "kernels.h"

#if HAS_NEON_DOTS && defined(__linux__)
#include <sys/auxv.h>
#endif

#if defined(__x86_64__)

int32_t swiftlet_has_vectors(int32_t level) {
  switch (level) {
  case SWIFTLET_SCALAR:
  case SWIFTLET_SIMD128: return 1;
  case SWIFTLET_AVX2: return __builtin_cpu_supports("avx2") != 0;
  case SWIFTLET_AVX_VNNI:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("avxvnni");
  case SWIFTLET_AVX512:
    return __builtin_cpu_supports("avx512vnni") &&
           __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
  default: return 0;
  }
}

#define KERNEL(kind)                                        \
  level >= SWIFTLET_AVX512     ? swiftlet_##kind##_avx512   \
  : level >= SWIFTLET_AVX_VNNI ? swiftlet_##kind##_avx_vnni \
  : level >= SWIFTLET_AVX2     ? swiftlet_##kind##_avx2     \
  : level >= SWIFTLET_SIMD128  ? swiftlet_##kind##_simd128  \
                               : NULL

#elif defined(__aarch64__)

#if HAS_NEON_DOTS

/* Whether there are dot products of bytes: by what the compiler is told, or else
   by what Linux says. */
static int32_t has_dot_products(void) {
#if defined(__ARM_FEATURE_DOTPROD)
  return 1;
#else
  return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
#endif
}

#define KERNEL(kind)                                        \
  level >= SWIFTLET_NEON_DOTS ? swiftlet_##kind##_neon_dots \
  : level >= SWIFTLET_SIMD128 ? swiftlet_##kind##_simd128   \
                              : NULL

#else

static int32_t has_dot_products(void) { return 0; }

#define KERNEL(kind) \
  level == SWIFTLET_SIMD128 ? swiftlet_##kind##_simd128 : NULL

#endif

int32_t swiftlet_has_vectors(int32_t level) {
  switch (level) {
  case SWIFTLET_SCALAR:
  case SWIFTLET_SIMD128: return 1;
  case SWIFTLET_NEON_DOTS: return has_dot_products();
  default: return 0;
  }
}

#else

int32_t swiftlet_has_vectors(int32_t level) { return level == SWIFTLET_SCALAR; }

#define KERNEL(kind) ((void)level, NULL)

#endif

int32_t swiftlet_vector_level(void) {
  if (swiftlet_has_vectors(SWIFTLET_NEON_DOTS)) return SWIFTLET_NEON_DOTS;
  if (swiftlet_has_vectors(SWIFTLET_AVX512)) return SWIFTLET_AVX512;
  if (swiftlet_has_vectors(SWIFTLET_AVX_VNNI)) return SWIFTLET_AVX_VNNI;
  if (swiftlet_has_vectors(SWIFTLET_AVX2)) return SWIFTLET_AVX2;
  return swiftlet_has_vectors(SWIFTLET_SIMD128) ? SWIFTLET_SIMD128
                                                : SWIFTLET_SCALAR;
}

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
