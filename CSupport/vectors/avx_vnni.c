/* Steps with AVX2 and its VNNI, of layers in panels; AVX2's of the others. */
#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,avxvnni"))), \
                             apply_to = function)

#include "avx2_tiles.h"

typedef int32_t part __attribute__((vector_size(32)));

INLINE part dot_bytes(part sum, part a, part b) {
  return (part)_mm256_dpbusd_avx_epi32((__m256i)sum, (__m256i)a, (__m256i)b);
}

INLINE part dot_halfwords(part sum, part a, part b) {
  return (part)_mm256_dpwssd_avx_epi32((__m256i)sum, (__m256i)a, (__m256i)b);
}

#include "vnni_panels.h"

#define LANES 8
#include "cells.h"
#include "steps.h"

#define TILE_STEP_OF_AVX2(kind)                              \
  INLINE void kind##_of_tiles(const swiftlet_layer *layer) { \
    swiftlet_##kind##_avx2(layer, NULL);                     \
  }

OF_EACH_KIND(TILE_STEP_OF_AVX2)
OF_EACH_KIND(STEP)

KERNEL(lstm, avx_vnni)
KERNEL(gru, avx_vnni)
KERNEL(rows, avx_vnni)

#include "reset_before.h"

TILE_STEP_OF_AVX2(reset_before)
STEP_OF_ONE(reset_before)
RESET_BEFORE_KERNEL(avx_vnni)

#pragma clang attribute pop

#endif
