/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* From a classifier's outputs to a decision: probabilities, a threshold, votes,
   smoothing, and a class drawn at random.

   For models whose outputs are classes; their logits go through a softmax.
   Integers only, and the same bits on every core: ARITHMETIC.md, sections 8 and
   10, defines every number. Functions of this header alone, on top of swiftlet.h:
   what a program does not call is not in it. C99 and C++.

   A probability is Q0.15: it stands for itself divided by 32768, in
   0 ... 32767. It differs from the exact softmax of the model's logits by at
   most 1.5 / 32768. */
#ifndef SWIFTLET_DECISION_H
#define SWIFTLET_DECISION_H

#include <stddef.h>
#include <stdint.h>

#include "swiftlet.h"

#ifdef __cplusplus
extern "C" {
#endif

/* No class: the index of none. The function that gives a class's name in the
   header that `swiftlet embed` writes answers 0 for it. */
#define SWIFTLET_UNSURE ((size_t)65535)

/* A probability for a threshold, from per cent, 0 ... 99. */
#define SWIFTLET_PERCENT(percent) ((int16_t)((percent)*32768L / 100))

/* Logits and exponentials: what the functions below are made of
   ------------------------------------------------------------ */

/* A class's logit, Q15.16, to the nearest, halves up, saturated. output: as a
   step gives them; index: below swiftlet_output_count. */
static inline int32_t swiftlet_logit(const swiftlet_model *model,
                                     const int16_t *output, size_t index) {
  const unsigned bits = swiftlet_output_fraction_bits(model, index);
  const int32_t raw = swiftlet_read_output(model, index, output[index]);
  if (bits > 16) return ((raw >> (bits - 17)) + 1) >> 1;
  const int32_t limit = INT32_MAX >> (16 - bits);
  if (raw > limit) return INT32_MAX;
  if (raw < -limit - 1) return INT32_MIN;
  return (int32_t)((uint32_t)raw << (16 - bits));
}

/* The upper half of a product: a * b / 2^32, rounded down. */
static inline uint32_t swiftlet_high(uint32_t a, uint32_t b) {
  return (uint32_t)(((uint64_t)a * b) >> 32);
}

/* exp(-distance), Q0.31 in 0 ... 2^31; distance is Q16.16. The exponential of
   base 2 of the fraction is a polynomial, whose relative error is below
   3.4e-6. */
static inline uint32_t swiftlet_exponential(uint32_t distance) {
  const uint64_t power = ((uint64_t)distance * UINT32_C(3098164009)) >> 15;
  const uint32_t whole = (uint32_t)(power >> 32), part = (uint32_t)power;
  uint32_t value = UINT32_C(114090716);
  value -= swiftlet_high(part, UINT32_C(14555371));
  value = UINT32_C(514119529) - swiftlet_high(part, value);
  value = UINT32_C(1488326008) - swiftlet_high(part, value);
  value = UINT32_C(2147483648) - swiftlet_high(part, value);
  return whole < 32 ? value >> whole : 0;
}

/* A class's exponential against the largest logit's, Q0.31. */
static inline uint32_t swiftlet_weight(const swiftlet_model *model,
                                       const int16_t *output, size_t index,
                                       int32_t largest) {
  const int32_t logit = swiftlet_logit(model, output, index);
  return swiftlet_exponential((uint32_t)largest - (uint32_t)logit);
}

/* The largest logit, Q15.16. */
static inline int32_t swiftlet_largest_logit(const swiftlet_model *model,
                                             const int16_t *output) {
  const size_t count = swiftlet_output_count(model);
  int32_t largest = INT32_MIN;
  for (size_t index = 0; index < count; index++) {
    const int32_t logit = swiftlet_logit(model, output, index);
    if (logit > largest) largest = logit;
  }
  return largest;
}

/* The sum of all classes' exponentials, Q.31; at least 2^31. */
static inline uint64_t swiftlet_weight_sum(const swiftlet_model *model,
                                           const int16_t *output,
                                           int32_t largest) {
  const size_t count = swiftlet_output_count(model);
  uint64_t sum = 0;
  for (size_t index = 0; index < count; index++)
    sum += swiftlet_weight(model, output, index, largest);
  return sum;
}

/* weight / sum, Q0.15, of the two brought below 2^17; sum is at least weight
   and at least 2^31. */
static inline int16_t swiftlet_share(uint32_t weight, uint64_t sum) {
  unsigned shift = 15;
  while (sum >> shift > 131071) shift++;
  const uint32_t whole = (uint32_t)(sum >> shift);
  const uint32_t part = (weight >> shift) << 15;
  const uint32_t share = part / whole, rest = part % whole;
  const uint32_t rounded = share + (2 * rest >= whole ? 1 : 0);
  return (int16_t)(rounded > 32767 ? 32767 : rounded);
}

/* Probabilities
   ------------- */

/* The probability of a class, Q0.15: the share of its exponential in those of
   all. output: as a step gives them. 0 where model is not opened, output is
   NULL or index is out of range. */
static inline int16_t swiftlet_probability(const swiftlet_model *model,
                                           const int16_t *output,
                                           size_t index) {
  if (output == NULL || index >= swiftlet_output_count(model)) return 0;
  const int32_t largest = swiftlet_largest_logit(model, output);
  return swiftlet_share(swiftlet_weight(model, output, index, largest),
                        swiftlet_weight_sum(model, output, largest));
}

/* The probabilities of all classes: swiftlet_output_count values, written; may
   not overlap output. Nothing is written where model is not opened or a
   pointer is NULL. */
static inline void swiftlet_probabilities(const swiftlet_model *model,
                                          const int16_t *output,
                                          int16_t *probabilities) {
  const size_t count = swiftlet_output_count(model);
  if (output == NULL || probabilities == NULL || count == 0) return;
  const int32_t largest = swiftlet_largest_logit(model, output);
  const uint64_t sum = swiftlet_weight_sum(model, output, largest);
  for (size_t index = 0; index < count; index++)
    probabilities[index] =
        swiftlet_share(swiftlet_weight(model, output, index, largest), sum);
}

/* Decisions
   --------- */

/* The class with the largest output where its probability is at least least,
   Q0.15, else SWIFTLET_UNSURE, as where output is NULL. */
static inline size_t swiftlet_sure_output(const swiftlet_model *model,
                                          const int16_t *output,
                                          int16_t least) {
  const size_t index = swiftlet_largest_output(model, output);
  if (output == NULL || swiftlet_probability(model, output, index) < least)
    return SWIFTLET_UNSURE;
  return index;
}

/* A vote of the last steps: N of M. Do not rely on the contents. */
typedef struct swiftlet_vote {
  uint16_t *recent;
  size_t window, needed, next;
} swiftlet_vote;

/* Starts a vote in which no step has voted.

   recent: window elements, the caller's, the vote's alone as long as it is
   used. window: M, how many steps vote; at least 1. needed: N, how many have
   to name a class; more than half of window, so that at most one class has
   them. */
static inline void swiftlet_vote_start(swiftlet_vote *vote, uint16_t *recent,
                                       size_t window, size_t needed) {
  vote->recent = recent;
  vote->window = window;
  vote->needed = needed;
  vote->next = 0;
  for (size_t index = 0; index < window; index++)
    recent[index] = (uint16_t)SWIFTLET_UNSURE;
}

/* Adds a step's class, or SWIFTLET_UNSURE, in the place of the oldest. Gives
   the class that enough of the last steps name, or SWIFTLET_UNSURE. */
static inline size_t swiftlet_vote_add(swiftlet_vote *vote,
                                       size_t class_index) {
  vote->recent[vote->next] = (uint16_t)class_index;
  vote->next = vote->next + 1 < vote->window ? vote->next + 1 : 0;
  for (size_t first = 0; first < vote->window; first++) {
    size_t votes = 0;
    for (size_t index = 0; index < vote->window; index++)
      votes += vote->recent[index] == vote->recent[first];
    if (votes >= vote->needed) return vote->recent[first];
  }
  return SWIFTLET_UNSURE;
}

/* Exponential smoothing of a probability: the smoothed value after a step, from
   the one before. Each step moves it by 1 / 2^shift of the way, so a change has
   gone by about 2^shift steps later.

   smoothed: Q1.30, 0 at the start, one for each class; read >> 15 it is Q0.15.
   probability: Q0.15. shift: 0 ... 15. */
static inline int32_t swiftlet_smooth(int32_t smoothed, int16_t probability,
                                      unsigned shift) {
  const int32_t target = (int32_t)probability * 32768;
  return smoothed + ((target - smoothed) >> shift);
}

/* A class drawn at random
   -----------------------

   A model whose outputs are the next symbol, such as a letter or a note, writes
   or composes where the symbol that is drawn is its next input:

     int16_t input = symbol, output[MODEL_OUTPUTS];
     swiftlet_step(&stream, &input, 1, output, MODEL_OUTPUTS);
     symbol = (int16_t)swiftlet_sample(&model, output,
                                       SWIFTLET_TEMPERATURE(80), &random); */

/* A temperature for swiftlet_sample, Q8.8, from hundredths, 0 ... 25599. */
#define SWIFTLET_TEMPERATURE(hundredths) ((uint16_t)((hundredths)*256L / 100))

/* A generator of random numbers, PCG32 (O'Neill 2014) of the stream 54; not for
   secrets. Do not rely on the contents. */
typedef struct swiftlet_random {
  uint64_t state;
} swiftlet_random;

/* The next number: any of 32 bits, each as often as another. */
static inline uint32_t swiftlet_random_next(swiftlet_random *random) {
  const uint64_t state = random->state;
  random->state = state * UINT64_C(6364136223846793005) + 109;
  const uint32_t bits = (uint32_t)(((state >> 18) ^ state) >> 27);
  const unsigned turn = (unsigned)(state >> 59);
  return (bits >> turn) | (bits << ((32 - turn) & 31));
}

/* Starts a generator. The same seed gives the same numbers. */
static inline void swiftlet_random_start(swiftlet_random *random,
                                         uint64_t seed) {
  random->state = seed + 109;
  (void)swiftlet_random_next(random);
}

/* 1 / temperature, Q16.16; temperature is Q8.8 and at least 1 / 256. */
static inline uint32_t swiftlet_sharpness(uint16_t temperature) {
  return (UINT32_C(16777216) + temperature / 2) / temperature;
}

/* A class's exponential against the largest logit's at a temperature, Q0.31. */
static inline uint32_t swiftlet_sharp_weight(const swiftlet_model *model,
                                             const int16_t *output,
                                             size_t index, int32_t largest,
                                             uint32_t sharpness) {
  const int32_t logit = swiftlet_logit(model, output, index);
  const uint32_t distance = (uint32_t)largest - (uint32_t)logit;
  const uint64_t sharp = ((uint64_t)distance * sharpness) >> 16;
  return swiftlet_exponential(sharp > UINT32_MAX ? UINT32_MAX
                                                 : (uint32_t)sharp);
}

/* The class drawn at random, each with the probability that the softmax of the
   logits divided by the temperature gives it.

   output: as a step gives them. temperature: Q8.8; 256 draws with the model's
   own probabilities, less takes the likelier more often, and 0 the likeliest,
   the first of equals, without a number of the generator. random: started; it
   gives one number; NULL takes the likeliest. The index of a class; 0 where
   model is not opened or output is NULL. */
static inline size_t swiftlet_sample(const swiftlet_model *model,
                                     const int16_t *output,
                                     uint16_t temperature,
                                     swiftlet_random *random) {
  const size_t count = swiftlet_output_count(model);
  if (output == NULL || count == 0) return 0;
  const int32_t largest = swiftlet_largest_logit(model, output);
  size_t index = 0;
  if (temperature == 0 || random == NULL) {
    while (swiftlet_logit(model, output, index) < largest) index++;
    return index;
  }
  const uint32_t sharpness = swiftlet_sharpness(temperature);
  uint64_t sum = 0;
  for (size_t each = 0; each < count; each++)
    sum += swiftlet_sharp_weight(model, output, each, largest, sharpness);
  const uint32_t number = swiftlet_random_next(random);
  uint64_t rest = (sum >> 32) * number + swiftlet_high((uint32_t)sum, number);
  for (; index + 1 < count; index++) {
    const uint32_t weight =
        swiftlet_sharp_weight(model, output, index, largest, sharpness);
    if (rest < weight) break;
    rest -= weight;
  }
  return index;
}

#ifdef __cplusplus
}
#endif

#endif
