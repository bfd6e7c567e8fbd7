/* notify.c: waiting for what other sessions have to say. */
#include "lib/engine/engine.h"

int sq_wait_notify(sq_conn *handle, int timeout_ms, sq_notification *out)
{
    int rc;
    sq_error e;
    sq_driver_notification n;
    sqi_conn *c = sqi_conn_of(handle, &rc);
    if (c)
        rc = sqi_tx_admit(c, "sq_wait_notify");
    if (rc != SQ_OK)
        return rc;
    int64_t deadline = timeout_ms < 0 ? 0 : sqi_now() + (int64_t)timeout_ms * 1000;
    c->driver->deadline = 0; /* the time limit of statements is not that of waiting */
    rc = SQI_CALL(c, &e, wait_notify, deadline, &n, &e);
    if (rc < 0)
        return sqi_conn_fail(c, &e, NULL);
    if (rc == SQ_STEP_ROW && out)
        *out = (sq_notification){.channel = n.channel, .payload = n.payload, .pid = n.pid};
    return rc == SQ_STEP_ROW;
}
