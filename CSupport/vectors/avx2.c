/* Steps with AVX2: two blocks are a vector. The sums are those of sse2.c. */
#if defined(__x86_64__)

#include <immintrin.h>

#define LANES 16
#include "lanes.h"
#include "swiftlet_vectors.h"

#pragma clang attribute push(__attribute__((target("avx2"))), \
                             apply_to = function)

/* The sums of two pairs of rows: of the halfwords, and of the upper bytes.
   Lanes hold two columns each: 0 and 1, 2 and 3 of the first pair, then of the
   second; then of the next block. */
typedef struct {
  __m256i both, second;
} pair_sums;

/* What the sums begin with: over x, and what is added behind the shift. */
typedef struct {
  __m256i over_x, over_h;
} operands;

INLINE quads weighted_knots(quads segment, quads weights) {
  const int *table = (const int *)(const void *)swiftlet_tanh_table();
  union {
    quads all;
    __m256i part[2];
  } s = {segment}, w = {weights}, sum;
  for (int i = 0; i < 2; i++)
    sum.part[i] = _mm256_madd_epi16(
        _mm256_i32gather_epi32(table, s.part[i], 2), w.part[i]);
  return sum.all;
}

/* Four values, twice, and the next four; or zeros behind the only ones. */
INLINE __m256i load_operand(const int16_t *values, int32_t blocks) {
  __m128i eight = blocks > 1 ? _mm_loadu_si128((const __m128i *)values)
                             : _mm_loadl_epi64((const __m128i *)values);
  return _mm256_permute4x64_epi64(_mm256_castsi128_si256(eight), 0x50);
}

/* Two blocks of four rows, or of three as blocks of four: the third row over
   x comes third, over h fourth; the other is zeros. */
INLINE __m256i load_blocks(const uint8_t *block, int rows, int over_h,
                           int32_t blocks) {
  const uint8_t *next = blocks > 1 ? block + 4 * rows : block;
  __m256i pair = _mm256_inserti128_si256(
      _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)block)),
      _mm_loadu_si128((const __m128i *)next), 1);
  if (rows == 4) return pair;
  const __m128i third = over_h ? _mm_set_epi8(11, -1, 9, -1, 10, -1, 8, -1, 7,
                                              6, 5, 4, 3, 2, 1, 0)
                               : _mm_set_epi8(-1, 11, -1, 9, -1, 10, -1, 8, 7,
                                              6, 5, 4, 3, 2, 1, 0);
  return _mm256_xor_si256(
      _mm256_shuffle_epi8(pair, _mm256_broadcastsi128_si256(third)),
      _mm256_set_epi32(0x800080, 0x800080, 0, 0, 0x800080, 0x800080, 0, 0));
}

INLINE void add_products(pair_sums *sum, __m256i block, __m256i x) {
  sum->both = _mm256_add_epi32(sum->both, _mm256_madd_epi16(block, x));
  sum->second = _mm256_add_epi32(
      sum->second, _mm256_madd_epi16(_mm256_srai_epi16(block, 8), x));
}

/* The products of four tiles' blocks over x or h. */
INLINE void add_blocks(pair_sums sum[4], const uint8_t *tile[4], int rows,
                       int over_h, const int16_t *values, int32_t count) {
  for (int32_t i = 0; i < count; i += 2) {
    int32_t blocks = count - i;
    __m256i x = load_operand(values + 4 * i, blocks);
    for (int j = 0; j < 4; j++) {
      add_products(&sum[j], load_blocks(tile[j], rows, over_h, blocks), x);
      tile[j] += 4 * rows * (blocks > 1 ? 2 : 1);
    }
  }
}

/* 128 times the operand, taken away. */
INLINE __m256i start(const int16_t *values, int32_t count) {
  __m256i sum = _mm256_setzero_si256();
  for (int32_t i = 0; i < count; i += 2)
    sum = _mm256_add_epi32(
        sum, _mm256_madd_epi16(load_operand(values + 4 * i, count - i),
                               _mm256_set1_epi16(-128)));
  return sum;
}

INLINE operands prepare(const swiftlet_layer *layer, int rows) {
  (void)rows;
  return (operands){start(layer->x, layer->x_blocks),
                    start(layer->h, layer->h_blocks)};
}

/* The four rows' sums. */
INLINE __m128i rows_of(pair_sums sum) {
  __m256i first =
      _mm256_sub_epi32(sum.both, _mm256_slli_epi32(sum.second, 8));
  __m256 a = _mm256_castsi256_ps(first), b = _mm256_castsi256_ps(sum.second);
  __m256i even = _mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88));
  __m256i odd = _mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xDD));
  __m256i two = _mm256_add_epi32(even, odd);
  return _mm_shuffle_epi32(_mm_add_epi32(_mm256_castsi256_si128(two),
                                         _mm256_extracti128_si256(two, 1)),
                           0xD8);
}

INLINE quads sums(const swiftlet_layer *layer, int rows, const operands *over,
                const uint8_t *const tiles[4]) {
  const uint8_t *tile[4] = {tiles[0], tiles[1], tiles[2], tiles[3]};
  pair_sums sum[4];
  for (int j = 0; j < 4; j++)
    sum[j] = (pair_sums){over->over_x, _mm256_setzero_si256()};
  add_blocks(sum, tile, rows, 0, layer->x, layer->x_blocks);
  const __m128i shift = _mm_cvtsi32_si128(layer->shift);
  for (int j = 0; j < 4; j++) {
    sum[j].both = _mm256_add_epi32(_mm256_sll_epi32(sum[j].both, shift),
                                   over->over_h);
    sum[j].second = _mm256_sll_epi32(sum[j].second, shift);
  }
  add_blocks(sum, tile, rows, 1, layer->h, layer->h_blocks);
  union {
    __m128i part[4];
    quads all;
  } quads;
  for (int j = 0; j < 4; j++) quads.part[j] = rows_of(sum[j]);
  return quads.all;
}

#include "steps.h"

void swiftlet_lstm_avx2(const swiftlet_layer *layer) {
  const swiftlet_layer copy = *layer;
  lstm(&copy);
}
void swiftlet_gru_avx2(const swiftlet_layer *layer) {
  const swiftlet_layer copy = *layer;
  gru(&copy);
}
void swiftlet_rows_avx2(const swiftlet_layer *layer) {
  const swiftlet_layer copy = *layer;
  rows(&copy);
}

#pragma clang attribute pop

#endif
