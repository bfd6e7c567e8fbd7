/* fiber.c: see fiber.h. The stack is mapped: what of it is never touched takes no memory, and it
 * can have a page in front of it that nobody may touch, so an overflow ends the program instead of
 * going on in foreign memory. That is why it does not come from the allocator.
 *
 * Invariant: every change of stacks is one swapcontext(), between `about_to` and `arrived` of both
 * sides. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, MAP_STACK, MAP_NORESERVE */
#include "lib/base/fiber.h"
#include <sys/mman.h>
#include <unistd.h>
#if SQI_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if SQI_TSAN
#include <sanitizer/tsan_interface.h>
#endif
#if defined __has_include
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif
#endif
#ifndef VALGRIND_STACK_REGISTER
#define VALGRIND_STACK_REGISTER(from, to) 0U
#define VALGRIND_STACK_DEREGISTER(id)     ((void)(id))
#endif

/* ---- telling who watches ---- */

static void tell_made(sqi_fiber *f)
{
    char *stack = f->memory + f->size - f->stack_size;
    f->valgrind_id = VALGRIND_STACK_REGISTER(stack, stack + f->stack_size);
#if SQI_ASAN
    __asan_unpoison_memory_region(stack, f->stack_size);
    f->inside_fake = NULL;
#endif
#if SQI_TSAN
    f->inside_tsan = __tsan_create_fiber(0);
#endif
}

static void tell_over(sqi_fiber *f)
{
    VALGRIND_STACK_DEREGISTER(f->valgrind_id);
#if SQI_TSAN
    __tsan_destroy_fiber(f->inside_tsan);
#endif
}

static void about_to_enter(sqi_fiber *f, void **outside_fake)
{
    (void)f, (void)outside_fake;
#if SQI_ASAN
    __sanitizer_start_switch_fiber(outside_fake, f->memory + f->size - f->stack_size,
                                   f->stack_size);
#endif
#if SQI_TSAN
    f->outside_tsan = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(f->inside_tsan, 0);
#endif
}

static void arrived_outside(void *outside_fake)
{
    (void)outside_fake;
#if SQI_ASAN
    __sanitizer_finish_switch_fiber(outside_fake, NULL, NULL);
#endif
}

static void about_to_leave(sqi_fiber *f, bool for_ever)
{
    (void)f, (void)for_ever;
#if SQI_ASAN
    __sanitizer_start_switch_fiber(for_ever ? NULL : &f->inside_fake, f->outside_stack,
                                   f->outside_size);
#endif
#if SQI_TSAN
    __tsan_switch_to_fiber(f->outside_tsan, 0);
#endif
}

static void arrived_inside(sqi_fiber *f)
{
    (void)f;
#if SQI_ASAN
    __sanitizer_finish_switch_fiber(f->inside_fake, &f->outside_stack, &f->outside_size);
#endif
}

/* ---- changing stacks ---- */

void sqi_fiber_enter(sqi_fiber *f)
{
    void *outside_fake = NULL;
    about_to_enter(f, &outside_fake);
    swapcontext(&f->outside, &f->inside);
    arrived_outside(outside_fake);
}

void sqi_fiber_leave(sqi_fiber *f)
{
    about_to_leave(f, false);
    swapcontext(&f->inside, &f->outside);
    arrived_inside(f);
}

/* makecontext() passes integers alone. */
static void begin(unsigned high, unsigned low)
{
    sqi_fiber *f = (sqi_fiber *)((uintptr_t)((uint64_t)high << 32 | low));
    arrived_inside(f);
    f->run(f->arg);
    about_to_leave(f, true);
    setcontext(&f->outside);
}

/* ---- memory ---- */

static bool map_stack(sqi_fiber *f, size_t page)
{
    f->memory = mmap(NULL, f->size, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    if (f->memory == MAP_FAILED)
        return false;
    if (mprotect(f->memory + page, f->stack_size, PROT_READ | PROT_WRITE) == 0)
        return true;
    munmap(f->memory, f->size);
    return false;
}

static void set_up(sqi_fiber *f)
{
    uint64_t p = (uintptr_t)f;
    getcontext(&f->inside);
    f->inside.uc_stack.ss_sp = f->memory + f->size - f->stack_size;
    f->inside.uc_stack.ss_size = f->stack_size;
    makecontext(&f->inside, (void (*)(void))begin, 2, (unsigned)(p >> 32), (unsigned)p);
    tell_made(f);
}

bool sqi_fiber_make(sqi_fiber *f, size_t stack_size, void (*run)(void *arg), void *arg)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (stack_size > SIZE_MAX - 2 * page)
        return false;
    *f = (sqi_fiber){.run = run, .arg = arg};
    f->stack_size = (stack_size + page - 1) / page * page;
    f->size = f->stack_size + page;
    if (!map_stack(f, page))
        return false;
    set_up(f);
    return true;
}

void sqi_fiber_rewind(sqi_fiber *f)
{
    tell_over(f);
    set_up(f);
}

void sqi_fiber_free(sqi_fiber *f)
{
    tell_over(f);
    munmap(f->memory, f->size);
}
