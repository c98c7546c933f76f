/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* Feeds recorded samples to the model, one timestep a call, and prints each
   answer as a line of the integers that `swiftlet stream --raw` prints; with
   -DPRINT_CLASSES, of a classifier, as the name of the class. */
#include "board.h"
#include "on_sample.h"
#include "sequence.h"

#ifdef PRINT_CLASSES

/* Prints the name of the class with the largest output. */
static void print_answer(const int16_t output[MODEL_OUTPUTS]) {
  board_print(model_class_name(swiftlet_largest_output(&model, output)));
  board_print("\n");
}

#else

/* Prints a value, and after it a comma or the end of the line. */
static void print_value(int16_t value, int is_last) {
  char text[8];
  char *end = text + sizeof text;
  uint32_t rest = value < 0 ? (uint32_t)-value : (uint32_t)value;
  *--end = 0;
  *--end = is_last ? '\n' : ',';
  do *--end = (char)('0' + rest % 10);
  while (rest /= 10);
  if (value < 0) board_print("-");
  board_print(end);
}

/* Prints the integers of an answer. */
static void print_answer(const int16_t output[MODEL_OUTPUTS]) {
  for (int index = 0; index < MODEL_OUTPUTS; index++)
    print_value(output[index], index == MODEL_OUTPUTS - 1);
}

#endif

int main(void) {
  swiftlet_status status = start_stream();
  for (int step = 0; status == SWIFTLET_OK && step < SEQUENCE_PLAYED; step++) {
    int16_t output[MODEL_OUTPUTS];
    status = on_sample(sequence[step % SEQUENCE_STEPS], output);
    if (status == SWIFTLET_OK && has_answer()) print_answer(output);
  }
  if (status != SWIFTLET_OK) {
    board_print(swiftlet_status_name(status));
    board_print("\n");
  }
  return status != SWIFTLET_OK;
}
