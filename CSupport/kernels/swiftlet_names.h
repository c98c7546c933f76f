/* The names of statuses. */
#ifndef SWIFTLET_NAMES_H
#define SWIFTLET_NAMES_H

/* In a section of its own, which a program without them does not link. */
#ifdef __ELF__
#define SWIFTLET_NAMES __attribute__((section(".rodata.swiftlet_names")))
#else
#define SWIFTLET_NAMES
#endif

/* One after the other, each ended by a zero byte: those of the statuses from 1
   downwards, then that of any other number. A table would hold addresses,
   which lie in RAM. */
static inline const char *_Nonnull swiftlet_status_names(void) {
  SWIFTLET_NAMES static const char names[] =
      "unfinished\0ok\0null argument\0misaligned\0truncated\0not a model\0"
      "unsupported version\0unsupported feature\0corrupt\0invalid model\0"
      "overflow\0arena too small\0count mismatch\0gap refused\0"
      "symbol out of range\0snapshot mismatch\0self-test failed\0"
      "snapshot truncated\0invalid snapshot\0unknown status";
  return names;
}

#undef SWIFTLET_NAMES
#endif
