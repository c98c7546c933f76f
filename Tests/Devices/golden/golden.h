/* Golden streams: models, and the checksums of what they gave on the host. */
#ifndef GOLDEN_H
#define GOLDEN_H

#include <stddef.h>
#include <stdint.h>

/* Steps of a stream, and between two of its checksums, of which the first may
   be a multiple of the second up to this one. */
#ifndef GOLDEN_STEPS
#define GOLDEN_STEPS 10000
#endif
#define GOLDEN_STEPS_PER_CHECKSUM 1000

typedef struct golden_case {
  const char *name;
  const void *model;
  size_t model_size;
  uint32_t seed;
  /* Symbols of a leading embedding, or 0. */
  uint16_t vocabulary;
  /* 1 where one input in sixteen is a gap. */
  uint16_t allows_gaps;
  /* CRC-32 of all outputs up to every thousandth step. */
  const uint32_t *checksums;
} golden_case;

extern const golden_case golden_cases[];
extern const size_t golden_case_count;

/* The first model, but in need of a feature that no library has. */
extern const uint32_t golden_unsupported[];

#endif
