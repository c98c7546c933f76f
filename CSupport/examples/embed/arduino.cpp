/* Feeds a recorded sequence to the model, one timestep a call, and prints each
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

static swiftlet_status play_sequence(void) {
  int16_t output[MODEL_OUTPUTS];
  swiftlet_status status = swiftlet_open(&model, model_data, MODEL_SIZE);
  if (status == SWIFTLET_OK)
    status = swiftlet_start(&stream, &model, arena, sizeof arena);
  for (int step = 0; status == SWIFTLET_OK && step < SEQUENCE_STEPS; step++) {
    status = swiftlet_step(&stream, sequence[step], MODEL_INPUTS, output,
                           MODEL_OUTPUTS);
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
