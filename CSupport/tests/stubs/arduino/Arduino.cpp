#include <Arduino.h>

#include "../number.h"

extern "C" {
void board_print(const char *text);
}

StubSerial Serial;

void StubSerial::begin(unsigned long) {}
void StubSerial::print(char character) {
  const char text[] = {character, 0};
  board_print(text);
}
void StubSerial::print(int number) {
  char text[NUMBER_SIZE];
  board_print(number_text(number, text));
}
void StubSerial::println() { board_print("\n"); }
void StubSerial::println(const char *text) {
  board_print(text);
  println();
}

int main() {
  setup();
  loop();
  return 0;
}
