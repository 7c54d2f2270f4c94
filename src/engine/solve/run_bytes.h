/*
 * run_bytes.h
 *	  A run as bytes, for another process of the same build to read: pointers are left
 *	  out, names written out.
 */
#ifndef QS_RUN_BYTES_H
#define QS_RUN_BYTES_H

#include "solve/pipeline.h"

/* The bytes of a run, in host memory, and how many.  O(size of the record). */
extern void *qs_run_to_bytes(QsHost *host, const QsRun *run, size_t *bytes);

/* A run from such bytes, 8-byte aligned, which it does not refer to afterwards; NULL when
 * they are too few to be one.  Contents are believed. */
extern QsRun *qs_run_from_bytes(QsHost *host, const void *bytes, size_t count);

#endif
