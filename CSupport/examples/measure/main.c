/* Runs random timesteps of one model between two marks, at which QEMU's plugin
   count_instructions.c reads its counter, and prints the stack that the
   deepest of them used, in bytes. The first passage between the marks is
   empty: what it counts is no part of a step. */
#include "board.h"
#include "inputs.h"
#include "swiftlet.h"

#define STEPS 1000

enum { ARENA_SIZE = 2048, MOST_VALUES = 128, PAINTED = 1024, PAINT = 0xA5 };

extern const uint32_t model_data[];
extern const uint32_t model_data_size;

static uint32_t arena[ARENA_SIZE / 4];
static int16_t input[MOST_VALUES], output[MOST_VALUES];

void measure_begin(void);
void measure_end(void);

__attribute__((noinline)) void measure_begin(void) { __asm__ volatile(""); }
__attribute__((noinline)) void measure_end(void) { __asm__ volatile(""); }

static inline volatile uint8_t *stack_pointer(void) {
  volatile uint8_t *pointer;
#if defined(__riscv)
  __asm__ volatile("mv %0, sp" : "=r"(pointer));
#else
  __asm__ volatile("mov %0, sp" : "=r"(pointer));
#endif
  return pointer;
}

static void print_number(uint32_t number) {
  char digits[11] = "0000000000";
  static const uint32_t units[] = {1000, 100, 10, 1};
  char *digit = digits;
  for (int index = 0; index < 4; index++, digit++)
    for (; number >= units[index]; number -= units[index]) ++*digit;
  digit[0] = '\n';
  digit[1] = 0;
  board_print(digits);
}

int main(void) {
  swiftlet_model model;
  swiftlet_stream stream;
  swiftlet_status status = swiftlet_open(&model, model_data, model_data_size);
  if (status == SWIFTLET_OK)
    status = swiftlet_start(&stream, &model, arena, sizeof arena);
  size_t input_count = swiftlet_input_count(&model);
  size_t output_count = swiftlet_output_count(&model);
  if (status != SWIFTLET_OK || input_count > MOST_VALUES ||
      output_count > MOST_VALUES)
    return 1;
  uint32_t random = 1;
  measure_begin();
  measure_end();
  volatile uint8_t *stack = stack_pointer();
  for (int depth = 1; depth <= PAINTED; depth++) stack[-depth] = PAINT;
  for (int step = 0; step < STEPS; step++) {
    next_input(&random, input, input_count, 0, 0);
    measure_begin();
    status = swiftlet_step(&stream, input, input_count, output, output_count);
    measure_end();
    if (status != SWIFTLET_OK) return 1;
  }
  uint32_t deepest = PAINTED;
  while (deepest > 0 && stack[-(int)deepest] == PAINT) deepest--;
  print_number(deepest);
  return 0;
}
