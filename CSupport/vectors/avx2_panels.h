/* int8 weights in panels with AVX2: four columns of eight units are a vector,
   each unit's a lane.

   16-bit activations: the weights of the even columns and of the odd ones
   become halfwords, and meet theirs.

   8-bit activations: bytes are multiplied, one factor with a sign and one
   without. An operand is its magnitude, and where it is negative the weight's
   complement takes the weight's place: as a (-w - 1) = -a w - a, the sum of such
   magnitudes is missing, which a correction adds. No pair of products is beyond
   2 * 128 * 128, which a halfword holds as a negative number, or beyond
   2 * 128 * 127. */
#ifndef AVX2_PANELS_H
#define AVX2_PANELS_H

#include <immintrin.h>

#include "task.h"

/* Sixteen numbers as two vectors. */
typedef union {
  quads all;
  __m256i part[2];
} halves;

/* Eight values as an operand: of each four the even and the odd ones. */
INLINE __m128i split_halfwords(__m128i values) {
  return _mm_shufflehi_epi16(_mm_shufflelo_epi16(values, 0xD8), 0xD8);
}

/* Eight values as an operand: the magnitudes of each four upper bytes, rounded,
   and all ones for negative ones. Adds to the sum of their magnitudes. */
INLINE __m128i split_bytes(__m128i values, __m128i *negative) {
  const __m128i zero = _mm_setzero_si128();
  __m128i rounded =
      _mm_srai_epi16(_mm_adds_epi16(values, _mm_set1_epi16(128)), 8);
  __m128i bytes = _mm_packs_epi16(rounded, zero);
  __m128i sign = _mm_cmpgt_epi8(zero, bytes), magnitude = _mm_abs_epi8(bytes);
  *negative = _mm_add_epi32(*negative,
                            _mm_sad_epu8(_mm_and_si128(magnitude, sign), zero));
  return _mm_unpacklo_epi32(magnitude, sign);
}

INLINE __m128i split_values(__m128i values, int upper_bytes,
                            __m128i *negative) {
  return upper_bytes ? split_bytes(values, negative) : split_halfwords(values);
}

/* Writes values as an operand, and zeros up to a whole block. Gives the sum of
   the magnitudes of negative bytes. */
INLINE uint32_t load_split(int16_t *values, int32_t count, int upper_bytes,
                           int16_t *operand) {
  __m128i negative = _mm_setzero_si128();
  int32_t i = 0;
  for (; i + 8 <= count; i += 8) {
    __m128i block = _mm_loadu_si128((const __m128i *)(values + i));
    _mm_storeu_si128((__m128i *)(operand + i),
                     split_values(block, upper_bytes, &negative));
  }
  for (; i < count; i += 4) {
    __m128i block = _mm_cvtsi64_si128(load_last(values + i, count - i));
    _mm_storel_epi64((__m128i *)(operand + i),
                     split_values(block, upper_bytes, &negative));
  }
  return (uint32_t)_mm_cvtsi128_si32(negative);
}

INLINE void prepare_panels_of(task *t, int rows, int upper_bytes) {
  const swiftlet_layer *layer = t->layer;
  uint32_t x = load_split(layer->input, layer->input_size, upper_bytes, t->x);
  uint32_t h = load_split(layer->output, hidden_size(layer), upper_bytes, t->h);
  x <<= 8 + layer->shift;
  h <<= 8;
  if (upper_bytes)
    t->correction = rows == 3 ? corrections(x + h, x + h, x, h)
                              : corrections(x + h, x + h, x + h, x + h);
}

INLINE void prepare_panels(task *t, int rows) {
  if (t->layer->upper_bytes)
    prepare_panels_of(t, rows, 1);
  else
    prepare_panels_of(t, rows, 0);
}

/* Two values of an operand, for every unit. */
INLINE __m256i load_two(const int16_t *operand) {
  int32_t two;
  __builtin_memcpy(&two, operand, sizeof two);
  return _mm256_set1_epi32(two);
}

/* Adds the products of four columns of eight units. */
INLINE __m256i add_columns(__m256i sum, __m256i w, __m256i first,
                           __m256i second, int upper_bytes) {
  const __m256i one = _mm256_set1_epi16(1);
  if (upper_bytes) {
    __m256i pairs = _mm256_maddubs_epi16(first, _mm256_xor_si256(w, second));
    return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, one));
  }
  __m256i even = _mm256_maddubs_epi16(one, w), odd = _mm256_srai_epi16(w, 8);
  sum = _mm256_add_epi32(sum, _mm256_madd_epi16(even, first));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(odd, second));
}

/* Adds the products of blocks with `parts` vectors of units; the third row of
   three goes where `third` says. */
INLINE void add_panel_blocks(halves sum[4], const uint8_t *block, int rows,
                             int parts, int third, const int16_t *operand,
                             int32_t count, int upper_bytes) {
  for (int32_t i = 0; i < count; i++, operand += 4) {
    __m256i first = load_two(operand), second = load_two(operand + 2);
    for (int row = 0; row < rows; row++, block += 64) {
      halves *of = &sum[rows == 3 && row == 2 ? third : row];
      for (int j = 0; j < parts; j++) {
        __m256i w = _mm256_loadu_si256((const __m256i *)(block + 32 * j));
        of->part[j] = add_columns(of->part[j], w, first, second, upper_bytes);
      }
    }
  }
}

INLINE void panel_sums_of(const task *t, int rows, int parts,
                          const uint8_t *panel, quads sum[4], int upper_bytes) {
  halves s[4] = {};
  add_panel_blocks(s, panel, rows, parts, 2, t->x, t->x_blocks, upper_bytes);
  if (t->h_blocks > 0) {
    const __m128i shift = _mm_cvtsi32_si128(t->layer->shift);
    for (int row = 0; row < rows; row++)
      for (int j = 0; j < parts; j++)
        s[row].part[j] = _mm256_sll_epi32(s[row].part[j], shift);
    add_panel_blocks(s, panel + 64 * rows * (int64_t)t->x_blocks, rows, parts,
                     3, t->h, t->h_blocks, upper_bytes);
  }
  for (int row = 0; row < 4; row++)
    sum[row] = upper_bytes ? s[row].all << 8 : s[row].all;
}

INLINE void panel_sums(const task *t, int rows, int32_t count,
                       const uint8_t *panel, quads sum[4]) {
  if (t->layer->upper_bytes) {
    if (count > 8)
      panel_sums_of(t, rows, 2, panel, sum, 1);
    else
      panel_sums_of(t, rows, 1, panel, sum, 1);
  } else {
    if (count > 8)
      panel_sums_of(t, rows, 2, panel, sum, 0);
    else
      panel_sums_of(t, rows, 1, panel, sum, 0);
  }
}

#endif
