/* The inputs of golden and measured streams: the same integers on every core
   (Marsaglia's xorshift32). */
#ifndef INPUTS_H
#define INPUTS_H

#include <stddef.h>
#include <stdint.h>

#include "swiftlet.h"

static inline uint32_t next_random(uint32_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

/* One timestep's inputs: symbols where there is a vocabulary, else features,
   one in sixteen of which is a gap where gaps are allowed. */
static inline void next_input(uint32_t *state, int16_t *input, size_t count,
                              uint16_t vocabulary, int allows_gaps) {
  for (size_t index = 0; index < count; index++) {
    uint32_t value = next_random(state);
    int16_t feature = (int16_t)(uint16_t)(value >> 16);
    if (vocabulary > 0)
      input[index] = (int16_t)((value >> 16) * vocabulary >> 16);
    else if (allows_gaps && (value & 15) == 0)
      input[index] = SWIFTLET_GAP;
    else
      input[index] = feature < -32767 ? -32767 : feature;
  }
}

#endif
