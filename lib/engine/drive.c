/* drive.c: an operation of a driver from its start to its end, within its deadline.
 *
 * An operation that has to stop, because it is late or because the application wants it to, is
 * cancelled once and then gets a little time to come to rest. What does not come to rest can't be
 * used any more. */
#include <errno.h>
#include <poll.h>
#include "lib/engine/engine.h"

typedef enum stopped {
    NOT_STOPPED,
    LATE,     /* the deadline has passed */
    UNWANTED, /* progress said so */
} stopped;

/* Waits for what the driver waits for, at most until `until`. */
static void wait_for(const sq_driver_wait *w, int64_t until)
{
    until = sqi_earlier(w->deadline, until);
    int64_t left = until ? (until - sqi_now() + 999) / 1000 : -1;
    int ms = left > 60000 ? 60000 : left < 0 && until ? 0 : (int)left;
    struct pollfd p = {.fd = w->fd};
    p.events = (short)((w->events & SQ_WAIT_READ ? POLLIN : 0) |
                       (w->events & SQ_WAIT_WRITE ? POLLOUT : 0));
    while (poll(&p, w->fd >= 0, ms) < 0 && errno == EINTR)
        ; /* a signal: wait anew; step() looks at the clock */
}

/* Asks the clock, and the application if it is time to. */
static stopped look(int64_t deadline, sq_driver_progress *progress)
{
    if (!deadline && !progress)
        return NOT_STOPPED;
    int64_t now = sqi_now();
    if (deadline && now >= deadline)
        return LATE;
    return progress && now >= progress->at && progress->tell(progress) ? UNWANTED : NOT_STOPPED;
}

static int give_up(const sq_driver *d, stopped why, sq_error *err)
{
    if (why == LATE)
        sqi_error(err, SQ_ERR_TIMEOUT, d->name, "the deadline passed without an answer");
    else
        sqi_error(err, SQ_ERR_CANCELLED, d->name, "the operation did not end when it was stopped");
    err->scope = SQ_SCOPE_CONNECTION;
    return err->status;
}

int sqi_drive(const sq_driver *d, sq_driver_conn *c, sq_error *err)
{
    int64_t deadline = c->deadline;
    sq_driver_progress *progress = c->progress;
    stopped why = NOT_STOPPED;
    int rc = SQ_STEP_WAIT;
    while (rc == SQ_STEP_WAIT) {
        stopped now = look(deadline, progress);
        if (now == NOT_STOPPED) {
            wait_for(&c->wait, sqi_earlier(deadline, progress ? progress->at : 0));
        } else {
            deadline = sqi_deadline_in(SQI_REST_MS);
            if (why != NOT_STOPPED || d->cancel(c, deadline, err) != SQ_OK)
                return give_up(d, why == NOT_STOPPED ? now : why, err);
            why = now;
            progress = NULL;
        }
        rc = d->step(c, err);
    }
    if (why == LATE && rc == SQ_ERR_CANCELLED)
        rc = err->status = SQ_ERR_TIMEOUT;
    return rc;
}
