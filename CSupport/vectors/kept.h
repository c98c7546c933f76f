/* Tiles of kept blocks (FORMAT.md, "Kept blocks"), one after the other: a block
   is a vector of 16 bytes, whatever the set of instructions.

   A pair of rows a and b shares halfwords w = 256 b + a, which are multiplied
   as they are, and b = (w + 128) / 256, rounded down, once more: the sum over a
   is the former's less 256 times the latter's, modulo 2^32. */
#ifndef KEPT_H
#define KEPT_H

#include <emmintrin.h>

#include "task.h"

/* The sums of two pairs of rows: of the halfwords, and of the second rows.
   Lanes hold two columns each: 0 and 1, 2 and 3 of the first pair, then of the
   second. */
typedef struct {
  __m128i both, second;
} kept_sums;

/* Four values, twice. */
INLINE __m128i load_twice(const int16_t *values) {
  __m128i four = _mm_loadl_epi64((const __m128i *)values);
  return _mm_unpacklo_epi64(four, four);
}

/* The four rows' sums. */
INLINE __m128i rows_of_pairs(kept_sums sum) {
  __m128i first = _mm_sub_epi32(sum.both, _mm_slli_epi32(sum.second, 8));
  __m128 a = _mm_castsi128_ps(first), b = _mm_castsi128_ps(sum.second);
  __m128i even = _mm_castps_si128(_mm_shuffle_ps(a, b, 0x88));
  __m128i odd = _mm_castps_si128(_mm_shuffle_ps(a, b, 0xDD));
  return _mm_shuffle_epi32(_mm_add_epi32(even, odd), 0xD8);
}

/* A kept block of four rows, or of three as a block of four: the third row over
   x comes third, over h fourth; the other is zeros. */
INLINE __m128i load_kept(const uint8_t *block, int rows, int over_h) {
  if (rows == 4) return _mm_loadu_si128((const __m128i *)block);
  __m128i pair = _mm_loadl_epi64((const __m128i *)block);
  int32_t word;
  __builtin_memcpy(&word, block + 8, sizeof word);
  /* In their order of columns 0 2 1 3. */
  __m128i bytes = _mm_cvtsi32_si128(word);
  __m128i third = _mm_unpacklo_epi32(
      _mm_srai_epi16(_mm_slli_epi16(bytes, 8), 8), _mm_srai_epi16(bytes, 8));
  if (over_h) third = _mm_slli_epi16(third, 8);
  return _mm_unpacklo_epi64(pair, third);
}

/* Adds the products of the run at t->tiles, and goes behind it. */
INLINE void add_run(kept_sums *sum, task *t, int rows, int over_h,
                    const int16_t *operand) {
  const __m128i half = _mm_set1_epi16(128);
  uint32_t head;
  __builtin_memcpy(&head, t->tiles, sizeof head);
  t->tiles += sizeof head;
  for (uint32_t first = head & 1; head > 1; head -= 2, first = 0) {
    uint16_t positions[2];
    __builtin_memcpy(positions, t->tiles, sizeof positions);
    t->tiles += sizeof positions;
    for (uint32_t i = first; i < 2; i++, t->tiles += 4 * rows) {
      __m128i x = load_twice(operand + positions[i] / 2);
      __m128i w = load_kept(t->tiles, rows, over_h);
      __m128i b = _mm_srai_epi16(_mm_add_epi16(w, half), 8);
      sum->both = _mm_add_epi32(sum->both, _mm_madd_epi16(w, x));
      sum->second = _mm_add_epi32(sum->second, _mm_madd_epi16(b, x));
    }
  }
}

/* The sums of the rows of the tile at t->tiles; goes behind its blocks. */
INLINE __m128i kept_tile_sums(task *t, int rows) {
  kept_sums sum = {};
  add_run(&sum, t, rows, 0, t->x);
  if (t->h_blocks > 0) {
    const __m128i shift = _mm_cvtsi32_si128(t->shift);
    sum.both = _mm_sll_epi32(sum.both, shift);
    sum.second = _mm_sll_epi32(sum.second, shift);
    add_run(&sum, t, rows, 1, t->h);
  }
  return rows_of_pairs(sum);
}

/* What becomes the pre-activations of up to sixteen tiles. */
typedef struct {
  quads sum[4], bias[4], multiplier[4];
} kept_tiles;

/* Takes the tile at t->tiles to a quarter of four vectors of each. */
INLINE void take_kept(kept_tiles *tiles, int quarter, task *t, int rows) {
  __m128i sum = kept_tile_sums(t, rows);
  __builtin_memcpy((int32_t *)tiles->sum + 4 * quarter, &sum, 16);
  __builtin_memcpy((int32_t *)tiles->bias + 4 * quarter, t->tiles, 16);
  __builtin_memcpy((int32_t *)tiles->multiplier + 4 * quarter, t->tiles + 16,
                   16);
  t->tiles += 32;
}

#endif
