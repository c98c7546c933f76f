/* Plays every golden stream and compares each integer, by its checksum, with
   what the host gave. Prints a line for each; ends with 0 if all agree. With
   GOLDEN_SMALL, for cores of 2 KB of RAM, misuse is left out. */
#include "board.h"
#include "checksum.h"
#include "golden.h"
#include "inputs.h"
#include "swiftlet.h"

#ifdef GOLDEN_SMALL
enum { ARENA_SIZE = 96, MOST_VALUES = 4 };
#else
enum { ARENA_SIZE = 1024, MOST_VALUES = 96 };
#endif

static _Alignas(4) uint32_t arena[ARENA_SIZE / 4];

/* A status, in words where there is room for them. */
static const char *reason_of(swiftlet_status status) {
#ifdef GOLDEN_SMALL
  return status == SWIFTLET_OK ? NULL : "an error";
#else
  return swiftlet_status_name(status);
#endif
}

/* Why a stream differs from the golden one, or NULL. */
static const char *play(const golden_case *golden) {
  swiftlet_model model;
  swiftlet_stream stream;
  int16_t input[MOST_VALUES], output[MOST_VALUES];
  swiftlet_status status =
      swiftlet_open(&model, golden->model, golden->model_size);
  if (status == SWIFTLET_OK)
    status = swiftlet_start(&stream, &model, arena, sizeof arena);
  if (status != SWIFTLET_OK) return reason_of(status);
  size_t input_count = swiftlet_input_count(&model);
  size_t output_count = swiftlet_output_count(&model);
  if (input_count > MOST_VALUES || output_count > MOST_VALUES)
    return "too wide for this test";
  uint32_t random = golden->seed, checksum = 0xFFFFFFFFu;
  const uint32_t *expected = golden->checksums;
  uint32_t until_checksum = GOLDEN_STEPS_PER_CHECKSUM;
  for (uint32_t step = 0; step < GOLDEN_STEPS; step++) {
    next_input(&random, input, input_count, golden->vocabulary,
               golden->allows_gaps);
    status = swiftlet_step(&stream, input, input_count, output, output_count);
    if (status != SWIFTLET_OK) return reason_of(status);
    for (size_t index = 0; index < output_count; index++)
      checksum = add_to_checksum(checksum, output[index]);
    if (--until_checksum == 0) {
      if (~checksum != *expected++) return "other integers than on the host";
      until_checksum = GOLDEN_STEPS_PER_CHECKSUM;
    }
  }
  return NULL;
}

#ifndef GOLDEN_SMALL

/* What was not answered by its own status when a model was opened, or NULL. */
static const char *misuse_of_open(const golden_case *golden) {
  static const uint32_t zeros[32];
  static const size_t cuts[] = {0, 3, 4, 127, 128};
  const char *data = golden->model;
  size_t size = golden->model_size;
  swiftlet_model model;
  for (size_t shift = 1; shift < 4; shift++)
    if (swiftlet_open(&model, data + shift, size - shift) !=
        SWIFTLET_MISALIGNED)
      return "a misaligned model";
  for (size_t index = 0; index < sizeof cuts / sizeof cuts[0]; index++)
    if (swiftlet_open(&model, data, cuts[index]) != SWIFTLET_TRUNCATED)
      return "a truncated model";
  if (swiftlet_open(&model, data, size - 1) != SWIFTLET_TRUNCATED)
    return "a model without its last byte";
  if (swiftlet_open(&model, zeros, sizeof zeros) != SWIFTLET_NOT_A_MODEL)
    return "what is no model";
  if (swiftlet_open(&model, golden_unsupported, size) !=
      SWIFTLET_UNSUPPORTED_FEATURE)
    return "a model that needs another feature";
  swiftlet_stream stream;
  if (swiftlet_start(&stream, &model, arena, sizeof arena) !=
      SWIFTLET_NULL_ARGUMENT)
    return "a model that did not open";
  return NULL;
}

/* The same of an arena. */
static const char *misuse_of_arena(const swiftlet_model *model) {
  size_t size = swiftlet_arena_size(model);
  swiftlet_stream stream;
  if (swiftlet_start(&stream, model, arena, 0) != SWIFTLET_ARENA_TOO_SMALL ||
      swiftlet_start(&stream, model, arena, size - 1) !=
          SWIFTLET_ARENA_TOO_SMALL)
    return "a short arena";
  for (size_t shift = 1; shift < 4; shift++)
    if (swiftlet_start(&stream, model, (char *)arena + shift, size) !=
        SWIFTLET_MISALIGNED)
      return "a misaligned arena";
  int16_t values[MOST_VALUES];
  if (swiftlet_step(&stream, values, 1, values, 1) != SWIFTLET_NULL_ARGUMENT)
    return "a stream that did not start";
  return NULL;
}

/* The same of a step and of a snapshot. */
static const char *misuse_of_stream(const swiftlet_model *model) {
  size_t inputs = swiftlet_input_count(model);
  size_t outputs = swiftlet_output_count(model);
  static int16_t input[MOST_VALUES];
  static uint8_t snapshot[ARENA_SIZE];
  int16_t output[MOST_VALUES];
  swiftlet_stream stream;
  if (swiftlet_start(&stream, model, arena, sizeof arena) != SWIFTLET_OK)
    return "a good arena";
  if (swiftlet_step(&stream, input, inputs - 1, output, outputs) !=
          SWIFTLET_COUNT_MISMATCH ||
      swiftlet_step(&stream, input, inputs, output, outputs + 1) !=
          SWIFTLET_COUNT_MISMATCH)
    return "a wrong count";
  input[inputs - 1] = SWIFTLET_GAP;
  if (swiftlet_step(&stream, input, inputs, output, outputs) !=
      SWIFTLET_GAP_REFUSED)
    return "a gap";
  if (swiftlet_save(&stream, snapshot, swiftlet_snapshot_size(model) - 1) !=
      SWIFTLET_SNAPSHOT_TRUNCATED)
    return "a short snapshot";
  if (swiftlet_restore(&stream, snapshot, sizeof snapshot) !=
      SWIFTLET_SNAPSHOT_MISMATCH)
    return "what is no snapshot";
  return NULL;
}

/* Opens the first model that the library runs. */
static swiftlet_status open_any(swiftlet_model *model) {
  swiftlet_status status = SWIFTLET_UNSUPPORTED_FEATURE;
  for (size_t index = 0;
       status == SWIFTLET_UNSUPPORTED_FEATURE && index < golden_case_count;
       index++)
    status = swiftlet_open(model, golden_cases[index].model,
                           golden_cases[index].model_size);
  return status;
}

/* Which misuse did not give its own status, or NULL. None may fault. */
static const char *misuse(void) {
  const char *reason = misuse_of_open(&golden_cases[0]);
  swiftlet_model model;
  if (reason) return reason;
  if (open_any(&model) != SWIFTLET_OK) return "a good model";
  reason = misuse_of_arena(&model);
  return reason ? reason : misuse_of_stream(&model);
}

#endif

/* Prints a line; gives 1 where there is a reason to fail. */
static int report(const char *name, const char *reason) {
  board_print(reason ? "FAIL  " : "PASS  ");
  board_print(name);
  if (reason) {
    board_print(": ");
    board_print(reason);
  }
  board_print("\n");
  return reason != NULL;
}

int main(void) {
  int failures = 0;
#ifndef GOLDEN_SMALL
  failures |= report("misuse has its own statuses", misuse());
#endif
  for (size_t index = 0; index < golden_case_count; index++)
    failures |= report(golden_cases[index].name, play(&golden_cases[index]));
  return failures;
}
