/* As much of Arduino as the example of `swiftlet embed` calls, on a board. */
#ifndef ARDUINO_H
#define ARDUINO_H

#include <stdint.h>

void setup();
void loop();

struct StubSerial {
  void begin(unsigned long baud);
  explicit operator bool() const { return true; }
  void print(char character);
  void print(int number);
  void println();
  void println(const char *text);
};

extern StubSerial Serial;

#endif
