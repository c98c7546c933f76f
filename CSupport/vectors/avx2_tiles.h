/* Weights in tiles with AVX2, and what the equations take from the tanh table.
   Two blocks of tiles are a vector; the sums are those of simd128.c. */
#ifndef AVX2_TILES_H
#define AVX2_TILES_H

#include <immintrin.h>

#include "../kernels/swiftlet_tables.h"
#include "dots.h"
#include "task.h"

/* The sums of two pairs of rows: of the halfwords, and of the upper bytes.
   Lanes hold two columns each: 0 and 1, 2 and 3 of the first pair, then of the
   second; then of the next block. */
typedef struct {
  __m256i both, second;
} pair_sums;

/* Four values, four times. */
INLINE __m256i load_repeated(const int16_t *values) {
  return _mm256_broadcastq_epi64(_mm_loadl_epi64((const __m128i *)values));
}

/* Four values, twice, and the next four; or zeros after the only ones. */
INLINE __m256i load_values(const int16_t *values, int32_t blocks) {
  __m128i loaded = blocks > 1 ? _mm_loadu_si128((const __m128i *)values)
                              : _mm_loadl_epi64((const __m128i *)values);
  return _mm256_permute4x64_epi64(_mm256_castsi128_si256(loaded), 0x50);
}

/* Two blocks of four rows, or of three as blocks of four: the third row over
   x comes third, over h fourth; the other is zeros. */
INLINE __m256i of_four_rows(__m256i pair, int rows, int over_h) {
  if (rows == 4) return pair;
  const __m128i third =
      over_h
          ? _mm_set_epi8(11, -1, 9, -1, 10, -1, 8, -1, 7, 6, 5, 4, 3, 2, 1, 0)
          : _mm_set_epi8(-1, 11, -1, 9, -1, 10, -1, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  return _mm256_xor_si256(
      _mm256_shuffle_epi8(pair, _mm256_broadcastsi128_si256(third)),
      _mm256_set_epi32(0x800080, 0x800080, 0, 0, 0x800080, 0x800080, 0, 0));
}

/* Two blocks of int8 weights, or the only one twice. */
INLINE __m256i load_blocks(const uint8_t *block, int rows, int32_t blocks) {
  const uint8_t *next = blocks > 1 ? block + 4 * rows : block;
  return _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)block)),
      _mm_loadu_si128((const __m128i *)next), 1);
}

/* A block of int4 weights as two of int8 weights that count 16 times. */
INLINE __m256i load_int4_block(const uint8_t *block) {
  const __m128i upper = _mm_loadu_si128((const __m128i *)block);
  return _mm256_and_si256(_mm256_set_m128i(upper, _mm_slli_epi16(upper, 4)),
                          _mm256_set1_epi8((char)0xF0));
}

INLINE void add_two_blocks(pair_sums *sum, __m256i block, __m256i x) {
  sum->both = _mm256_add_epi32(sum->both, _mm256_madd_epi16(block, x));
  sum->second = _mm256_add_epi32(
      sum->second, _mm256_madd_epi16(_mm256_srai_epi16(block, 8), x));
}

/* The products of four tiles' blocks over x or h. */
INLINE void add_blocks(pair_sums sum[4], const uint8_t *tile[4], int bits,
                       int rows, int over_h, const int16_t *values,
                       int32_t count) {
  for (int32_t i = 0; i < count; i += 2) {
    const int32_t blocks = count - i;
    const __m256i x = load_values(values + 4 * i, blocks);
    for (int j = 0; j < 4; j++) {
      const __m256i pair = bits == 4 ? load_int4_block(tile[j])
                                     : load_blocks(tile[j], rows, blocks);
      add_two_blocks(&sum[j], of_four_rows(pair, rows, over_h), x);
      tile[j] += 4 * rows * (bits == 8 && blocks > 1 ? 2 : 1);
    }
  }
}

/* The four rows' sums. */
INLINE four rows_of(pair_sums sum) {
  __m256i first = _mm256_sub_epi32(sum.both, _mm256_slli_epi32(sum.second, 8));
  __m256 a = _mm256_castsi256_ps(first), b = _mm256_castsi256_ps(sum.second);
  __m256i even = _mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88));
  __m256i odd = _mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xDD));
  __m256i both = _mm256_add_epi32(even, odd);
  return (four)_mm_shuffle_epi32(
      _mm_add_epi32(_mm256_castsi256_si128(both),
                    _mm256_extracti128_si256(both, 1)),
      0xD8);
}

/* Sums, shifted left. */
INLINE pair_sums shifted(pair_sums sum, int32_t shift) {
  const __m128i count = _mm_cvtsi32_si128(shift);
  sum.both = _mm256_sll_epi32(sum.both, count);
  sum.second = _mm256_sll_epi32(sum.second, count);
  return sum;
}

/* Blocks of int16 weights. Three rows are read with the next block's first, or
   with biases, which meet zeros. */
INLINE __m256i add_int16(__m256i sum, const uint8_t *block, int rows,
                         const int16_t *x, int32_t count) {
  const __m256i lanes_of_rows =
      _mm256_set_epi64x(rows == 4 ? -1 : 0, -1, -1, -1);
  for (int32_t i = 0; i < count; i++, block += 8 * rows) {
    __m256i operand = _mm256_and_si256(load_repeated(x + 4 * i), lanes_of_rows);
    __m256i w = _mm256_loadu_si256((const __m256i *)block);
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(w, operand));
  }
  return sum;
}

/* A tile of int16 weights. Of three rows the third over x waits in the fourth
   lane. */
INLINE four int16_sums(const task *t, int rows, const uint8_t *tile) {
  __m256i sum =
      add_int16(_mm256_setzero_si256(), tile, rows, t->x, t->x_blocks);
  if (rows == 3) sum = _mm256_permute4x64_epi64(sum, 0xB4);
  sum = _mm256_sll_epi32(sum, _mm_cvtsi32_si128(t->layer->shift));
  sum = add_int16(sum, tile + 8 * rows * t->x_blocks, rows, t->h, t->h_blocks);
  if (rows == 3) sum = _mm256_permute4x64_epi64(sum, 0xB4);
  sum = _mm256_permute4x64_epi64(_mm256_hadd_epi32(sum, sum), 0x08);
  return (four)_mm256_castsi256_si128(sum);
}

#include "halfword_sums.h"

typedef int32_t octuple __attribute__((vector_size(32)));

/* Two neighbouring knots. */
INLINE int32_t load_knots(uint64_t segment) {
  int32_t knots;
  __builtin_memcpy(&knots, swiftlet_tanh_table() + (uint32_t)segment,
                   sizeof knots);
  return knots;
}

/* Those of four segments, in less time than a gather takes. */
INLINE __m128i four_knots(__m128i segments) {
  const uint64_t first = (uint64_t)_mm_cvtsi128_si64(segments);
  const uint64_t last = (uint64_t)_mm_extract_epi64(segments, 1);
  __m128i knots = _mm_cvtsi32_si128(load_knots(first));
  knots = _mm_insert_epi32(knots, load_knots(first >> 32), 1);
  knots = _mm_insert_epi32(knots, load_knots(last), 2);
  return _mm_insert_epi32(knots, load_knots(last >> 32), 3);
}

INLINE octuple weighted_knots(octuple segment, octuple weights) {
  __m256i all = (__m256i)segment;
  __m256i knots = _mm256_set_m128i(four_knots(_mm256_extracti128_si256(all, 1)),
                                   four_knots(_mm256_castsi256_si128(all)));
  return (octuple)_mm256_madd_epi16(knots, (__m256i)weights);
}

#endif
