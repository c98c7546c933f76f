/* Plays every golden stream in the main loop while an interrupt, of the system
   timer of a Cortex-M3 and up, comes after a number of cycles that is chosen at
   random each time, and plays a stream of the model before. Compares the integers
   of both with what the host gave. Prints a line for each; ends with 0 if all
   agree. */
#include "board.h"
#include "checksum.h"
#include "golden.h"
#include "inputs.h"
#include "swiftlet.h"

enum { ARENA_SIZE = 1024, MOST_VALUES = 96 };

/* The system timer, and where the core finds its vectors. */
#define TIMER_CONTROL (*(volatile uint32_t *)0xE000E010)
#define TIMER_RELOAD (*(volatile uint32_t *)0xE000E014)
#define TIMER_VALUE (*(volatile uint32_t *)0xE000E018)
#define VECTORS (*(const uint32_t *volatile *)0xE000ED08)
enum { TIMER_OFF = 0, TIMER_ON = 7, TIMER_VECTOR = 15, VECTOR_COUNT = 16 };

/* A golden stream on its way. */
typedef struct player {
  const golden_case *golden;
  swiftlet_model model;
  swiftlet_stream stream;
  _Alignas(4) uint8_t arena[ARENA_SIZE];
  uint32_t random, checksum, steps;
  /* Why it differs from what the host gave, or NULL. */
  const char *reason;
} player;

static player in_main, in_interrupt;
/* What chooses the cycles to the next interrupt; how often one came. */
static uint32_t timer_random = 1;
static volatile uint32_t interrupt_count;

static void start(player *player, const golden_case *golden) {
  swiftlet_status status =
      swiftlet_open(&player->model, golden->model, golden->model_size);
  if (status == SWIFTLET_OK)
    status = swiftlet_start(&player->stream, &player->model, player->arena,
                            ARENA_SIZE);
  player->golden = golden;
  player->random = golden->seed;
  player->checksum = 0xFFFFFFFFu;
  player->steps = 0;
  player->reason = status == SWIFTLET_OK ? NULL : swiftlet_status_name(status);
}

/* Plays a step; an interrupt's stream may be done long before the other. */
static void step(player *player) {
  int16_t input[MOST_VALUES], output[MOST_VALUES];
  if (player->reason != NULL || player->steps == GOLDEN_STEPS) return;
  const golden_case *golden = player->golden;
  size_t input_count = swiftlet_input_count(&player->model);
  size_t output_count = swiftlet_output_count(&player->model);
  next_input(&player->random, input, input_count, golden->vocabulary,
             golden->allows_gaps);
  swiftlet_status status =
      swiftlet_step(&player->stream, input, input_count, output, output_count);
  if (status != SWIFTLET_OK) player->reason = swiftlet_status_name(status);
  for (size_t index = 0; index < output_count; index++)
    player->checksum = add_to_checksum(player->checksum, output[index]);
  player->steps++;
  uint32_t place = player->steps / GOLDEN_STEPS_PER_CHECKSUM;
  if (player->steps % GOLDEN_STEPS_PER_CHECKSUM == 0 &&
      ~player->checksum != golden->checksums[place - 1])
    player->reason = "other integers than on the host";
}

/* Starts the timer anew: 4 to 67 of its cycles, 40 instructions each. */
static void start_timer(void) {
  TIMER_RELOAD = 4 + (next_random(&timer_random) & 63);
  TIMER_VALUE = 0;
  TIMER_CONTROL = TIMER_ON;
}

static void on_timer(void) {
  TIMER_CONTROL = TIMER_OFF;
  interrupt_count++;
  step(&in_interrupt);
  start_timer();
}

/* Takes the board's vectors over, with one for the timer. */
static void take_vectors(void) {
  static _Alignas(128) uint32_t vectors[VECTOR_COUNT];
  for (int index = 0; index < VECTOR_COUNT; index++)
    vectors[index] = VECTORS[index];
  vectors[TIMER_VECTOR] = (uint32_t)on_timer;
  VECTORS = vectors;
  __asm__ volatile("dsb\n\tisb" ::: "memory");
}

/* Whether the library runs a model: not every core has every layout. */
static int is_supported(const golden_case *golden) {
  swiftlet_model model;
  return swiftlet_open(&model, golden->model, golden->model_size) !=
         SWIFTLET_UNSUPPORTED_FEATURE;
}

/* Prints a line; gives 1 where there is a reason to fail. */
static int report(const char *name, const char *reason) {
  board_print(reason ? "FAIL  " : "PASS  ");
  board_print(name);
  board_print(reason ? ": " : "");
  board_print(reason ? reason : "");
  board_print("\n");
  return reason != NULL;
}

int main(void) {
  int failures = 0;
  const golden_case *before = &golden_cases[0];
  take_vectors();
  for (size_t index = 0; index < golden_case_count; index++) {
    if (!is_supported(&golden_cases[index])) continue;
    start(&in_main, &golden_cases[index]);
    start(&in_interrupt, before);
    before = &golden_cases[index];
    interrupt_count = 0;
    start_timer();
    while (in_main.steps < INTERRUPTED_STEPS && in_main.reason == NULL)
      step(&in_main);
    TIMER_CONTROL = TIMER_OFF;
    failures |= report(in_main.golden->name, in_main.reason);
    if (in_interrupt.reason != NULL)
      failures |= report(in_interrupt.golden->name, in_interrupt.reason);
    if (interrupt_count < INTERRUPTED_STEPS / 4)
      failures |= report("the timer", "no interrupts");
  }
  return failures;
}
