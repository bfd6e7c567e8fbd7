/* verdicts.h: rows of a dialect's table of verdicts (sqi_verdict_entry), in short words; for the
 * files that are such a table. Each says "since" by itself: versions have parts of their own. */
#ifndef SQI_VERDICTS_H
#define SQI_VERDICTS_H

#include "lib/compile/dialect.h"

#define NEVER(name, why)                                                                           \
    {                                                                                              \
        .construct = SQI_C_##name, .support = SQ_REFUSED, .reason = why                            \
    }
#define BY(name, how)                                                                              \
    {                                                                                              \
        .construct = SQI_C_##name, .support = SQ_EMULATED, .reason = how                           \
    }
#define HAS(name)                                                                                  \
    {                                                                                              \
        .construct = SQI_C_##name, .support = SQ_NATIVE                                            \
    }

#endif
