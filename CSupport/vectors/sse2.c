/* Steps for every x86-64: SSE2. A block is a vector.

   A pair of rows a and b shares halfwords w = 256 b + a + 128, which are
   multiplied as they are, and their upper bytes b once more. The sum over
   a + 128 is the former's less 256 times the latter's, modulo 2^32; the 128
   is undone by a correction. */
#if defined(__x86_64__)

#include <emmintrin.h>

#define LANES 16
#include "kept.h"
#include "task.h"

typedef kept_sums pair_sums;

INLINE quads weighted_knots(quads segment, quads weights) {
  const int16_t *table = swiftlet_tanh_table();
  quads knots;
  for (int i = 0; i < 16; i++)
    __builtin_memcpy((int32_t *)&knots + i, table + segment[i], 4);
  union {
    quads all;
    __m128i part[4];
  } k = {knots}, w = {weights}, sum;
  for (int i = 0; i < 4; i++)
    sum.part[i] = _mm_madd_epi16(k.part[i], w.part[i]);
  return sum.all;
}

/* A block of four rows, or of three as a block of four: the third row over x
   comes third, over h fourth; the other is zeros. */
INLINE __m128i load_block(const uint8_t *block, int rows, int over_h) {
  if (rows == 4) return _mm_loadu_si128((const __m128i *)block);
  __m128i pair = _mm_loadl_epi64((const __m128i *)block);
  int32_t word;
  __builtin_memcpy(&word, block + 8, sizeof word);
  __m128i bytes = _mm_cvtsi32_si128(word);
  const __m128i low_byte = _mm_set1_epi16(0xFF);
  __m128i third = _mm_unpacklo_epi32(_mm_and_si128(bytes, low_byte),
                                     _mm_srli_epi16(bytes, 8));
  if (over_h) third = _mm_slli_epi16(third, 8);
  third = _mm_xor_si128(third, _mm_set1_epi16(0x80));
  return _mm_unpacklo_epi64(pair, third);
}

INLINE void add_products(pair_sums *sum, __m128i block, __m128i x) {
  sum->both = _mm_add_epi32(sum->both, _mm_madd_epi16(block, x));
  sum->second = _mm_add_epi32(sum->second,
                              _mm_madd_epi16(_mm_srai_epi16(block, 8), x));
}

/* The products of four tiles' blocks over x or h. */
INLINE void add_blocks(pair_sums sum[4], const uint8_t *tile[4], int rows,
                       int over_h, const int16_t *values, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    __m128i x = load_twice(values + 4 * i);
    for (int j = 0; j < 4; j++) {
      add_products(&sum[j], load_block(tile[j], rows, over_h), x);
      tile[j] += 4 * rows;
    }
  }
}

INLINE __m128i rows_of(pair_sums sum) { return rows_of_pairs(sum); }

/* Sums, shifted left. */
INLINE pair_sums shifted(pair_sums sum, int32_t shift) {
  const __m128i count = _mm_cvtsi32_si128(shift);
  sum.both = _mm_sll_epi32(sum.both, count);
  sum.second = _mm_sll_epi32(sum.second, count);
  return sum;
}

/* Blocks of int16 weights: the first two rows, and the others; of three rows
   the third comes third over x and fourth over h. */
INLINE const uint8_t *add_int16(__m128i sum[2], const uint8_t *block, int rows,
                                int over_h, const int16_t *x, int32_t count) {
  for (int32_t i = 0; i < count; i++, block += 8 * rows) {
    __m128i operand = load_twice(x + 4 * i);
    __m128i first = _mm_loadu_si128((const __m128i *)block);
    const __m128i *rest = (const __m128i *)(block + 16);
    __m128i last = rows == 4 ? _mm_loadu_si128(rest) : _mm_loadl_epi64(rest);
    if (rows == 3 && over_h) last = _mm_slli_si128(last, 8);
    sum[0] = _mm_add_epi32(sum[0], _mm_madd_epi16(first, operand));
    sum[1] = _mm_add_epi32(sum[1], _mm_madd_epi16(last, operand));
  }
  return block;
}

/* A tile of int16 weights. */
INLINE __m128i int16_sums(const task *t, int rows, const uint8_t *tile) {
  __m128i sum[2] = {};
  tile = add_int16(sum, tile, rows, 0, t->x, t->x_blocks);
  const __m128i shift = _mm_cvtsi32_si128(t->shift);
  for (int i = 0; i < 2; i++) sum[i] = _mm_sll_epi32(sum[i], shift);
  add_int16(sum, tile, rows, 1, t->h, t->h_blocks);
  __m128 ab = _mm_castsi128_ps(sum[0]), cd = _mm_castsi128_ps(sum[1]);
  return _mm_add_epi32(_mm_castps_si128(_mm_shuffle_ps(ab, cd, 0x88)),
                       _mm_castps_si128(_mm_shuffle_ps(ab, cd, 0xDD)));
}

/* Four units' products: of each the columns 0 and 1, 2 and 3. */
INLINE void add_units(__m128i sum[2], const uint8_t *weights, __m128i x) {
  __m128i w = _mm_loadu_si128((const __m128i *)weights);
  __m128i low = _mm_srai_epi16(_mm_unpacklo_epi8(w, w), 8);
  __m128i high = _mm_srai_epi16(_mm_unpackhi_epi8(w, w), 8);
  sum[0] = _mm_add_epi32(sum[0], _mm_madd_epi16(low, x));
  sum[1] = _mm_add_epi32(sum[1], _mm_madd_epi16(high, x));
}

INLINE quads unit_sums(const uint8_t *weights, int64_t stride,
                       const int16_t *values, int32_t count) {
  __m128i sum[8] = {};
  for (int32_t i = 0; i < count; i++, weights += stride)
    for (int four = 0; four < 4; four++)
      add_units(sum + 2 * four, weights + 16 * four,
                load_twice(values + 4 * i));
  union {
    quads all;
    __m128i part[4];
  } units;
  for (int four = 0; four < 4; four++) {
    __m128 a = _mm_castsi128_ps(sum[2 * four]);
    __m128 b = _mm_castsi128_ps(sum[2 * four + 1]);
    units.part[four] =
        _mm_add_epi32(_mm_castps_si128(_mm_shuffle_ps(a, b, 0x88)),
                      _mm_castps_si128(_mm_shuffle_ps(a, b, 0xDD)));
  }
  return units.all;
}

#include "narrow.h"
#include "steps.h"

void swiftlet_lstm_sse2(const swiftlet_layer *layer) { lstm(layer); }
void swiftlet_gru_sse2(const swiftlet_layer *layer) { gru(layer); }
void swiftlet_rows_sse2(const swiftlet_layer *layer) { rows(layer); }

#endif
