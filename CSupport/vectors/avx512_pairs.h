/* int8 and int4 weights in tiles, rows in pairs, with AVX-512: four blocks of
   four columns are a vector.

   A pair of rows a and b shares halfwords w = 256 b + a + 128. With 16-bit
   activations they are multiplied as they are, and their upper bytes b once
   more: the sum over a + 128 is the former's less 256 times the latter's,
   modulo 2^32. With 8-bit activations the operand is a byte, and VNNI takes
   the bytes a + 128 where they lie: 256 times the sum over b is the halfwords'
   less that. The 128 is undone by a correction. */
#ifndef AVX512_PAIRS_H
#define AVX512_PAIRS_H

#include "avx512_vectors.h"
#include "task.h"

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
  if (upper_bytes)
    sum->part = _mm512_dpbusd_epi32(sum->part, w, x.bytes);
  else
    sum->part =
        _mm512_dpwssd_epi32(sum->part, _mm512_srai_epi16(w, 8), x.halfwords);
}

INLINE __m512i first_rows(pair_sums sum, int upper_bytes) {
  if (upper_bytes) return _mm512_slli_epi32(sum.part, 8);
  return _mm512_sub_epi32(sum.both, _mm512_slli_epi32(sum.part, 8));
}

INLINE __m512i second_rows(pair_sums sum, int upper_bytes) {
  return upper_bytes ? _mm512_sub_epi32(sum.both, sum.part) : sum.part;
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
  const __m512i index = _mm512_broadcast_i32x4(_mm_add_epi8(
      _mm_set_epi8(30, 26, 28, 24, 22, 18, 20, 16, 14, 10, 12, 8, 6, 2, 4, 0),
      _mm_set1_epi8((char)upper)));
  return _mm512_permutexvar_epi8(index, _mm512_castsi256_si512(x));
}

INLINE void shift_pairs(pair_sums *sum, __m128i shift) {
  sum->both = _mm512_sll_epi32(sum->both, shift);
  sum->part = _mm512_sll_epi32(sum->part, shift);
}

/* Four tiles' sums: of four rows those of each tile's pairs; of three those of
   the pairs of the tiles 0 and 2 and of 1 and 3, and the third rows of all. */
typedef struct {
  pair_sums pairs[4];
  row_sums third;
} tile_sums;

/* How tiles' products are summed. */
typedef struct {
  int rows;
  int weight_bits;
  /* Whether operands have no lower bytes. */
  int upper_bytes;
} pair_form;

/* Up to four blocks of four columns. Those of int4 weights come in twos, of
   eight columns, and count 16 times. */
INLINE __m512i load_four_blocks(const uint8_t *block, int32_t blocks,
                                pair_form form) {
  const int rows = form.rows;
  if (form.weight_bits == 8) return load_blocks(block, rows, blocks);
  const __m512i both =
      rows == 4
          ? _mm512_set_epi32(7, 6, 5, 4, 7, 6, 5, 4, 3, 2, 1, 0, 3, 2, 1, 0)
          : _mm512_set_epi32(0, 0, 0, 0, 5, 4, 3, 5, 4, 3, 2, 1, 0, 2, 1, 0);
  const __m512i shift =
      rows == 4
          ? _mm512_set_epi32(0, 0, 0, 0, 4, 4, 4, 4, 0, 0, 0, 0, 4, 4, 4, 4)
          : _mm512_set_epi32(0, 0, 0, 0, 0, 0, 0, 4, 4, 4, 0, 0, 0, 4, 4, 4);
  const __mmask8 present = (__mmask8)((1 << rows * blocks / 2) - 1);
  __m512i w = _mm512_permutexvar_epi32(
      both, _mm512_castsi256_si512(_mm256_maskz_loadu_epi32(present, block)));
  return _mm512_and_si512(_mm512_sllv_epi32(w, shift),
                          _mm512_set1_epi8((char)0xF0));
}

INLINE void add_quads(tile_sums *sum, const uint8_t *const tile[4], __m256i x,
                      int32_t blocks, pair_form form) {
  pair_operand operand = make_pair_operand(doubled(x), form.upper_bytes);
  for (int j = 0; j < 4; j++)
    add_pairs(&sum->pairs[j], load_four_blocks(tile[j], blocks, form), operand,
              form.upper_bytes);
}

INLINE void add_triples(tile_sums *sum, const uint8_t *const tile[4], __m256i x,
                        int32_t blocks, pair_form form) {
  const __m512i pairs =
      _mm512_set_epi32(26, 25, 23, 22, 20, 19, 17, 16, 10, 9, 7, 6, 4, 3, 1, 0);
  const __m512i thirds = _mm512_set_epi32(27, 24, 21, 18, 11, 8, 5, 2, 27, 24,
                                          21, 18, 11, 8, 5, 2);
  pair_operand operand = make_pair_operand(repeated(x), form.upper_bytes);
  __m512i w[4];
  for (int j = 0; j < 4; j++) w[j] = load_four_blocks(tile[j], blocks, form);
  for (int j = 0; j < 2; j++)
    add_pairs(&sum->pairs[j], _mm512_permutex2var_epi32(w[j], pairs, w[j + 2]),
              operand, form.upper_bytes);
  __m512i third = _mm512_mask_blend_epi32(
      0xFF00, _mm512_permutex2var_epi32(w[0], thirds, w[1]),
      _mm512_permutex2var_epi32(w[2], thirds, w[3]));
  sum->third.upper = _mm512_dpbusd_epi32(
      sum->third.upper, _mm512_xor_si512(third, _mm512_set1_epi8((char)128)),
      third_operand(x, 1));
  if (form.upper_bytes) return;
  sum->third.lower =
      _mm512_dpbusd_epi32(sum->third.lower, third_operand(x, 0), third);
}

/* Adds the products of up to four blocks. */
INLINE void add_four_blocks(tile_sums *sum, const uint8_t *const tiles[4],
                            int32_t skipped, const int16_t *values,
                            int32_t blocks, pair_form form) {
  const uint8_t *tile[4];
  for (int j = 0; j < 4; j++)
    tile[j] = tiles[j] + form.rows * form.weight_bits / 2 * skipped;
  __m256i x = load_values(values, blocks);
  if (form.rows == 4)
    add_quads(sum, tile, x, blocks, form);
  else
    add_triples(sum, tile, x, blocks, form);
}

/* Adds the products of blocks after `skipped`. */
INLINE void add_blocks(tile_sums *sum, const uint8_t *const tile[4],
                       int32_t skipped, const int16_t *values, int32_t count,
                       pair_form form) {
  int32_t i = 0;
  for (; i + 4 <= count; i += 4)
    add_four_blocks(sum, tile, skipped + i, values + 4 * i, 4, form);
  if (i < count)
    add_four_blocks(sum, tile, skipped + i, values + 4 * i, count - i, form);
}

INLINE pair_sums fold_pairs(pair_sums a, pair_sums b, int width) {
  return (pair_sums){fold(a.both, b.both, width), fold(a.part, b.part, width)};
}

/* The sums of four tiles. */
INLINE quads paired_sums(const task *t, const uint8_t *const tile[4],
                         pair_form form) {
  const int rows = form.rows, upper_bytes = form.upper_bytes;
  tile_sums s = {};
  add_blocks(&s, tile, 0, t->x, t->x_blocks, form);
  const __m128i shift = _mm_cvtsi32_si128(t->layer->shift);
  __m512i third_over_x = _mm512_sll_epi32(whole(s.third), shift);
  s.third = (row_sums){};
  if (t->h_blocks > 0) {
    for (int j = 0; j < 4; j++) shift_pairs(&s.pairs[j], shift);
    add_blocks(&s, tile, t->x_blocks, t->h, t->h_blocks, form);
  }
  const pair_sums *p = s.pairs;
  pair_sums all = rows == 4 ? fold_pairs(fold_pairs(p[0], p[2], 8),
                                         fold_pairs(p[1], p[3], 8), 4)
                            : fold_pairs(p[0], p[1], 4);
  __m512i pairs =
      fold(first_rows(all, upper_bytes), second_rows(all, upper_bytes), 1);
  if (rows == 4) return (quads)pairs;
  return (quads)fold(pairs, fold(third_over_x, whole(s.third), 1), 2);
}

#endif
