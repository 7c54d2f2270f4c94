/*
 * device_read.h
 *	  Devices as users describe them, in JSON.
 */
#ifndef QSHRINK_DEVICE_READ_H
#define QSHRINK_DEVICE_READ_H

#include "compat.h"

#include "utils/jsonb.h"

#include "sampling/device.h"

/* The device that a JSON object describes (docs/quantum.md has the format), palloc'd; ERROR
 * with the member that is wrong otherwise. */
extern QsDevice *qshrink_device_read(Jsonb *json);

#endif
