/* A vector of floats, and what is done with it. Selecting and comparing treat
   each number alone, so that results do not depend on the width.

   A template without a guard. A file that includes it defines before it:

     FLOATS                          the numbers of a vector
     load_part(from, count)          the first `count` numbers of a vector,
                                     zeros behind them
     store_part(to, vector, count)   writes the first `count` numbers */

typedef int32_t ints __attribute__((vector_size(4 * FLOATS)));
typedef uint32_t words __attribute__((vector_size(4 * FLOATS)));

INLINE floats load(const float *from) {
  floats vector;
  __builtin_memcpy(&vector, from, sizeof vector);
  return vector;
}

INLINE void store(float *to, floats vector) {
  __builtin_memcpy(to, &vector, sizeof vector);
}

/* As many of a vector's numbers as there are. */
INLINE floats load_some(const float *from, ptrdiff_t count) {
  return count >= FLOATS ? load(from) : load_part(from, count);
}

INLINE void store_some(float *to, floats vector, ptrdiff_t count) {
  if (count >= FLOATS)
    store(to, vector);
  else
    store_part(to, vector, count);
}

INLINE floats all(float number) { return number - (floats){}; }

INLINE floats choose(ints mask, floats yes, floats no) {
  return (floats)((mask & (ints)yes) | (~mask & (ints)no));
}

INLINE floats larger(floats a, floats b) { return choose(a < b, b, a); }

INLINE floats smaller(floats a, floats b) { return choose(b < a, b, a); }

/* 1 where a number is above 0, else 0. */
INLINE floats heaviside(floats x) {
  return choose(x > (floats){}, all(1), (floats){});
}
