/* drive.c: an operation of a driver from its start to its end, within its deadline.
 *
 * An operation that has to stop, because it is late or because the application wants it to, is
 * cancelled once and then gets a little time to come to rest. What does not come to rest can't be
 * used any more. */
#include "lib/base/task.h"
#include "lib/engine/engine.h"

typedef enum stopped {
    NOT_STOPPED,
    LATE,     /* the deadline has passed */
    UNWANTED, /* progress said so, or who cancelled the task */
} stopped;

/* Waits for what the driver waits for, at most until `until`. */
static void wait_for(const sq_wait *w, int64_t until)
{
    sq_await(w->fd, w->events, sqi_earlier(w->deadline, until));
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

/* Not to be cancelled itself: a second cancel of the task is told once this one is sent. */
static int cancel(const sq_driver *d, sq_driver_conn *c, int64_t until, sq_error *err)
{
    sqi_task_shield(true);
    int rc = d->cancel(c, until, err);
    sqi_task_shield(false);
    return rc;
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

/* shielded: whoever cancels the task. *at_rest: the operation has ended; else the connection can't
 * be used any more. */
static int drive(const sq_driver *d, sq_driver_conn *c, bool shielded, bool *at_rest, sq_error *err)
{
    int64_t deadline = c->deadline;
    sq_driver_progress *progress = c->progress;
    stopped why = NOT_STOPPED;
    int rc = SQ_STEP_WAIT;
    while (rc == SQ_STEP_WAIT) {
        stopped now = !shielded && sq_task_cancelled() ? UNWANTED : look(deadline, progress);
        if (now == NOT_STOPPED) {
            wait_for(&c->wait, sqi_earlier(deadline, progress ? progress->at : 0));
        } else {
            deadline = sqi_deadline_in(SQI_REST_MS);
            *at_rest = why == NOT_STOPPED && cancel(d, c, deadline, err) == SQ_OK;
            if (!*at_rest)
                return give_up(d, why == NOT_STOPPED ? now : why, err);
            why = now;
            progress = NULL;
        }
        rc = d->step(c, err);
    }
    *at_rest = true;
    if (why == LATE && rc == SQ_ERR_CANCELLED)
        rc = err->status = SQ_ERR_TIMEOUT;
    return rc;
}

int sqi_drive(const sqi_conn *c, sq_error *err)
{
    bool ignored;
    return drive(&c->engine->driver, c->driver, c->shielded, &ignored, err);
}

int sqi_drive_connect(const sq_driver *d, sq_driver_conn *c, sq_error *err)
{
    bool at_rest;
    int rc = drive(d, c, false, &at_rest, err);
    if (!at_rest)
        d->close(c, false);
    return rc;
}
