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

/* How a panel's products are summed. */
typedef struct {
  int rows;
  /* Vectors of units: 2, or 1 where the panel has no more than eight. */
  int parts;
  int weight_bits;
  /* Whether operands of int8 weights are bytes. */
  int upper_bytes;
  int is_kept;
} panel_form;

/* Adds the products of four columns of eight units; the last two columns of
   int16 weights lie 64 bytes further on. */
INLINE __m256i add_columns(__m256i sum, const uint8_t *weights, __m256i first,
                           __m256i second, panel_form form) {
  __m256i w = _mm256_loadu_si256((const __m256i *)weights);
  if (form.weight_bits == 8 && form.upper_bytes) {
    w = _mm256_xor_si256(w, second);
    if (form.is_kept) w = _mm256_sub_epi8(w, second);
    __m256i pairs = _mm256_maddubs_epi16(first, w);
    return _mm256_add_epi32(sum,
                            _mm256_madd_epi16(pairs, _mm256_set1_epi16(256)));
  }
  __m256i a = w, b;
  if (form.weight_bits == 8) {
    a = _mm256_maddubs_epi16(_mm256_set1_epi16(1), w);
    b = _mm256_srai_epi16(w, 8);
  } else {
    b = _mm256_loadu_si256((const __m256i *)(weights + 64));
  }
  sum = _mm256_add_epi32(sum, _mm256_madd_epi16(a, first));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(b, second));
}

/* Adds the products of a run's `count` blocks; the third row of three goes where
   `third` says. */
INLINE void add_run_of_panel(halves sum[4], const uint8_t *run, int third,
                             const int16_t *operand, int32_t count,
                             panel_form form) {
  const uint8_t *places = run;
  const int64_t size = 8 * form.weight_bits;
  if (form.is_kept) run += places_size(form.rows, count);
  for (int32_t i = 0; i < count; i++, operand += form.is_kept ? 0 : 4) {
    __m256i first = load_two(operand), second = load_two(operand + 2);
    for (int row = 0; row < form.rows; row++, run += size) {
      if (form.is_kept) {
        uint16_t place;
        __builtin_memcpy(&place, places, sizeof place);
        places += sizeof place;
        first = load_two(operand + 4 * place);
        second = load_two(operand + 4 * place + 2);
      }
      halves *of = &sum[form.rows == 3 && row == 2 ? third : row];
      for (int j = 0; j < form.parts; j++)
        of->part[j] =
            add_columns(of->part[j], run + 32 * j, first, second, form);
    }
  }
}

INLINE void panel_sums_of(const task *t, const uint8_t *panel, quads sum[4],
                          panel_form form) {
  const int32_t shift = t->layer->shift;
  const int32_t x_count = stored_over_x(t), h_count = stored_over_h(t);
  halves s[4] = {};
  add_run_of_panel(s, panel, 2, t->x, x_count, form);
  if (h_count > 0) {
    for (int row = 0; row < form.rows; row++)
      for (int j = 0; j < form.parts; j++)
        s[row].part[j] =
            _mm256_sll_epi32(s[row].part[j], _mm_cvtsi32_si128(shift));
    panel += 8 * form.weight_bits * form.rows * (int64_t)x_count;
    if (form.is_kept) panel += places_size(form.rows, x_count);
    add_run_of_panel(s, panel, 3, t->h, h_count, form);
  }
  for (int row = 0; row < 4; row++) sum[row] = s[row].all;
}

INLINE void panel_sums(const task *t, int rows, int32_t count,
                       const uint8_t *panel, quads sum[4]) {
  const swiftlet_layer *layer = t->layer;
#define FORM(parts, bits, upper_bytes, is_kept) \
  panel_sums_of(t, panel, sum,                  \
                (panel_form){rows, parts, bits, upper_bytes, is_kept})
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

#endif
