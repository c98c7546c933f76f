/* The checksums of golden streams. */
#ifndef CHECKSUM_H
#define CHECKSUM_H

#include <stdint.h>

/* CRC-32 of the low and the high byte of a value, bit by bit: from 0xFFFFFFFF
   on, to the complement of what comes out. */
static inline uint32_t add_to_checksum(uint32_t checksum, int16_t value) {
  checksum ^= (uint16_t)value;
  for (int bit = 0; bit < 16; bit++)
    checksum = (checksum >> 1) ^ (0xEDB88320u & (0u - (checksum & 1u)));
  return checksum;
}

#endif
