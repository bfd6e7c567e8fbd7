/* fiber.h: a function on a stack of its own, which can be left in the middle and entered again.
 *
 * Who watches memory and threads has to be told of each change of stacks: AddressSanitizer,
 * ThreadSanitizer, valgrind. */
#ifndef SQI_FIBER_H
#define SQI_FIBER_H

#include <ucontext.h>
#include "squill/base.h"

#if defined __SANITIZE_ADDRESS__
#define SQI_ASAN 1
#elif defined __has_feature
#define SQI_ASAN __has_feature(address_sanitizer)
#else
#define SQI_ASAN 0
#endif
#if defined __SANITIZE_THREAD__
#define SQI_TSAN 1
#elif defined __has_feature
#define SQI_TSAN __has_feature(thread_sanitizer)
#else
#define SQI_TSAN 0
#endif

typedef struct sqi_fiber {
    ucontext_t inside, outside; /* where it was left, and where it was entered */
    void (*run)(void *arg);
    void *arg;
    char *memory; /* a page that must not be touched, then the stack */
    size_t size;
    size_t stack_size;
#if SQI_ASAN
    void *inside_fake; /* what ASan keeps beside a stack that is left */
    const void *outside_stack;
    size_t outside_size;
#endif
#if SQI_TSAN
    void *inside_tsan, *outside_tsan;
#endif
    unsigned valgrind_id;
} sqi_fiber;

/* False: there is no memory. */
bool sqi_fiber_make(sqi_fiber *f, size_t stack_size, void (*run)(void *arg), void *arg);
/* Both once it has ended, or has not begun: it will begin anew on its stack; it goes. */
void sqi_fiber_rewind(sqi_fiber *f);
void sqi_fiber_free(sqi_fiber *f);
/* Runs it until it leaves, or run() returns, after which it is never entered again. */
void sqi_fiber_enter(sqi_fiber *f);
/* From inside. */
void sqi_fiber_leave(sqi_fiber *f);

#endif
