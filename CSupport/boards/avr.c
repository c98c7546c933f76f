/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* An ATmega328P: text by its serial port; ends asleep without interrupts, which
   simavr takes for the end of the run. avr-libc starts it. */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <stdlib.h>

#include "board.h"

void board_print(const char *text) {
  UCSR0B = 1 << TXEN0;
  for (; *text != 0; text++) {
    while (!(UCSR0A & 1 << UDRE0)) {
    }
    UDR0 = (uint8_t)*text;
  }
}

_Noreturn void board_exit(int status) {
  board_print(status == 0 ? "END 0\n" : "END 1\n");
  cli();
  sleep_enable();
  for (;;) sleep_cpu();
}

/* Where main returns to. */
void exit(int status) { board_exit(status); }
