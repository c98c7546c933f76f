/* Steps with AVX-512 and VNNI. */
#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(                                              \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi," \
                          "avx512vnni"))),                                 \
    apply_to = function)

#include "../kernels/swiftlet_tables.h"
#include "avx512_int16.h"
#include "avx512_pairs.h"

typedef int32_t part __attribute__((vector_size(64)));

INLINE part dot_bytes(part sum, part a, part b) {
  return (part)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)a, (__m512i)b);
}

INLINE part dot_halfwords(part sum, part a, part b) {
  return (part)_mm512_dpwssd_epi32((__m512i)sum, (__m512i)a, (__m512i)b);
}

#include "vnni_panels.h"

/* Words i of a table of 128. */
INLINE __m512i half_table(const int16_t *table, __m512i i) {
  __m512i first = _mm512_permutex2var_epi16(_mm512_loadu_si512(table), i,
                                            _mm512_loadu_si512(table + 32));
  __m512i last = _mm512_permutex2var_epi16(_mm512_loadu_si512(table + 64), i,
                                           _mm512_loadu_si512(table + 96));
  __mmask32 is_last = _mm512_test_epi16_mask(i, _mm512_set1_epi16(64));
  return _mm512_mask_blend_epi16(is_last, first, last);
}

INLINE quads weighted_knots(quads segment, quads weights) {
  const int16_t *table = swiftlet_tanh_table();
  // Words i and i + 1, where 256 stands for 0 as it meets the weight 0.
  __m512i i = (__m512i)((segment | segment << 16) + (1 << 16));
  __mmask32 is_last = _mm512_test_epi16_mask(i, _mm512_set1_epi16(128));
  __m512i knots = _mm512_mask_blend_epi16(is_last, half_table(table, i),
                                          half_table(table + 128, i));
  return (quads)_mm512_madd_epi16(knots, (__m512i)weights);
}

/* The first rows of pairs have the offset, and the third of three rows where it
   meets upper bytes. The third of three rows is summed over x and over h. */
INLINE void correct(task *t, int rows) {
  uint32_t x = offset_over_x(t, ~255), h = offset_over_h(t, ~255);
  uint32_t first = offset_over_x(t, ~0) + offset_over_h(t, ~0);
  t->correction =
      rows == 3 ? corrections(first, 0, x, h) : corrections(first, 0, first, 0);
}

INLINE quads sums(const task *t, int rows, const uint8_t *const tile[4]) {
#define PAIRED(bits)                                                        \
  (t->layer->upper_bytes ? paired_sums(t, tile, (pair_form){rows, bits, 1}) \
                         : paired_sums(t, tile, (pair_form){rows, bits, 0}))
  switch (t->layer->weight_bits) {
  case 4: return PAIRED(4);
  case 8: return PAIRED(8);
  default: return int16_sums(t, rows, tile);
  }
#undef PAIRED
}

#define LANES 16
#include "cells.h"
#include "steps.h"

OF_EACH_KIND(TILE_STEP)
OF_EACH_KIND(STEP)

/* Up to eight units take less time in vectors of as many. */
#define SIZED_KERNEL(kind)                                         \
  void swiftlet_##kind##_avx512(const swiftlet_layer *layer,       \
                                const swiftlet_streams *streams) { \
    if (layer->output_size <= 8)                                   \
      swiftlet_##kind##_avx2(layer, streams);                      \
    else                                                           \
      kind##_step(layer, streams);                                 \
  }

OF_EACH_KIND(SIZED_KERNEL)

#include "reset_before.h"

TILE_STEP(reset_before)
STEP_OF_ONE(reset_before)
RESET_BEFORE_KERNEL(avx512)

#pragma clang attribute pop

#endif
