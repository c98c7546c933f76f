/* Steps with AVX-512 and VNNI. */
#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi," \
                          "avx512vnni"))), apply_to = function)

#define LANES 32
#include "task.h"

/* Words i of a table of 128. */
INLINE __m512i half_table(const int16_t *table, __m512i i) {
  __m512i first = _mm512_permutex2var_epi16(
      _mm512_loadu_si512(table), i, _mm512_loadu_si512(table + 32));
  __m512i last = _mm512_permutex2var_epi16(
      _mm512_loadu_si512(table + 64), i, _mm512_loadu_si512(table + 96));
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

/* Sums two vectors each to half as many lanes: lanes in groups of width, in
   turns the first vector's and the second's. */
INLINE __m512i fold(__m512i a, __m512i b, int width) {
  const __mmask16 odd[9] = {[1] = 0xAAAA, [2] = 0xCCCC, [4] = 0xF0F0,
                            [8] = 0xFF00};
  __m512i kept = _mm512_mask_blend_epi32(odd[width], a, b);
  __m512i moved = _mm512_mask_blend_epi32(odd[width], b, a);
  switch (width) {
  case 8: moved = _mm512_shuffle_i64x2(moved, moved, 0x4E); break;
  case 4: moved = _mm512_shuffle_i64x2(moved, moved, 0xB1); break;
  case 2: moved = _mm512_shuffle_epi32(moved, 0x4E); break;
  default: moved = _mm512_shuffle_epi32(moved, 0xB1);
  }
  return _mm512_add_epi32(kept, moved);
}

/* Values of up to four blocks; zeros behind them. */
INLINE __m256i load_values(const int16_t *values, int32_t blocks) {
  if (blocks >= 4) return _mm256_loadu_si256((const __m256i *)values);
  return _mm256_maskz_loadu_epi64((__mmask8)((1 << blocks) - 1), values);
}

INLINE __m512i load_blocks(const uint8_t *block, int rows, int32_t blocks) {
  if (blocks >= 4) return _mm512_loadu_si512(block);
  return _mm512_maskz_loadu_epi32((__mmask16)((1 << rows * blocks) - 1),
                                  block);
}

/* Rows alone: sums over the operand's upper and lower bytes. */
typedef struct {
  __m512i upper, lower;
} row_sums;

INLINE __m512i whole(row_sums sum) {
  return _mm512_add_epi32(_mm512_slli_epi32(sum.upper, 8), sum.lower);
}

#include "avx512_int16.h"
#include "avx512_pairs.h"
#include "avx512_panels.h"

/* The first rows of pairs have the offset, and the third of three rows where it
   meets upper bytes. The third of three rows is summed over x and over h. */
INLINE void prepare(task *t, const swiftlet_layer *layer, int rows) {
  if (t->storage == SWIFTLET_PANELS) {
    prepare_panels(t, layer, rows);
    return;
  }
  load_operands(t, layer);
  if (t->storage == SWIFTLET_KEPT_BLOCKS || t->bits == 16) return;
  uint32_t x = offset_over_x(t, ~255), h = offset_over_h(t, ~255);
  uint32_t first = offset_over_x(t, ~0) + offset_over_h(t, ~0);
  t->correction = rows == 4 ? corrections(first, 0, first, 0)
                            : corrections(first, 0, x, h);
}

INLINE quads sums_of(const task *t, int rows, const uint8_t *const tile[4],
                     int upper_bytes) {
  if (t->bits == 16) return int16_sums(t, rows, tile);
  return rows == 4 ? four_row_sums(t, tile, upper_bytes)
                   : three_row_sums(t, tile, upper_bytes);
}

INLINE quads sums(const task *t, int rows, const uint8_t *const tile[4]) {
  return t->upper_bytes ? sums_of(t, rows, tile, 1)
                        : sums_of(t, rows, tile, 0);
}

#include "steps.h"

void swiftlet_lstm_avx512(const swiftlet_layer *layer) { lstm(layer); }

void swiftlet_gru_avx512(const swiftlet_layer *layer) { gru(layer); }

void swiftlet_rows_avx512(const swiftlet_layer *layer) { rows(layer); }

#pragma clang attribute pop

#endif
