/* int16 weights with AVX-512: two blocks of four rows are a vector. */
#ifndef AVX512_INT16_H
#define AVX512_INT16_H

#include "avx512_vectors.h"
#include "task.h"

/* Four tiles of int16 weights: adds the products of blocks after `skipped`,
   two of them a vector. Three rows are read with what is after them, which
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

INLINE quads int16_sums(const task *t, int rows, const uint8_t *const tile[4]) {
  // Where the third of three rows over x waits, and where all belong.
  const __m512i apart = _mm512_set_epi64(5, 2, 0, 4, 3, 0, 1, 0);
  const __m512i together = _mm512_set_epi64(5, 7, 4, 3, 2, 6, 1, 0);
  const __m512i tiles =
      _mm512_set_epi32(15, 13, 11, 9, 7, 5, 3, 1, 14, 12, 10, 8, 6, 4, 2, 0);
  __m512i s[4] = {};
  add_int16_blocks(s, tile, rows, 0, t->x, t->x_blocks);
  for (int j = 0; j < 4; j++) {
    if (rows == 3) s[j] = _mm512_maskz_permutexvar_epi64(0xDB, apart, s[j]);
    s[j] = _mm512_sll_epi32(s[j], _mm_cvtsi32_si128(t->layer->shift));
  }
  add_int16_blocks(s, tile, rows, t->x_blocks, t->h, t->h_blocks);
  if (rows == 3)
    for (int j = 0; j < 4; j++) s[j] = _mm512_permutexvar_epi64(together, s[j]);
  __m512i all = fold(fold(s[0], s[1], 8), fold(s[2], s[3], 8), 1);
  return (quads)_mm512_permutexvar_epi32(tiles, all);
}

#endif
