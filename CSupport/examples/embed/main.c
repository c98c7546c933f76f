/* Feeds recorded samples to the model, one timestep a call, and prints each
   answer as a line of the integers that `swiftlet stream --raw` prints. */
#include "board.h"
#include "sequence.h"
#include "swiftlet.h"
#include "swiftlet_model.h"

static uint32_t arena[(MODEL_ARENA_SIZE + 3) / 4];
static swiftlet_model model;
static swiftlet_stream stream;

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

/* Runs a timestep: a sample in the data's units, and the integers of its
   answer. In units an answer is model_read_float(&model, index, output[index]);
   a classifier's class is swiftlet_largest_output(&model, output). */
static swiftlet_status on_sample(const float sample[MODEL_INPUTS],
                                 int16_t output[MODEL_OUTPUTS]) {
  int16_t input[MODEL_INPUTS];
  for (size_t index = 0; index < MODEL_INPUTS; index++)
    input[index] = model_quantize_float(&model, index, sample[index]);
  return swiftlet_step(&stream, input, MODEL_INPUTS, output, MODEL_OUTPUTS);
}

int main(void) {
  swiftlet_status status = swiftlet_open(&model, model_data, MODEL_SIZE);
  if (status == SWIFTLET_OK)
    status = swiftlet_start(&stream, &model, arena, sizeof arena);
  for (int step = 0; status == SWIFTLET_OK && step < SEQUENCE_STEPS; step++) {
    int16_t output[MODEL_OUTPUTS];
    status = on_sample(sequence[step], output);
    for (int index = 0; status == SWIFTLET_OK && index < MODEL_OUTPUTS; index++)
      print_value(output[index], index == MODEL_OUTPUTS - 1);
  }
  if (status != SWIFTLET_OK) {
    board_print(swiftlet_status_name(status));
    board_print("\n");
  }
  return status != SWIFTLET_OK;
}
