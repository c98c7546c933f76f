/* Steps with AVX-512 and VNNI: four blocks are a vector.

   A pair of rows a and b shares halfwords w = 256 b + a + 128. With 16-bit
   activations they are multiplied as they are, and their upper bytes b once
   more: the sum over a + 128 is the former's less 256 times the latter's,
   modulo 2^32. With 8-bit activations the operand is a byte, and VNNI takes
   the bytes a + 128 where they lie: 256 times the sum over b is the halfwords'
   less that. The 128 is undone by what a sum begins with. */
#if defined(__x86_64__)

#include <immintrin.h>

#define LANES 32
#include "task.h"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi," \
                          "avx512vnni"))), apply_to = function)

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

/* What the sums over an operand begin with: 128 times the operand, taken
   away; of pairs of rows and of rows alone. */
typedef struct {
  pair_sums pairs;
  row_sums alone;
} start;

typedef struct {
  start x, h;
} starts;

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

INLINE start make_start(const task *t, int rows, const int16_t *values,
                        int32_t blocks) {
  const __m512i zero = _mm512_setzero_si512();
  const __m512i offset = _mm512_set1_epi16(-128);
  start s = {{zero, zero}, {zero, zero}};
  int32_t count = blocks * t->width / 4;
  for (int32_t i = 0; i < count; i += 4) {
    __m256i x = load_values(values + 4 * i, count - i);
    __m512i pair = make_pair_operand(rows == 4 ? doubled(x) : repeated(x),
                                     t->upper_bytes)
                       .halfwords;
    s.pairs.both = _mm512_dpwssd_epi32(s.pairs.both, offset, pair);
    __m512i alone =
        t->width == 4 ? third_operand(x, 1) : wide_operand(x, rows, 1);
    s.alone.upper = _mm512_dpbusd_epi32(
        s.alone.upper, _mm512_set1_epi8((char)128), alone);
  }
  s.alone.upper = _mm512_sub_epi32(zero, s.alone.upper);
  if (t->upper_bytes) s.pairs.part = s.pairs.both;
  return s;
}

INLINE starts make_starts(const task *t, int rows) {
  return (starts){make_start(t, rows, t->x, t->x_blocks),
                  make_start(t, rows, t->h, t->h_blocks)};
}

INLINE void shift_pairs(pair_sums *sum, __m128i shift, pair_sums more) {
  sum->both =
      _mm512_add_epi32(_mm512_sll_epi32(sum->both, shift), more.both);
  sum->part =
      _mm512_add_epi32(_mm512_sll_epi32(sum->part, shift), more.part);
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

INLINE quads quad_sums(const task *t, const starts *begin,
                       const uint8_t *const tile[4], int upper_bytes) {
  pair_sums s[4];
  for (int j = 0; j < 4; j++) s[j] = begin->x.pairs;
  add_quad_blocks(s, tile, 0, t->x, t->x_blocks, upper_bytes);
  if (t->h_blocks > 0) {
    const __m128i shift = _mm_cvtsi32_si128(t->shift);
    for (int j = 0; j < 4; j++) shift_pairs(&s[j], shift, begin->h.pairs);
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

INLINE quads triple_sums_of(const task *t, const starts *begin,
                            const uint8_t *const tile[4], int upper_bytes) {
  triple_sums s = {begin->x.pairs, begin->x.pairs, begin->x.alone};
  add_triple_blocks(&s, tile, 0, t->x, t->x_blocks, upper_bytes);
  const __m128i shift = _mm_cvtsi32_si128(t->shift);
  __m512i third_over_x = _mm512_sll_epi32(whole(s.third), shift);
  shift_pairs(&s.even, shift, begin->h.pairs);
  shift_pairs(&s.odd, shift, begin->h.pairs);
  s.third = begin->h.alone;
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
INLINE __m512i behind_x(__m512i sum, int rows, __m128i shift) {
  if (rows == 3)
    sum = _mm512_maskz_shuffle_i32x4(0xF0FF, sum, sum, _MM_PERM_CABA);
  return _mm512_sll_epi32(sum, shift);
}

/* Four tiles' rows: from the lanes of rows to those of tiles. The third of
   three rows over h comes before that over x. */
INLINE quads wide_rows(const row_sums s[4], int rows) {
  __m512i all =
      fold(fold(whole(s[0]), whole(s[1]), 1), fold(whole(s[2]), whole(s[3]), 1),
           2);
  const __m512i index =
      rows == 4 ? _mm512_set_epi32(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12,
                                   8, 4, 0)
                : _mm512_set_epi32(11, 15, 7, 3, 10, 14, 6, 2, 9, 13, 5, 1, 8,
                                   12, 4, 0);
  return (quads)_mm512_permutexvar_epi32(index, all);
}

INLINE quads wide_sums(const task *t, const starts *begin, int rows,
                       const uint8_t *const tile[4], int upper_bytes) {
  row_sums s[4];
  for (int j = 0; j < 4; j++) s[j] = begin->x.alone;
  add_wide_blocks(s, tile, rows, 0, t->x, t->x_blocks, upper_bytes);
  if (t->h_blocks > 0) {
    const __m128i shift = _mm_cvtsi32_si128(t->shift);
    for (int j = 0; j < 4; j++) {
      s[j].upper = _mm512_add_epi32(behind_x(s[j].upper, rows, shift),
                                    begin->h.alone.upper);
      s[j].lower = behind_x(s[j].lower, rows, shift);
    }
    add_wide_blocks(s, tile, rows, t->x_blocks, t->h, t->h_blocks,
                    upper_bytes);
  }
  return wide_rows(s, rows);
}

INLINE quads sums_of(const task *t, const starts *s, int rows,
                     const uint8_t *const tile[4], int upper_bytes) {
  if (t->width == 16) return wide_sums(t, s, rows, tile, upper_bytes);
  return rows == 4 ? quad_sums(t, s, tile, upper_bytes)
                   : triple_sums_of(t, s, tile, upper_bytes);
}

INLINE quads sums(const task *t, const starts *s, int rows,
                  const uint8_t *const tile[4]) {
  return t->upper_bytes ? sums_of(t, s, rows, tile, 1)
                        : sums_of(t, s, rows, tile, 0);
}

#include "steps.h"

void swiftlet_lstm_avx512(const swiftlet_layer *layer) { lstm(layer); }

void swiftlet_gru_avx512(const swiftlet_layer *layer) { gru(layer); }

void swiftlet_rows_avx512(const swiftlet_layer *layer) { rows(layer); }

#pragma clang attribute pop

#endif
