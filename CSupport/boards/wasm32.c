/* SPDX-License-Identifier: Apache-2.0 WITH Swift-exception */
/* A WebAssembly host with the two WASI calls that a board needs. */
#include <stddef.h>
#include <stdint.h>

#include "board.h"

int main(void);
void board_start(void);

typedef struct text_span {
  const char *start;
  size_t size;
} text_span;

#define WASI(name) \
  __attribute__((import_module("wasi_snapshot_preview1"), import_name(name)))

WASI("fd_write")
int wasi_write(int file, const text_span *spans, size_t count, size_t *written);
WASI("proc_exit") _Noreturn void wasi_exit(int status);

void board_print(const char *text) {
  text_span span = {text, 0};
  size_t written;
  while (text[span.size] != 0) span.size++;
  wasi_write(1, &span, 1, &written);
}

_Noreturn void board_exit(int status) { wasi_exit(status); }

__attribute__((export_name("_start"))) void board_start(void) {
  board_exit(main());
}
