/* Forged models and snapshots: bytes changed at random, and checksums that
   fit. A forgery follows from its random numbers, on every core the same. */
#ifndef FORGE_H
#define FORGE_H

#include <stddef.h>
#include <stdint.h>

#include "golden.h"
#include "inputs.h"

/* The largest golden model that is changed, and room for it to grow. */
enum { LARGEST_MODEL = 4096, LARGEST_FORGERY = LARGEST_MODEL + 64 };

/* From 0 up to a limit, which is not reached and at most 65535; small cores
   divide by no others than powers of two. */
static uint32_t below(uint32_t *random, size_t limit) {
  return (next_random(random) >> 16) * (uint32_t)limit >> 16;
}

static uint32_t load(const uint8_t *bytes) {
  return (uint32_t)(bytes[0] | bytes[1] << 8 | bytes[2] << 16) |
         (uint32_t)bytes[3] << 24;
}

static void store(uint8_t *bytes, uint32_t value, size_t size) {
  for (size_t index = 0; index < size; index++)
    bytes[index] = (uint8_t)(value >> (8 * index));
}

/* CRC-32, four bits at a time. */
static uint32_t crc_of(const uint8_t *bytes, size_t size) {
  static const uint32_t table[16] = {
      0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4,
      0x4DB26158, 0x5005713C, 0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C,
      0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C};
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t index = 0; index < size; index++) {
    crc ^= bytes[index];
    crc = (crc >> 4) ^ table[crc & 15];
    crc = (crc >> 4) ^ table[crc & 15];
  }
  return ~crc;
}

/* Numbers at which readers of fields break. */
static uint32_t extreme(uint32_t *random) {
  static const uint32_t values[] = {
      0,          1,         2,       3,          4,          5,
      7,          8,         12,      15,         16,         30,
      31,         32,        127,     128,        255,        256,
      4095,       4096,      4097,    0x7FFF,     0x8000,     0xFFFF,
      0x10000,    1 << 29,   1 << 30, 0x7FFFFFF0, 0x7FFFFFFF, 0x80000000,
      0xFFFFFFF0, 0xFFFFFFFF};
  return values[below(random, sizeof values / sizeof *values)];
}

/* Changes one field within `count` bytes from `start` on. */
static void change(uint32_t *random, uint8_t *start, size_t count) {
  uint32_t place = below(random, count), from = below(random, count - 3);
  uint32_t size = 1u << below(random, 3), value;
  switch (below(random, 6)) {
  case 0: start[place] ^= (uint8_t)(1u << below(random, 8)); return;
  case 1: start[place] = (uint8_t)next_random(random); return;
  case 2: start[place] += (uint8_t)(below(random, 9) - 4u); return;
  case 3: value = extreme(random); break;
  default: value = load(start + (from & ~3u)); break;
  }
  place &= ~(size - 1);
  if (place + size <= count) store(start + place, value, size);
}

/* The part of a model that is changed: its header, its layers' entries, what
   stands first, or any. */
static void change_model(uint32_t *random, uint8_t *bytes, size_t size) {
  size_t layers = load(bytes + 40), entries = load(bytes + 44);
  switch (below(random, 4)) {
  case 0: change(random, bytes, 124); return;
  case 1:
    if (layers <= size && entries <= size - layers && entries >= 4) {
      change(random, bytes + layers, entries);
      return;
    }
    break;
  case 2: change(random, bytes, size < 600 ? size : 600); return;
  default: break;
  }
  change(random, bytes, size);
}

/* Makes a forgery of a golden model at `bytes`, with room for LARGEST_FORGERY.
   Returns its size, a multiple of 4. */
static size_t forge_model(uint32_t *random, uint8_t *bytes) {
  const golden_case *golden;
  do {
    golden = &golden_cases[below(random, golden_case_count)];
  } while (golden->model_size > LARGEST_MODEL);
  size_t size = golden->model_size;
  const uint8_t *model = golden->model;
  for (size_t index = 0; index < LARGEST_FORGERY; index++)
    bytes[index] = index < size ? model[index] : 0;
  for (uint32_t left = 1 + below(random, 3); left > 0; left--)
    change_model(random, bytes, size);
  if (below(random, 16) == 0) {
    size = size - 64 + 4 * below(random, 32);
    store(bytes + 8, (uint32_t)size, 4);
  }
  store(bytes + 16, crc_of(bytes + 128, size - 128), 4);
  store(bytes + 124, crc_of(bytes, 124), 4);
  return size;
}

/* Changes a state of `size` bytes in the snapshot that holds it. */
static void forge_snapshot(uint32_t *random, uint8_t *snapshot, size_t size) {
  if (size < 4) return;
  change(random, snapshot + 24, size);
  store(snapshot + 20, crc_of(snapshot, 20) ^ crc_of(snapshot + 24, size), 4);
}

#endif
