/* Steps with AVX-512 and VNNI: four blocks are a vector.

   A pair of rows a and b shares halfwords w = 256 b + a + 128. With 16-bit
   activations they are multiplied as they are, and their upper bytes b once
   more: the sum over a + 128 is the former's less 256 times the latter's,
   modulo 2^32. With 8-bit activations the operand is a byte, and VNNI takes
   the bytes a + 128 where they lie: 256 times the sum over b is the halfwords'
   less that. The 128 is undone by a correction. */
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

/* Sums of pairs of rows: of the halfwords, and of a part of them, which is the
   second rows' or where operands are bytes the first rows'. */
typedef struct {
  __m512i both, part;
} pair_sums;

/* What pairs of rows meet: halfwords, and the same as bytes. */
typedef struct {
  __m512i halfwords, bytes;
} pair_operand;

INLINE pair_operand make_pair_operand(__m512i x, int upper_bytes) {
  if (!upper_bytes) return (pair_operand){x, x};
  return (pair_operand){_mm512_srai_epi16(x, 8), _mm512_srli_epi16(x, 8)};
}

INLINE void add_pairs(pair_sums *sum, __m512i w, pair_operand x,
                      int upper_bytes) {
  sum->both = _mm512_dpwssd_epi32(sum->both, w, x.halfwords);
  sum->part =
      upper_bytes
          ? _mm512_dpbusd_epi32(sum->part, w, x.bytes)
          : _mm512_dpwssd_epi32(sum->part, _mm512_srai_epi16(w, 8), x.halfwords);
}

INLINE __m512i first_rows(pair_sums sum, int upper_bytes) {
  if (upper_bytes) return _mm512_slli_epi32(sum.part, 8);
  return _mm512_sub_epi32(sum.both, _mm512_slli_epi32(sum.part, 8));
}

INLINE __m512i second_rows(pair_sums sum, int upper_bytes) {
  return upper_bytes ? _mm512_sub_epi32(sum.both, sum.part) : sum.part;
}

/* The third of three rows: sums over the operand's upper and lower bytes. */
typedef struct {
  __m512i upper, lower;
} row_sums;

INLINE __m512i whole(row_sums sum) {
  return _mm512_add_epi32(_mm512_slli_epi32(sum.upper, 8), sum.lower);
}

/* The operand of four rows: a block's values twice. */
INLINE __m512i doubled(__m256i x) {
  return _mm512_permutexvar_epi64(_mm512_set_epi64(3, 3, 2, 2, 1, 1, 0, 0),
                                  _mm512_castsi256_si512(x));
}

/* The operand of the pairs of two units: all values twice. */
INLINE __m512i repeated(__m256i x) { return _mm512_broadcast_i64x4(x); }

/* The operand of four units' third rows: upper bytes (1) or lower ones (0) in
   the order 0 2 1 3. */
INLINE __m512i third_operand(__m256i x, int upper) {
  const __m512i index = _mm512_broadcast_i32x4(
      _mm_add_epi8(_mm_set_epi8(30, 26, 28, 24, 22, 18, 20, 16, 14, 10, 12, 8,
                                6, 2, 4, 0),
                   _mm_set1_epi8((char)upper)));
  return _mm512_permutexvar_epi8(index, _mm512_castsi256_si512(x));
}

/* The operand of rows of sixteen columns: upper bytes (1) or lower ones (0) for
   each of 4 rows, or of 3. */
INLINE __m512i wide_operand(__m256i x, int rows, int upper) {
  const __m512i index = _mm512_broadcast_i32x4(
      _mm_add_epi8(_mm_set_epi8(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8,
                                6, 4, 2, 0),
                   _mm_set1_epi8((char)upper)));
  return _mm512_maskz_permutexvar_epi8(
      rows == 4 ? ~(__mmask64)0 : ~(__mmask64)0 >> 16, index,
      _mm512_castsi256_si512(x));
}

/* The first rows of pairs have the offset, and rows alone where they meet upper
   bytes. The third of three rows is summed over x and over h. */
INLINE quads correction(const task *t, int rows) {
  if (t->bits == 16) return (quads){};
  int32_t x = offset_over_x(t, ~255), h = offset_over_h(t, ~255);
  if (t->width == 16)
    return rows == 4 ? corrections(x + h, x + h, x + h, x + h)
                     : corrections(x + h, x + h, x, h);
  int32_t first = offset_over_x(t, ~0) + offset_over_h(t, ~0);
  return rows == 4 ? corrections(first, 0, first, 0)
                   : corrections(first, 0, x, h);
}

INLINE void shift_pairs(pair_sums *sum, __m128i shift) {
  sum->both = _mm512_sll_epi32(sum->both, shift);
  sum->part = _mm512_sll_epi32(sum->part, shift);
}

INLINE void add_quads(pair_sums sum[4], const uint8_t *const tile[4],
                      const int16_t *values, int32_t i, int32_t blocks,
                      int upper_bytes) {
  __m256i x = load_values(values + 4 * i, blocks);
  pair_operand operand = make_pair_operand(doubled(x), upper_bytes);
  for (int j = 0; j < 4; j++)
    add_pairs(&sum[j], load_blocks(tile[j] + 16 * i, 4, blocks), operand,
              upper_bytes);
}

/* Four tiles of four rows: adds the products of blocks behind `skipped`. */
INLINE void add_quad_blocks(pair_sums sum[4], const uint8_t *const tiles[4],
                            int32_t skipped, const int16_t *values,
                            int32_t count, int upper_bytes) {
  const uint8_t *tile[4];
  for (int j = 0; j < 4; j++) tile[j] = tiles[j] + 16 * skipped;
  int32_t i = 0;
  for (; i + 4 <= count; i += 4)
    add_quads(sum, tile, values, i, 4, upper_bytes);
  if (i < count) add_quads(sum, tile, values, i, count - i, upper_bytes);
}

INLINE quads quad_sums(const task *t,
                       const uint8_t *const tile[4], int upper_bytes) {
  pair_sums s[4] = {};
  add_quad_blocks(s, tile, 0, t->x, t->x_blocks, upper_bytes);
  if (t->h_blocks > 0) {
    const __m128i shift = _mm_cvtsi32_si128(t->shift);
    for (int j = 0; j < 4; j++) shift_pairs(&s[j], shift);
    add_quad_blocks(s, tile, t->x_blocks, t->h, t->h_blocks,
                    upper_bytes);
  }
  pair_sums all = {
      fold(fold(s[0].both, s[2].both, 8), fold(s[1].both, s[3].both, 8), 4),
      fold(fold(s[0].part, s[2].part, 8), fold(s[1].part, s[3].part, 8), 4)};
  return (quads)fold(first_rows(all, upper_bytes),
                   second_rows(all, upper_bytes), 1);
}

/* Four tiles of three rows: the pairs of the tiles 0 and 2 and of 1 and 3, and
   the third rows of all. */
typedef struct {
  pair_sums even, odd;
  row_sums third;
} triple_sums;

INLINE void add_triples(triple_sums *sum, const uint8_t *const tile[4],
                        const int16_t *values, int32_t i, int32_t blocks,
                        int upper_bytes) {
  const __m512i pairs = _mm512_set_epi32(26, 25, 23, 22, 20, 19, 17, 16, 10, 9,
                                         7, 6, 4, 3, 1, 0);
  const __m512i thirds = _mm512_set_epi32(27, 24, 21, 18, 11, 8, 5, 2, 27, 24,
                                          21, 18, 11, 8, 5, 2);
  __m256i x = load_values(values + 4 * i, blocks);
  pair_operand operand = make_pair_operand(repeated(x), upper_bytes);
  __m512i w[4];
  for (int j = 0; j < 4; j++)
    w[j] = load_blocks(tile[j] + 12 * i, 3, blocks);
  add_pairs(&sum->even, _mm512_permutex2var_epi32(w[0], pairs, w[2]), operand,
            upper_bytes);
  add_pairs(&sum->odd, _mm512_permutex2var_epi32(w[1], pairs, w[3]), operand,
            upper_bytes);
  __m512i third = _mm512_mask_blend_epi32(
      0xFF00, _mm512_permutex2var_epi32(w[0], thirds, w[1]),
      _mm512_permutex2var_epi32(w[2], thirds, w[3]));
  sum->third.upper = _mm512_dpbusd_epi32(
      sum->third.upper,
      _mm512_xor_si512(third, _mm512_set1_epi8((char)128)),
      third_operand(x, 1));
  if (upper_bytes) return;
  sum->third.lower =
      _mm512_dpbusd_epi32(sum->third.lower, third_operand(x, 0), third);
}

INLINE void add_triple_blocks(triple_sums *sum, const uint8_t *const tiles[4],
                              int32_t skipped, const int16_t *values,
                              int32_t count, int upper_bytes) {
  const uint8_t *tile[4];
  for (int j = 0; j < 4; j++) tile[j] = tiles[j] + 12 * skipped;
  int32_t i = 0;
  for (; i + 4 <= count; i += 4)
    add_triples(sum, tile, values, i, 4, upper_bytes);
  if (i < count) add_triples(sum, tile, values, i, count - i, upper_bytes);
}

INLINE quads triple_sums_of(const task *t,
                            const uint8_t *const tile[4], int upper_bytes) {
  triple_sums s = {};
  add_triple_blocks(&s, tile, 0, t->x, t->x_blocks, upper_bytes);
  const __m128i shift = _mm_cvtsi32_si128(t->shift);
  __m512i third_over_x = _mm512_sll_epi32(whole(s.third), shift);
  shift_pairs(&s.even, shift);
  shift_pairs(&s.odd, shift);
  s.third = (row_sums){};
  add_triple_blocks(&s, tile, t->x_blocks, t->h, t->h_blocks,
                    upper_bytes);
  pair_sums all = {fold(s.even.both, s.odd.both, 4),
                   fold(s.even.part, s.odd.part, 4)};
  return (quads)fold(fold(first_rows(all, upper_bytes),
                        second_rows(all, upper_bytes), 1),
                   fold(third_over_x, whole(s.third), 1), 2);
}

INLINE void add_wide(row_sums *sum, const uint8_t *block, __m512i upper,
                     __m512i lower, int upper_bytes) {
  __m512i w = _mm512_loadu_si512(block);
  sum->upper = _mm512_dpbusd_epi32(
      sum->upper, _mm512_xor_si512(w, _mm512_set1_epi8((char)128)), upper);
  if (!upper_bytes) sum->lower = _mm512_dpbusd_epi32(sum->lower, lower, w);
}

/* Four tiles with blocks of 16 columns: adds the products of blocks behind
   `skipped`. Three rows are read with the next block's first, or with biases,
   which meet zeros. */
INLINE void add_wide_blocks(row_sums sum[4], const uint8_t *const tile[4],
                            int rows, int32_t skipped, const int16_t *values,
                            int32_t count, int upper_bytes) {
  int64_t offset = 16 * rows * (int64_t)skipped;
  for (int32_t i = 0; i < count; i++, offset += 16 * rows) {
    __m256i x = load_values(values + 16 * i, 4);
    __m512i upper = wide_operand(x, rows, 1), lower = wide_operand(x, rows, 0);
    for (int j = 0; j < 4; j++)
      add_wide(&sum[j], tile[j] + offset, upper, lower, upper_bytes);
  }
}

/* Behind the sums over x: shifted, a third row's of three last. */
INLINE void end_x(row_sums *sum, int rows, int32_t shift) {
  if (rows == 3) {
    sum->upper = _mm512_maskz_shuffle_i32x4(0xF0FF, sum->upper, sum->upper,
                                            _MM_PERM_CABA);
    sum->lower = _mm512_maskz_shuffle_i32x4(0xF0FF, sum->lower, sum->lower,
                                            _MM_PERM_CABA);
  }
  if (shift == 0) return;
  sum->upper = _mm512_sll_epi32(sum->upper, _mm_cvtsi32_si128(shift));
  sum->lower = _mm512_sll_epi32(sum->lower, _mm_cvtsi32_si128(shift));
}

/* Four tiles' rows: from the lanes of rows to those of tiles. The third of
   three rows over h comes before that over x. */
INLINE quads wide_rows(const row_sums s[4], int rows, int upper_bytes) {
  __m512i sum[4];
  for (int j = 0; j < 4; j++) sum[j] = upper_bytes ? s[j].upper : whole(s[j]);
  __m512i all = fold(fold(sum[0], sum[1], 1), fold(sum[2], sum[3], 1), 2);
  const __m512i index =
      rows == 4 ? _mm512_set_epi32(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12,
                                   8, 4, 0)
                : _mm512_set_epi32(11, 15, 7, 3, 10, 14, 6, 2, 9, 13, 5, 1, 8,
                                   12, 4, 0);
  all = _mm512_permutexvar_epi32(index, all);
  return (quads)(upper_bytes ? _mm512_slli_epi32(all, 8) : all);
}

INLINE quads wide_sums(const task *t, int rows,
                       const uint8_t *const tile[4], int upper_bytes) {
  row_sums s[4] = {};
  add_wide_blocks(s, tile, rows, 0, t->x, t->x_blocks, upper_bytes);
  if (t->h_blocks > 0) {
    for (int j = 0; j < 4; j++) end_x(&s[j], rows, t->shift);
    add_wide_blocks(s, tile, rows, t->x_blocks, t->h, t->h_blocks,
                    upper_bytes);
  }
  return wide_rows(s, rows, upper_bytes);
}

/* Four tiles of int16 weights: adds the products of blocks behind `skipped`,
   two of them a vector. Three rows are read with what is behind them, which
   meets zeros. */
INLINE void add_int16_blocks(__m512i sum[4], const uint8_t *const tile[4],
                             int rows, int32_t skipped, const int16_t *values,
                             int32_t count) {
  const __m512i index = rows == 4 ? _mm512_set_epi64(1, 1, 1, 1, 0, 0, 0, 0)
                                  : _mm512_set_epi64(0, 0, 1, 1, 1, 0, 0, 0);
  for (int32_t i = 0; i < count; i += 2) {
    const int is_pair = i + 1 < count;
    __m256i x = load_values(values + 4 * i, is_pair ? 2 : 1);
    __m512i operand = _mm512_maskz_permutexvar_epi64(
        rows == 4 ? 0xFF : 0x3F, index, _mm512_castsi256_si512(x));
    __mmask8 present = (__mmask8)((1 << (is_pair ? 2 * rows : rows)) - 1);
    int64_t offset = 8 * rows * (int64_t)(skipped + i);
    for (int j = 0; j < 4; j++) {
      __m512i w = _mm512_maskz_loadu_epi64(present, tile[j] + offset);
      sum[j] = _mm512_dpwssd_epi32(sum[j], w, operand);
    }
  }
}

INLINE quads int16_sums(const task *t, int rows,
                        const uint8_t *const tile[4]) {
  // Where the third of three rows over x waits, and where all belong.
  const __m512i apart = _mm512_set_epi64(5, 2, 0, 4, 3, 0, 1, 0);
  const __m512i together = _mm512_set_epi64(5, 7, 4, 3, 2, 6, 1, 0);
  const __m512i tiles = _mm512_set_epi32(15, 13, 11, 9, 7, 5, 3, 1, 14, 12, 10,
                                         8, 6, 4, 2, 0);
  __m512i s[4] = {};
  add_int16_blocks(s, tile, rows, 0, t->x, t->x_blocks);
  for (int j = 0; j < 4; j++) {
    if (rows == 3) s[j] = _mm512_maskz_permutexvar_epi64(0xDB, apart, s[j]);
    s[j] = _mm512_sll_epi32(s[j], _mm_cvtsi32_si128(t->shift));
  }
  add_int16_blocks(s, tile, rows, t->x_blocks, t->h, t->h_blocks);
  if (rows == 3)
    for (int j = 0; j < 4; j++)
      s[j] = _mm512_permutexvar_epi64(together, s[j]);
  __m512i all = fold(fold(s[0], s[1], 8), fold(s[2], s[3], 8), 1);
  return (quads)_mm512_permutexvar_epi32(tiles, all);
}

INLINE quads sums_of(const task *t, int rows,
                     const uint8_t *const tile[4], int upper_bytes) {
  if (t->bits == 16) return int16_sums(t, rows, tile);
  if (t->width == 16) return wide_sums(t, rows, tile, upper_bytes);
  return rows == 4 ? quad_sums(t, tile, upper_bytes)
                   : triple_sums_of(t, tile, upper_bytes);
}

INLINE quads sums(const task *t, int rows,
                  const uint8_t *const tile[4]) {
  return t->upper_bytes ? sums_of(t, rows, tile, 1)
                        : sums_of(t, rows, tile, 0);
}

#include "steps.h"

void swiftlet_lstm_avx512(const swiftlet_layer *layer) { lstm(layer); }

void swiftlet_gru_avx512(const swiftlet_layer *layer) { gru(layer); }

void swiftlet_rows_avx512(const swiftlet_layer *layer) { rows(layer); }

#pragma clang attribute pop

#endif
