/* Plays the soak of every model (Tests/RandomNetworks/Soak.swift): three streams
   of it, which step at random, whole or in parts, and are saved, restored and
   reset. Compares all outputs, by their checksums, with what the host gave.
   Prints a line for each; ends with 0 if all agree. */
#include "board.h"
#include "checksum.h"
#include "golden.h"
#include "inputs.h"
#include "swiftlet.h"

enum { ARENA_SIZE = 1024, MOST_VALUES = 96, STREAMS = 3 };

typedef struct soak {
  const golden_case *golden;
  swiftlet_model model;
  swiftlet_stream streams[STREAMS];
  size_t input_count, output_count;
  int has_saved;
  uint32_t random;
} soak;

static _Alignas(4) uint8_t arenas[STREAMS][ARENA_SIZE];
static uint8_t saved[ARENA_SIZE];
static int16_t output[MOST_VALUES];

/* Opens the model and starts the streams. */
static swiftlet_status start(soak *soak, const golden_case *golden) {
  swiftlet_status status =
      swiftlet_open(&soak->model, golden->model, golden->model_size);
  for (int index = 0; index < STREAMS && status == SWIFTLET_OK; index++)
    status = swiftlet_start(&soak->streams[index], &soak->model, arenas[index],
                            ARENA_SIZE);
  soak->golden = golden;
  soak->input_count = swiftlet_input_count(&soak->model);
  soak->output_count = swiftlet_output_count(&soak->model);
  soak->has_saved = 0;
  soak->random = golden->seed;
  return status;
}

/* A step in parts of some units. */
static swiftlet_status step_in_parts(const soak *soak, swiftlet_stream *stream,
                                     const int16_t *input, size_t units) {
  swiftlet_progress progress;
  swiftlet_status status =
      swiftlet_step_begin(stream, &progress, input, soak->input_count);
  if (status != SWIFTLET_OK) return status;
  do {
    status = swiftlet_step_some(stream, &progress, units, output,
                                soak->output_count);
  } while (status == SWIFTLET_UNFINISHED);
  return status;
}

/* Steps a stream on the next input, where the bits say so in parts. */
static swiftlet_status step(soak *soak, swiftlet_stream *stream,
                            uint32_t bits) {
  int16_t input[MOST_VALUES];
  next_input(&soak->random, input, soak->input_count, soak->golden->vocabulary,
             soak->golden->allows_gaps);
  if ((bits & 63) < 16)
    return step_in_parts(soak, stream, input, 1 + (bits >> 6 & 31));
  return swiftlet_step(stream, input, soak->input_count, output,
                       soak->output_count);
}

/* What happens next; is_step: whether it gave outputs. */
static swiftlet_status next_event(soak *soak, int *is_step) {
  uint32_t bits = next_random(&soak->random);
  swiftlet_stream *stream = &soak->streams[(bits >> 16) * STREAMS >> 16];
  uint32_t kind = bits & 63;
  *is_step = kind > 2;
  if (kind == 1) {
    soak->has_saved = 1;
    return swiftlet_save(stream, saved, sizeof saved);
  }
  if (kind == 2 && soak->has_saved)
    return swiftlet_restore(stream, saved, sizeof saved);
  if (kind <= 2) return swiftlet_reset(stream);
  if (kind == 3 && soak->golden->allows_gaps)
    return swiftlet_step_missing(stream, output, soak->output_count);
  return step(soak, stream, bits);
}

/* Why a soak differs from the host's, or NULL. */
static const char *play(const golden_case *golden) {
  static soak soak;
  swiftlet_status status = start(&soak, golden);
  uint32_t checksum = 0xFFFFFFFFu, until_checksum = SOAK_STEPS / 10;
  const uint32_t *expected = golden->checksums;
  for (uint32_t steps = 0; steps < SOAK_STEPS;) {
    int is_step = 0;
    if (status == SWIFTLET_OK) status = next_event(&soak, &is_step);
    if (status != SWIFTLET_OK) return swiftlet_status_name(status);
    if (!is_step) continue;
    steps++;
    for (size_t index = 0; index < soak.output_count; index++)
      checksum = add_to_checksum(checksum, output[index]);
    if (--until_checksum != 0) continue;
    if (~checksum != *expected++) return "other integers than on the host";
    until_checksum = SOAK_STEPS / 10;
  }
  return NULL;
}

int main(void) {
  int failures = 0;
  for (size_t index = 0; index < golden_case_count; index++) {
    const char *reason = play(&golden_cases[index]);
    board_print(reason ? "FAIL  " : "PASS  ");
    board_print(golden_cases[index].name);
    board_print(reason ? ": " : "");
    board_print(reason ? reason : "");
    board_print("\n");
    failures |= reason != NULL;
  }
  return failures;
}
