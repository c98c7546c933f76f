/* Runs random timesteps of each model between two marks, at which QEMU's
   plugin count_instructions.c reads its counter, and prints a line for each:
   the stack that the deepest step used, and that of opening and starting, in
   bytes, or that the library does not support it. A model's first passage
   between the marks is empty: what it counts is no part of a step. */
#include "board.h"
#include "golden.h"
#include "inputs.h"
#include "measure.h"
#include "swiftlet.h"

#ifndef MEASURED_STEPS
#define MEASURED_STEPS 1000
#endif
#ifndef ARENA_SIZE
#define ARENA_SIZE 4096
#endif

enum { MOST_VALUES = 512 };

static uint32_t arena[ARENA_SIZE / 4];
static int16_t input[MOST_VALUES], output[MOST_VALUES];
static swiftlet_model model;
static swiftlet_stream stream;

/* Opens and starts a model, and gives the stack that this takes. */
static __attribute__((noinline)) swiftlet_status
open_model(const golden_case *measured, uint32_t *used) {
  volatile uint8_t *stack = paint_stack();
  swiftlet_status status =
      swiftlet_open(&model, measured->model, measured->model_size);
  if (status == SWIFTLET_OK)
    status = swiftlet_start(&stream, &model, arena, sizeof arena);
  *used = used_stack(stack);
  return status;
}

/* The stack of the deepest step, 0 where one fails. */
static __attribute__((noinline)) uint32_t
run_steps(const golden_case *measured) {
  size_t input_count = swiftlet_input_count(&model);
  size_t output_count = swiftlet_output_count(&model);
  uint32_t random = measured->seed;
  if (input_count > MOST_VALUES || output_count > MOST_VALUES) return 0;
  measure_begin();
  measure_end();
  volatile uint8_t *stack = paint_stack();
  for (int step = 0; step < MEASURED_STEPS; step++) {
    next_input(&random, input, input_count, measured->vocabulary,
               measured->allows_gaps);
    measure_begin();
    swiftlet_status status =
        swiftlet_step(&stream, input, input_count, output, output_count);
    measure_end();
    if (status != SWIFTLET_OK) return 0;
  }
  return used_stack(stack);
}

/* Measures a model and prints its line; 0 where it does not run. */
static int measure(const golden_case *measured) {
  uint32_t opening, stepping;
  swiftlet_status status = open_model(measured, &opening);
  if (status == SWIFTLET_UNSUPPORTED_FEATURE) {
    board_print("unsupported\n");
    return 1;
  }
  stepping = status == SWIFTLET_OK ? run_steps(measured) : 0;
  if (stepping == 0) return 0;
  print_number(stepping, "\t");
  print_number(opening, "\n");
  return 1;
}

int main(void) {
  for (size_t index = 0; index < golden_case_count; index++)
    if (!measure(&golden_cases[index])) {
      board_print("FAIL\n");
      return 1;
    }
  return 0;
}
