// SPDX-License-Identifier: Apache-2.0 WITH Swift-exception
/* Log-mel features of speech, in integers: what a device computes of its
   microphone, bit for bit what a network is trained on.

   A frame of 256 samples is weighed with Hann's window; the powers of its
   spectrum are summed up in 16 triangular bands, evenly spaced in mel from 60 Hz
   to 5,400 Hz of samples at 11,025 Hz; a band's feature is the logarithm of its
   sum. Nothing is allocated, and no number is a float. */
#ifndef SWIFTLET_LOG_MEL_H
#define SWIFTLET_LOG_MEL_H

#include <stdint.h>

/* Samples of a frame, at 11,025 samples a second. */
#define SWIFTLET_LOG_MEL_FRAME 256
/* Features of a frame. */
#define SWIFTLET_LOG_MEL_BANDS 16

#ifdef __cplusplus
extern "C" {
#endif

/* sin(2 pi k / 256) in Q0.15, k modulo 256; 1 is 32767. */
static inline int32_t swiftlet_log_mel_sine(uint32_t k) {
  static const int16_t quarter[65] = {
      0,     804,   1608,  2411,  3212,  4011,  4808,  5602,  6393,  7180,
      7962,  8740,  9512,  10279, 11039, 11793, 12540, 13279, 14010, 14733,
      15447, 16151, 16846, 17531, 18205, 18868, 19520, 20160, 20788, 21403,
      22006, 22595, 23170, 23732, 24279, 24812, 25330, 25833, 26320, 26791,
      27246, 27684, 28106, 28511, 28899, 29269, 29622, 29957, 30274, 30572,
      30853, 31114, 31357, 31581, 31786, 31972, 32138, 32286, 32413, 32522,
      32610, 32679, 32729, 32758, 32767};
  const uint32_t half = k & 127;
  const int32_t sine = quarter[half <= 64 ? half : 128 - half];
  return (k & 128) != 0 ? -sine : sine;
}

/* 256 log2(x) for x above 0, straight between powers of two (Mitchell 1962):
   at most 23 too low. */
static inline int16_t swiftlet_log_mel_log2(uint64_t x) {
  int exponent = 0;
  while (x >> exponent > 1) ++exponent;
  const uint64_t mantissa =
      exponent >= 8 ? x >> (exponent - 8) : x << (8 - exponent);
  return (int16_t)(256 * exponent + (int)mantissa - 256);
}

/* The discrete Fourier transform of 256 complex numbers, real and imaginary
   parts, in place (Cooley and Tukey 1965). The parts of a sum of all stay below
   2^30. */
static inline void swiftlet_log_mel_transform(int32_t *re, int32_t *im) {
  for (uint32_t i = 0, j = 0; i < SWIFTLET_LOG_MEL_FRAME; ++i) {
    if (i < j) {
      const int32_t a = re[i], b = im[i];
      re[i] = re[j], im[i] = im[j];
      re[j] = a, im[j] = b;
    }
    uint32_t bit = SWIFTLET_LOG_MEL_FRAME / 2;
    for (; (j & bit) != 0; bit >>= 1) j ^= bit;
    j ^= bit;
  }
  for (uint32_t half = 1; half < SWIFTLET_LOG_MEL_FRAME; half *= 2) {
    for (uint32_t k = 0; k < half; ++k) {
      const uint32_t angle = k * (SWIFTLET_LOG_MEL_FRAME / 2 / half);
      const int64_t c = swiftlet_log_mel_sine(angle + 64);
      const int64_t s = -swiftlet_log_mel_sine(angle);
      for (uint32_t a = k; a < SWIFTLET_LOG_MEL_FRAME; a += 2 * half) {
        const uint32_t b = a + half;
        const int32_t x = (int32_t)((c * re[b] - s * im[b]) >> 15);
        const int32_t y = (int32_t)((c * im[b] + s * re[b]) >> 15);
        re[b] = re[a] - x, im[b] = im[a] - y;
        re[a] += x, im[a] += y;
      }
    }
  }
}

/* The features of a frame: 256 log2(2^30 + P), where P is a band's sum of
   powers, so that silence is one value and not noise.
   samples: SWIFTLET_LOG_MEL_FRAME of 16 bits.
   work: memory for 2 * SWIFTLET_LOG_MEL_FRAME numbers, overwritten.
   output: SWIFTLET_LOG_MEL_BANDS numbers from 7680 to 16127. */
static inline void swiftlet_log_mel(const int16_t *samples, int32_t *work,
                                    int16_t *output) {
  /* Where a band begins, rises to the next one's begin, and falls to the one
     after that, in 256ths of the samples' rate. */
  static const uint8_t edges[SWIFTLET_LOG_MEL_BANDS + 2] = {
      1, 4, 6, 9, 13, 16, 21, 25, 31, 37, 44, 52, 61, 71, 82, 95, 109, 125};
  int32_t *re = work, *im = work + SWIFTLET_LOG_MEL_FRAME;
  for (uint32_t n = 0; n < SWIFTLET_LOG_MEL_FRAME; ++n) {
    const int32_t hann = (32768 - swiftlet_log_mel_sine(n + 64)) / 2;
    re[n] = samples[n] * hann / 2048;
    im[n] = 0;
  }
  swiftlet_log_mel_transform(re, im);
  for (uint32_t band = 0; band < SWIFTLET_LOG_MEL_BANDS; ++band) {
    const uint32_t first = edges[band], top = edges[band + 1],
                   last = edges[band + 2];
    uint64_t sum = (uint64_t)1 << 30;
    for (uint32_t k = first + 1; k < last; ++k) {
      const uint32_t weight = k <= top ? 256 * (k - first) / (top - first)
                                       : 256 * (last - k) / (last - top);
      const uint64_t power =
          (uint64_t)((int64_t)re[k] * re[k] + (int64_t)im[k] * im[k]);
      sum += weight * power;
    }
    output[band] = swiftlet_log_mel_log2(sum);
  }
}

#ifdef __cplusplus
}
#endif

#endif
