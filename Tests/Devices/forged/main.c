/* Forges FORGED_CHANGES models from FORGED_SEED on, and uses those that
   swiftlet_open accepts: in memory of just their size, with bytes around it that
   must stay. Prints a checksum of all that they gave, which is the same on every
   core that runs their layouts of weights. Ends with 0 if all was harmless. */
#include "board.h"
#include "checksum.h"
#include "forge.h"
#include "swiftlet.h"

#if defined(__has_feature) && __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)0)
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)0)
#endif

#ifdef FORGED_SMALL
enum { ARENA_SIZE = 2048, MOST_VALUES = 96 };
#else
enum { ARENA_SIZE = 1 << 20, MOST_VALUES = 4096 };
#endif
enum { GUARD = 0xA5, GUARD_SIZE = 16, STEPS = 4 };

/* Memory for `size` bytes between guards. */
typedef struct guarded {
  uint8_t *memory;
  size_t size;
} guarded;

static _Alignas(16) uint8_t model_bytes[LARGEST_FORGERY];
static _Alignas(16) uint8_t arena_bytes[ARENA_SIZE + 2 * GUARD_SIZE];
static _Alignas(16) uint8_t snapshot_bytes[ARENA_SIZE + 24 + 2 * GUARD_SIZE];
static _Alignas(16) uint8_t output_bytes[2 * MOST_VALUES + 2 * GUARD_SIZE];
static int16_t input[MOST_VALUES];

/* What has been given so far, and how many models were run. */
static uint32_t checksum = 0xFFFFFFFFu, run_count;

static guarded guard(uint8_t *memory, size_t size) {
  for (size_t index = 0; index < GUARD_SIZE; index++)
    memory[index] = memory[GUARD_SIZE + size + index] = GUARD;
  return (guarded){memory + GUARD_SIZE, size};
}

static int holds(const guarded *guarded) {
  const uint8_t *before = guarded->memory - GUARD_SIZE;
  const uint8_t *after = guarded->memory + guarded->size;
  for (size_t index = 0; index < GUARD_SIZE; index++)
    if (before[index] != GUARD || after[index] != GUARD) return 0;
  return 1;
}

/* A stream of a forged model. */
typedef struct forgery {
  uint32_t random;
  swiftlet_model model;
  swiftlet_stream stream;
  size_t input_count, output_count;
  guarded arena, snapshot, output;
  /* Whether every core runs its layouts of weights. */
  int is_compared;
} forgery;

static void compare(const forgery *forgery, int32_t value) {
  if (!forgery->is_compared) return;
  checksum = add_to_checksum(checksum, (int16_t)value);
}

/* Adds a step's status, and its outputs where it gave any. */
static void compare_step(const forgery *forgery, swiftlet_status status) {
  const int16_t *values = (const int16_t *)(void *)forgery->output.memory;
  compare(forgery, (int32_t)status);
  if (status != SWIFTLET_OK) return;
  for (size_t index = 0; index < forgery->output_count; index++)
    compare(forgery, values[index]);
}

static int16_t *output_of(const forgery *forgery) {
  return (int16_t *)(void *)forgery->output.memory;
}

static void step(forgery *forgery) {
  uint32_t vocabulary = below(&forgery->random, 2) == 0 ? 6 : 0;
  next_input(&forgery->random, input, forgery->input_count,
             (uint16_t)vocabulary, 1);
  compare_step(forgery,
               swiftlet_step(&forgery->stream, input, forgery->input_count,
                             output_of(forgery), forgery->output_count));
}

static void step_in_parts(forgery *forgery) {
  swiftlet_progress progress;
  next_input(&forgery->random, input, forgery->input_count, 0, 0);
  swiftlet_status status = swiftlet_step_begin(&forgery->stream, &progress,
                                               input, forgery->input_count);
  while (status == SWIFTLET_OK || status == SWIFTLET_UNFINISHED) {
    status = swiftlet_step_some(&forgery->stream, &progress,
                                1 + below(&forgery->random, 16),
                                output_of(forgery), forgery->output_count);
    if (status == SWIFTLET_OK) break;
  }
  compare_step(forgery, status);
}

/* Goes on from a snapshot, of which every second is forged. */
static void save_and_restore(forgery *forgery) {
  const guarded *snapshot = &forgery->snapshot;
  compare(forgery, (int32_t)swiftlet_save(&forgery->stream, snapshot->memory,
                                          snapshot->size));
  if (below(&forgery->random, 2) == 0)
    forge_snapshot(&forgery->random, snapshot->memory, snapshot->size - 24);
  compare(forgery, (int32_t)swiftlet_restore(&forgery->stream, snapshot->memory,
                                             snapshot->size));
}

static void convert(const forgery *forgery) {
  const swiftlet_model *model = &forgery->model;
  for (size_t index = 0; index < forgery->input_count; index++) {
    const char *name = swiftlet_input_name(model, index);
    compare(forgery, name ? (uint8_t)name[0] : -1);
    compare(forgery, swiftlet_quantize_input(model, index, INT32_MIN));
  }
  for (size_t index = 0; index < forgery->output_count; index++) {
    const char *name = swiftlet_output_name(model, index);
    compare(forgery, name ? (uint8_t)name[0] : -1);
    compare(forgery, swiftlet_read_output(model, index, INT16_MIN));
  }
}

/* Whether every core runs the layouts of a model's weights that those of
   FORGED_LAYOUT run: 0 narrow, 1 wide, 2 panels. */
static int runs_everywhere(const uint8_t *bytes) {
  const uint8_t *entry = bytes + load(bytes + 40);
  for (uint32_t left = load(bytes + 44); left > 0; left -= 40, entry += 40)
    if ((FORGED_LAYOUT < 1 && entry[3] == 16) ||
        (FORGED_LAYOUT < 2 && entry[9] > 1))
      return 0;
  return 1;
}

/* Uses an accepted model; returns whether all memory is as it has to be. */
static int use(forgery *forgery) {
  const swiftlet_model *model = &forgery->model;
  size_t arena_size = swiftlet_arena_size(model);
  forgery->input_count = swiftlet_input_count(model);
  forgery->output_count = swiftlet_output_count(model);
  forgery->is_compared = runs_everywhere(model_bytes);
  if (arena_size > ARENA_SIZE || forgery->input_count > MOST_VALUES ||
      forgery->output_count > MOST_VALUES)
    return 1;
  run_count += (uint32_t)forgery->is_compared;
  forgery->arena = guard(arena_bytes, arena_size);
  forgery->snapshot = guard(snapshot_bytes, swiftlet_snapshot_size(model));
  forgery->output = guard(output_bytes, 2 * forgery->output_count);
  if (swiftlet_start(&forgery->stream, model, forgery->arena.memory,
                     arena_size) != SWIFTLET_OK)
    return 0;
  for (int left = STEPS; left > 0; left--) step(forgery);
  step_in_parts(forgery);
  save_and_restore(forgery);
  step(forgery);
  compare_step(forgery,
               swiftlet_step_missing(&forgery->stream, output_of(forgery),
                                     forgery->output_count));
  step(forgery);
  if (below(&forgery->random, 8) == 0) convert(forgery);
  if (below(&forgery->random, 8) == 0)
    compare(forgery, (int32_t)swiftlet_self_test(model, forgery->arena.memory,
                                                 arena_size));
  return holds(&forgery->arena) && holds(&forgery->snapshot) &&
         holds(&forgery->output);
}

/* Forges a model from a seed and uses it where it is accepted. */
static int try_forgery(uint32_t seed) {
  static forgery forgery;
  forgery.random = seed * 0x9E3779B9u ^ 0x5DEECE66u;
  if (forgery.random == 0) forgery.random = 1;
  next_random(&forgery.random);
  size_t size = forge_model(&forgery.random, model_bytes);
  ASAN_POISON_MEMORY_REGION(model_bytes + size, sizeof model_bytes - size);
  int is_harmless =
      swiftlet_open(&forgery.model, model_bytes, size) != SWIFTLET_OK ||
      use(&forgery);
  ASAN_UNPOISON_MEMORY_REGION(model_bytes, sizeof model_bytes);
  return is_harmless;
}

/* Prints eight hexadecimal digits between texts. */
static void print_number(const char *begin, uint32_t number, const char *end) {
  char digits[9];
  for (int index = 0; index < 8; index++)
    digits[index] = "0123456789abcdef"[number >> (28 - 4 * index) & 15];
  digits[8] = 0;
  board_print(begin);
  board_print(digits);
  board_print(end);
}

int main(void) {
  uint32_t until_line = FORGED_CHANGES / 10;
  for (uint32_t index = 0; index < FORGED_CHANGES; index++) {
    uint32_t seed = FORGED_SEED + index;
    if (!try_forgery(seed)) {
      print_number("FAIL  the model of seed 0x", seed,
                   " writes beyond its memory\n");
      return 1;
    }
    if (--until_line != 0) continue;
    until_line = FORGED_CHANGES / 10;
    print_number("up to seed 0x", seed, ": ");
    print_number("0x", run_count, " run, ");
    print_number("checksum 0x", ~checksum, "\n");
  }
  return 0;
}
