/* squill.h: everything. SQLAlchemy Core for C: see README.md. */
#ifndef SQUILL_H
#define SQUILL_H

#include "squill/base.h"
#include "squill/value.h"
#include "squill/types.h"
#include "squill/builder.h"
#include "squill/expr.h"
#include "squill/schema.h"
#include "squill/select.h"
#include "squill/dml.h"
#include "squill/ddl.h"
#include "squill/walk.h"
#include "squill/compile.h"
#include "squill/engine.h"
#include "squill/reflect.h"
#include "squill/task.h"

#endif
