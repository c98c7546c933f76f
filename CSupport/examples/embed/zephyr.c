/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* Feeds recorded samples to the model, one timestep a call, and prints each
   answer as a line of the integers that `swiftlet stream --raw` prints. */
#include <zephyr/kernel.h>
#include <zephyr/sys/printk.h>

#include "on_sample.h"
#include "sequence.h"

static void print_row(const int16_t *output) {
  for (int index = 0; index < MODEL_OUTPUTS; index++)
    printk(index > 0 ? ",%d" : "%d", output[index]);
  printk("\n");
}

int main(void) {
  int16_t output[MODEL_OUTPUTS];
  swiftlet_status status = start_stream();
  for (int step = 0; status == SWIFTLET_OK && step < SEQUENCE_PLAYED; step++) {
    status = on_sample(sequence[step % SEQUENCE_STEPS], output);
    if (status == SWIFTLET_OK && has_answer()) print_row(output);
  }
  if (status != SWIFTLET_OK) printk("%s\n", swiftlet_status_name(status));
  return 0;
}
