/* Runs the log-mel front end on random frames, each of half the loudness of the
   one before and then loud again, between two marks, at which QEMU's plugin
   count_instructions.c reads its counter, and prints a line: the stack that the
   deepest call used, in bytes, and 0. The first passage between the marks is
   empty: what it counts is no part of a frame. */
#include "../audio/swiftlet_log_mel.h"
#include "measure.h"

static int16_t samples[SWIFTLET_LOG_MEL_FRAME];
static int32_t work[2 * SWIFTLET_LOG_MEL_FRAME];
static int16_t features[SWIFTLET_LOG_MEL_BANDS];

void front_end(void);

__attribute__((noinline)) void front_end(void) {
  swiftlet_log_mel(samples, work, features);
}

static void next_samples(uint32_t *random, int loudness) {
  for (int n = 0; n < SWIFTLET_LOG_MEL_FRAME; n++) {
    *random = *random * 1664525 + 1013904223;
    samples[n] = (int16_t)((int32_t)*random >> 16) / (1 << loudness);
  }
}

int main(void) {
  uint32_t random = 1;
  measure_begin();
  measure_end();
  volatile uint8_t *stack = paint_stack();
  for (int frame = 0; frame < MEASURED_STEPS; frame++) {
    next_samples(&random, frame % 16);
    measure_begin();
    front_end();
    measure_end();
  }
  print_number(used_stack(stack), "\t");
  print_number(0, "\n");
  return 0;
}
