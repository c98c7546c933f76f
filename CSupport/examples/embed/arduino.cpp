/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* Feeds recorded samples to the model, one timestep a call, and prints each
   answer as a line of the integers that `swiftlet stream --raw` prints. */
#include <Arduino.h>

#include "on_sample.h"
#include "sequence.h"

static void print_row(const int16_t *output) {
  for (int index = 0; index < MODEL_OUTPUTS; index++) {
    if (index > 0) Serial.print(',');
    Serial.print(output[index]);
  }
  Serial.println();
}

static swiftlet_status play_sequence(void) {
  int16_t output[MODEL_OUTPUTS];
  swiftlet_status status = start_stream();
  for (int step = 0; status == SWIFTLET_OK && step < SEQUENCE_PLAYED; step++) {
    status = on_sample(sequence[step % SEQUENCE_STEPS], output);
    if (status == SWIFTLET_OK && has_answer()) print_row(output);
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
