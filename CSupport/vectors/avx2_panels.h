/* Weights in panels with AVX2: four columns of int8, or two of int16, of eight
   units are a vector, each unit's a lane.

   int16 weights meet the operand's halfwords as they are.

   int8 weights and 16-bit activations: the weights of the even columns and of
   the odd ones become halfwords, and meet theirs.

   int8 weights and 8-bit activations: bytes are multiplied, one factor with a
   sign and one without. An operand is its magnitude, and where it is negative
   the weight's complement takes the weight's place: as a (-w - 1) = -a w - a,
   the sum of such magnitudes is missing, which a correction adds. Kept blocks
   have their own such sums, and take the opposite weight. No pair of products
   is beyond 2 * 128 * 128, which a halfword holds as a negative number, or
   beyond 2 * 128 * 127. Pairs are summed 256 times. */
#ifndef AVX2_PANELS_H
#define AVX2_PANELS_H

#include <immintrin.h>
#include <stdint.h>

typedef int32_t part __attribute__((vector_size(32)));

#include "panel_form.h"

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

INLINE __m128i split_values(const swiftlet_layer *layer, __m128i values,
                            __m128i *negative) {
  return layer->upper_bytes ? split_bytes(values, negative)
                            : split_halfwords(values);
}

#include "split_operands.h"

/* 256 times the sum of the magnitudes of negative bytes. */
INLINE uint32_t missing(__m128i negative) {
  return (uint32_t)_mm_cvtsi128_si32(negative) << 8;
}

INLINE void prepare_panels(task *t, int rows) {
  const swiftlet_layer *layer = t->layer;
  if (layer->weight_bits == 16) {
    load_operands(t);
    return;
  }
  __m128i x = load_split(layer, layer->input, layer->input_size, t->x);
  __m128i h = load_split(layer, layer->output, hidden_size(layer), t->h);
  if (!layer->upper_bytes || keeps_panels(layer)) return;
  t->correction =
      panel_corrections(rows, missing(x) << layer->shift, missing(h));
}

/* Two values of an operand, for every unit. */
INLINE __m256i load_two(const int16_t *operand) {
  int32_t two;
  __builtin_memcpy(&two, operand, sizeof two);
  return _mm256_set1_epi32(two);
}

/* The sums of a vector of units. */
typedef part part_sums;

INLINE part shifted_part(part sum, int32_t shift) {
  return (part)_mm256_sll_epi32((__m256i)sum, _mm_cvtsi32_si128(shift));
}

INLINE part joined_parts(part a, part b) { return a + b; }

INLINE part total_of_part(part sum, panel_form form) {
  (void)form;
  return sum;
}

/* Adds the products of four columns of eight units; the last two columns of
   int16 weights lie 64 bytes further on. */
INLINE void add_columns(part *sum, const uint8_t *weights,
                        const int16_t *operand, panel_form form) {
  __m256i w = _mm256_loadu_si256((const __m256i *)weights);
  const __m256i first = load_two(operand), second = load_two(operand + 2);
  if (form.weight_bits == 8 && form.upper_bytes) {
    w = _mm256_xor_si256(w, second);
    if (form.is_kept) w = _mm256_sub_epi8(w, second);
    __m256i pairs = _mm256_maddubs_epi16(first, w);
    *sum += (part)_mm256_madd_epi16(pairs, _mm256_set1_epi16(256));
    return;
  }
  __m256i a = w, b;
  if (form.weight_bits == 8) {
    a = _mm256_maddubs_epi16(_mm256_set1_epi16(1), w);
    b = _mm256_srai_epi16(w, 8);
  } else {
    b = _mm256_loadu_si256((const __m256i *)(weights + 64));
  }
  *sum += (part)_mm256_madd_epi16(a, first);
  *sum += (part)_mm256_madd_epi16(b, second);
}

#include "panels.h"

INLINE void panel_sums(const task *t, int rows, int32_t count,
                       const uint8_t *panel, quads sum[4]) {
  const swiftlet_layer *layer = t->layer;
#define FORM(parts, bits, upper_bytes, is_kept) \
  panel_sums_of(                                \
      t, &t->x, panel, (quads(*)[4])sum,        \
      (panel_form){rows, 1, 1, 0, parts, bits, upper_bytes, is_kept})
  if (layer->weight_bits == 16)
    FORM(2, 16, 0, 0);
  else if (keeps_panels(layer) && layer->upper_bytes)
    FORM(2, 8, 1, 1);
  else if (keeps_panels(layer))
    FORM(2, 8, 0, 1);
  else if (layer->upper_bytes && count > 8)
    FORM(2, 8, 1, 0);
  else if (layer->upper_bytes)
    FORM(1, 8, 1, 0);
  else if (count > 8)
    FORM(2, 8, 0, 0);
  else
    FORM(1, 8, 0, 0);
#undef FORM
}

INLINE void stream_sums(const task *t, int16_t *const x[], int32_t count,
                        int rows, const uint8_t *panel, quads (*sum)[4]) {
  const swiftlet_layer *layer = t->layer;
  sums_of_streams(
      t, x, count, panel, sum,
      (panel_form){rows, 2, 1, 0, PARTS, layer->weight_bits,
                   layer->upper_bytes && layer->weight_bits == 8, 0});
}

#endif
