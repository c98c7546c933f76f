/* Feeds recorded samples to the model, one timestep a call, and prints each
   answer as a line of the integers that `swiftlet stream --raw` prints. */
#include <Arduino.h>
#include <swiftlet.h>
#include <swiftlet_model.h>

#include "sequence.h"

static uint32_t arena[(MODEL_ARENA_SIZE + 3) / 4];
static swiftlet_model model;
static swiftlet_stream stream;

static void print_row(const int16_t *output) {
  for (int index = 0; index < MODEL_OUTPUTS; index++) {
    if (index > 0) Serial.print(',');
    Serial.print(output[index]);
  }
  Serial.println();
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

static swiftlet_status play_sequence(void) {
  int16_t output[MODEL_OUTPUTS];
  swiftlet_status status = swiftlet_open(&model, model_data, MODEL_SIZE);
  if (status == SWIFTLET_OK)
    status = swiftlet_start(&stream, &model, arena, sizeof arena);
  for (int step = 0; status == SWIFTLET_OK && step < SEQUENCE_STEPS; step++) {
    status = on_sample(sequence[step], output);
    if (status == SWIFTLET_OK) print_row(output);
  }
  return status;
}

void setup() {
  Serial.begin(115200);
  while (!Serial) {
  }
  swiftlet_status status = play_sequence();
  if (status != SWIFTLET_OK) Serial.println(swiftlet_status_name(status));
}

void loop() {}
