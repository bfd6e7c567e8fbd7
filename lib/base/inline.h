/* inline.h: what the compiler is told of functions. */
#ifndef SQI_INLINE_H
#define SQI_INLINE_H

#if defined __GNUC__
/* Where inlining is the point: the code is straight only with its constants known. */
#define SQI_ALWAYS_INLINE static inline __attribute__((always_inline))
/* Where it would spoil the short way: the long one apart, so that the short needs no frame. */
#define SQI_APART static __attribute__((noinline))
#else
#define SQI_ALWAYS_INLINE static inline
#define SQI_APART         static
#endif

#endif
