/* Vectors of 64 bytes with AVX-512: loads of blocks, and sums of them. */
#ifndef AVX512_VECTORS_H
#define AVX512_VECTORS_H

#include <immintrin.h>

#include "vectors.h"

/* Sums two vectors each to half as many lanes: lanes in groups of width, in
   turns the first vector's and the second's. */
INLINE __m512i fold(__m512i a, __m512i b, int width) {
  const __mmask16 odd[9] = {
      [1] = 0xAAAA, [2] = 0xCCCC, [4] = 0xF0F0, [8] = 0xFF00};
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

/* Values of up to four blocks; zeros after them. */
INLINE __m256i load_values(const int16_t *values, int32_t blocks) {
  if (blocks >= 4) return _mm256_loadu_si256((const __m256i *)values);
  return _mm256_maskz_loadu_epi64((__mmask8)((1 << blocks) - 1), values);
}

INLINE __m512i load_blocks(const uint8_t *block, int rows, int32_t blocks) {
  if (blocks >= 4) return _mm512_loadu_si512(block);
  return _mm512_maskz_loadu_epi32((__mmask16)((1 << rows * blocks) - 1), block);
}

/* Rows alone: sums over the operand's upper and lower bytes. */
typedef struct {
  __m512i upper, lower;
} row_sums;

INLINE __m512i whole(row_sums sum) {
  return _mm512_add_epi32(_mm512_slli_epi32(sum.upper, 8), sum.lower);
}

#endif
