/*
 * solve_encode_options.h
 *	  Options of qshrink_encode: the weights of penalties.
 */
#ifndef QSHRINK_SOLVE_ENCODE_OPTIONS_H
#define QSHRINK_SOLVE_ENCODE_OPTIONS_H

#include "encode/encode.h"
#include "problem_load.h"
#include "utils/jsonb.h"

/* The kind of encoding of that name, exact included; ERROR for an unknown one */
extern QsEncodingKind qshrink_encoding_argument(const char *name);

/* The same for shrunk problems, whose rows keep no promise of that kind: ERROR for exact */
extern QsEncodingKind qshrink_shrunk_encoding_argument(const char *name);

/* Set factor and row_weight of the request (in host memory, in the engine's unit) from
 * {"penalty": number, "penalties": {label: number}}. */
extern void qshrink_encode_options(QsHost *host, const QshrinkProblem *problem, Jsonb *json,
								   QsEncodeRequest *request);

#endif
