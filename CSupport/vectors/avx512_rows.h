/* int8 weights in blocks of 16 columns, and int16 weights, with AVX-512: a
   block of four rows of 16 bytes is a vector.

   VNNI multiplies bytes, one factor with a sign and one without. An operand is
   256 times its upper byte, which has a sign, and its lower byte, which has
   none: the weights are taken as they are for the latter, and 128 more for the
   former. The 128 is undone by a correction. */
#ifndef AVX512_ROWS_H
#define AVX512_ROWS_H

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

#endif
