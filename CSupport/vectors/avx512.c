/* Steps with AVX-512 and VNNI: four blocks are a vector.

   The bytes of a block are put in order, four columns of each row in a lane.
   VNNI multiplies them by bytes and sums a lane's four products. An operand x
   is 256 xh + xl, where xh is signed and xl is not, as the instruction takes
   one factor of either kind: the weights are signed for xl, and 128 more than
   that for xh. The 128 is undone by what a sum begins with. */
#if defined(__x86_64__)

#include <immintrin.h>

#include "swiftlet_vectors.h"
#include "lanes.h"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi," \
                          "avx512vnni"))), apply_to = function)

/* Sums of products with upper and with lower bytes; lanes hold four columns:
   the four rows of a block, then those of the next. */
typedef struct {
  __m512i upper, lower;
} row_sums;

/* Where the bytes of four blocks go, and which lanes have any. */
typedef struct {
  __m512i index;
  __mmask64 bytes;
} order;

/* The orders over x and over h; the signs of the rows that are stored without
   an offset; what the sums over upper bytes begin with, and what is added to
   them behind the shift. */
typedef struct {
  order over_x, over_h;
  __m512i signs, other_signs;
  __m512i x_start, h_start;
  /* Whether lower bytes are zero. */
  int upper_bytes;
} operands;

/* Words i of a table of 128. */
INLINE __m512i half_table(const int16_t *table, __m512i i) {
  __m512i first = _mm512_permutex2var_epi16(
      _mm512_loadu_si512(table), i, _mm512_loadu_si512(table + 32));
  __m512i last = _mm512_permutex2var_epi16(
      _mm512_loadu_si512(table + 64), i, _mm512_loadu_si512(table + 96));
  __mmask32 is_last = _mm512_test_epi16_mask(i, _mm512_set1_epi16(64));
  return _mm512_mask_blend_epi16(is_last, first, last);
}

INLINE v16 weighted_knots(v16 segment, v16 weights) {
  const int16_t *table = swiftlet_tanh_table();
  // Words i and i + 1, where 256 stands for 0 as it meets the weight 0.
  __m512i i = (__m512i)((segment | segment << 16) + (1 << 16));
  __mmask32 is_last = _mm512_test_epi16_mask(i, _mm512_set1_epi16(128));
  __m512i knots = _mm512_mask_blend_epi16(is_last, half_table(table, i),
                                          half_table(table + 128, i));
  return (v16)_mm512_madd_epi16(knots, (__m512i)weights);
}

/* The bytes of four columns in each lane of four rows: where they lie in a
   block of four rows or of three, whose third row is in the order 0 2 1 3. */
INLINE __m512i block_order(int rows) {
  const __m128i row =
      rows == 4 ? _mm_set_epi8(15, 13, 11, 9, 14, 12, 10, 8, 7, 5, 3, 1, 6, 4,
                               2, 0)
                : _mm_set_epi8(11, 9, 10, 8, 11, 9, 10, 8, 7, 5, 3, 1, 6, 4, 2,
                               0);
  const __m512i block = _mm512_inserti64x4(
      _mm512_castsi256_si512(_mm256_inserti128_si256(
          _mm256_setzero_si256(), _mm_set1_epi8((char)(4 * rows)), 1)),
      _mm256_inserti128_si256(
          _mm256_castsi128_si256(_mm_set1_epi8((char)(8 * rows))),
          _mm_set1_epi8((char)(12 * rows)), 1),
      1);
  return _mm512_add_epi8(block, _mm512_broadcast_i32x4(row));
}

/* Upper bytes (1) or lower bytes (0) of sixteen values: those of four values
   in each of four lanes, then of the next four. */
INLINE __m512i bytes_of(__m256i x, int upper) {
  const __m512i index = _mm512_add_epi8(
      _mm512_set_epi64(0x1E1C1A181E1C1A18, 0x1E1C1A181E1C1A18,
                       0x1614121016141210, 0x1614121016141210,
                       0x0E0C0A080E0C0A08, 0x0E0C0A080E0C0A08,
                       0x0604020006040200, 0x0604020006040200),
      _mm512_set1_epi8((char)upper));
  return _mm512_permutexvar_epi8(index, _mm512_castsi256_si512(x));
}

/* Values of up to four blocks; zeros behind them. */
INLINE __m256i load_operand(const int16_t *values, int32_t blocks) {
  if (blocks >= 4) return _mm256_loadu_si256((const __m256i *)values);
  return _mm256_maskz_loadu_epi64((__mmask8)((1 << blocks) - 1), values);
}

INLINE __m512i load_blocks(const uint8_t *block, int rows, int32_t blocks) {
  if (blocks >= 4) return _mm512_loadu_si512(block);
  return _mm512_maskz_loadu_epi32((__mmask16)((1 << rows * blocks) - 1),
                                  block);
}

/* The products of up to four blocks of four tiles, i blocks from the first. */
INLINE void add_products(row_sums sum[4], const uint8_t *const tile[4],
                         int rows, const operands *over, order o,
                         const int16_t *values, int32_t i, int32_t blocks) {
  __m256i x = load_operand(values + 4 * i, blocks);
  __m512i upper = bytes_of(x, 1), lower = bytes_of(x, 0);
  for (int j = 0; j < 4; j++) {
    __m512i w = load_blocks(tile[j] + 4 * rows * i, rows, blocks);
    w = _mm512_maskz_permutexvar_epi8(o.bytes, o.index, w);
    __m512i with_offset = _mm512_xor_si512(w, over->signs);
    sum[j].upper = _mm512_dpbusd_epi32(sum[j].upper, with_offset, upper);
    if (over->upper_bytes) continue;
    __m512i plain = _mm512_xor_si512(w, over->other_signs);
    sum[j].lower = _mm512_dpbusd_epi32(sum[j].lower, lower, plain);
  }
}

/* The products of four tiles' blocks over x or h. */
INLINE void add_blocks(row_sums sum[4], const uint8_t *const tile[4], int rows,
                       const operands *over, order o, const int16_t *values,
                       int32_t count) {
  int32_t i = 0;
  for (; i + 4 <= count; i += 4)
    add_products(sum, tile, rows, over, o, values, i, 4);
  if (i < count)
    add_products(sum, tile, rows, over, o, values, i, count - i);
}

/* 128 times the operand's upper bytes, taken away. */
INLINE __m512i start(const int16_t *values, int32_t count) {
  __m512i sum = _mm512_setzero_si512();
  for (int32_t i = 0; i < count; i += 4)
    sum = _mm512_dpbusd_epi32(
        sum, _mm512_set1_epi8((char)128),
        bytes_of(load_operand(values + 4 * i, count - i), 1));
  return _mm512_sub_epi32(_mm512_setzero_si512(), sum);
}

INLINE operands prepare(const swiftlet_layer *layer, int rows,
                        int upper_bytes) {
  const __m512i signs = _mm512_set1_epi8((char)128);
  const __mmask16 signed_rows = rows == 4 ? 0xAAAA : 0xEEEE;
  const __m512i index = block_order(rows);
  return (operands){
      {index, rows == 4 ? ~(__mmask64)0 : 0x0FFF0FFF0FFF0FFF},
      {index, rows == 4 ? ~(__mmask64)0 : 0xF0FFF0FFF0FFF0FF},
      _mm512_maskz_mov_epi32(signed_rows, signs),
      _mm512_maskz_mov_epi32((__mmask16)~signed_rows, signs),
      start(layer->x, layer->x_blocks),
      start(layer->h, layer->h_blocks),
      upper_bytes};
}

/* Four tiles' rows, summed over the four blocks of a vector. */
INLINE v16 rows_of(const __m512i s[4]) {
  __m512i t[2];
  for (int j = 0; j < 2; j++)
    t[j] = _mm512_add_epi32(
        _mm512_shuffle_i32x4(s[2 * j], s[2 * j + 1], 0x88),
        _mm512_shuffle_i32x4(s[2 * j], s[2 * j + 1], 0xDD));
  return (v16)_mm512_add_epi32(_mm512_shuffle_i32x4(t[0], t[1], 0x88),
                               _mm512_shuffle_i32x4(t[0], t[1], 0xDD));
}

INLINE v16 sums(const swiftlet_layer *layer, int rows, const operands *over,
                const uint8_t *const tile[4]) {
  row_sums sum[4];
  for (int j = 0; j < 4; j++)
    sum[j] = (row_sums){over->x_start, _mm512_setzero_si512()};
  add_blocks(sum, tile, rows, over, over->over_x, layer->x, layer->x_blocks);
  if (layer->h_blocks > 0) {
    const __m128i shift = _mm_cvtsi32_si128(layer->shift);
    const uint8_t *behind[4];
    for (int j = 0; j < 4; j++) {
      behind[j] = tile[j] + 4 * rows * layer->x_blocks;
      sum[j].upper = _mm512_add_epi32(_mm512_sll_epi32(sum[j].upper, shift),
                                      over->h_start);
      sum[j].lower = _mm512_sll_epi32(sum[j].lower, shift);
    }
    add_blocks(sum, behind, rows, over, over->over_h, layer->h,
               layer->h_blocks);
  }
  __m512i whole[4];
  for (int j = 0; j < 4; j++)
    whole[j] =
        _mm512_add_epi32(_mm512_slli_epi32(sum[j].upper, 8), sum[j].lower);
  return rows_of(whole);
}

#include "steps.h"

void swiftlet_lstm_avx512(const swiftlet_layer *layer) {
  const swiftlet_layer copy = *layer;
  if (copy.upper_bytes)
    lstm(&copy, 1);
  else
    lstm(&copy, 0);
}
void swiftlet_gru_avx512(const swiftlet_layer *layer) {
  const swiftlet_layer copy = *layer;
  if (copy.upper_bytes)
    gru(&copy, 1);
  else
    gru(&copy, 0);
}
void swiftlet_rows_avx512(const swiftlet_layer *layer) {
  const swiftlet_layer copy = *layer;
  if (copy.upper_bytes)
    rows(&copy, 1);
  else
    rows(&copy, 0);
}

#pragma clang attribute pop

#endif
