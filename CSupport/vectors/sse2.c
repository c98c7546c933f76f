/* Steps for every x86-64: SSE2. A block is a vector.

   A pair of rows a and b shares halfwords w = 256 b + a + 128, which are
   multiplied as they are, and their upper bytes b once more. The sum over
   a + 128 is the former's less 256 times the latter's, modulo 2^32; the 128
   is undone by what a sum begins with. */
#if defined(__x86_64__)

#include <emmintrin.h>

#define LANES 16
#include "lanes.h"
#include "swiftlet_vectors.h"

/* The sums of two pairs of rows: of the halfwords, and of the upper bytes.
   Lanes hold two columns each: 0 and 1, 2 and 3 of the first pair, then of the
   second. */
typedef struct {
  __m128i both, second;
} pair_sums;

/* What the sums begin with: over x, and what is added behind the shift. */
typedef struct {
  __m128i over_x, over_h;
} operands;

INLINE quads weighted_knots(quads segment, quads weights) {
  const int16_t *table = swiftlet_tanh_table();
  quads knots;
  for (int i = 0; i < 16; i++)
    __builtin_memcpy((int32_t *)&knots + i, table + segment[i], 4);
  union {
    quads all;
    __m128i part[4];
  } k = {knots}, w = {weights}, sum;
  for (int i = 0; i < 4; i++) sum.part[i] = _mm_madd_epi16(k.part[i], w.part[i]);
  return sum.all;
}

/* Four values, twice. */
INLINE __m128i load_operand(const int16_t *values) {
  __m128i four = _mm_loadl_epi64((const __m128i *)values);
  return _mm_unpacklo_epi64(four, four);
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
    __m128i x = load_operand(values + 4 * i);
    for (int j = 0; j < 4; j++) {
      add_products(&sum[j], load_block(tile[j], rows, over_h), x);
      tile[j] += 4 * rows;
    }
  }
}

/* 128 times the operand, taken away. */
INLINE __m128i start(const int16_t *values, int32_t count) {
  __m128i sum = _mm_setzero_si128();
  for (int32_t i = 0; i < count; i++)
    sum = _mm_add_epi32(sum, _mm_madd_epi16(load_operand(values + 4 * i),
                                            _mm_set1_epi16(-128)));
  return sum;
}

INLINE operands prepare(const swiftlet_layer *layer, int rows) {
  (void)rows;
  return (operands){start(layer->x, layer->x_blocks),
                    start(layer->h, layer->h_blocks)};
}

/* The four rows' sums. */
INLINE __m128i rows_of(pair_sums sum) {
  __m128i first = _mm_sub_epi32(sum.both, _mm_slli_epi32(sum.second, 8));
  __m128 a = _mm_castsi128_ps(first), b = _mm_castsi128_ps(sum.second);
  __m128i even = _mm_castps_si128(_mm_shuffle_ps(a, b, 0x88));
  __m128i odd = _mm_castps_si128(_mm_shuffle_ps(a, b, 0xDD));
  return _mm_shuffle_epi32(_mm_add_epi32(even, odd), 0xD8);
}

INLINE quads sums(const swiftlet_layer *layer, int rows, const operands *over,
                const uint8_t *const tiles[4]) {
  const uint8_t *tile[4] = {tiles[0], tiles[1], tiles[2], tiles[3]};
  pair_sums sum[4];
  for (int j = 0; j < 4; j++)
    sum[j] = (pair_sums){over->over_x, _mm_setzero_si128()};
  add_blocks(sum, tile, rows, 0, layer->x, layer->x_blocks);
  const __m128i shift = _mm_cvtsi32_si128(layer->shift);
  for (int j = 0; j < 4; j++) {
    sum[j].both = _mm_add_epi32(_mm_sll_epi32(sum[j].both, shift),
                                over->over_h);
    sum[j].second = _mm_sll_epi32(sum[j].second, shift);
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

void swiftlet_lstm_sse2(const swiftlet_layer *layer) {
  const swiftlet_layer copy = *layer;
  lstm(&copy);
}
void swiftlet_gru_sse2(const swiftlet_layer *layer) {
  const swiftlet_layer copy = *layer;
  gru(&copy);
}
void swiftlet_rows_sse2(const swiftlet_layer *layer) {
  const swiftlet_layer copy = *layer;
  rows(&copy);
}

#endif
