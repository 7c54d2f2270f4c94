/*
 * solve_encode_options.h
 *	  Options of qshrink_encode: the weights of penalties.
 */
#ifndef QSHRINK_SOLVE_ENCODE_OPTIONS_H
#define QSHRINK_SOLVE_ENCODE_OPTIONS_H

#include "encode/encode.h"
#include "problem_load.h"
#include "utils/jsonb.h"

/* Set factor and row_weight of the request (in host memory, in the engine's unit) from
 * {"penalty": number, "penalties": {label: number}}. */
extern void qshrink_encode_options(QsHost *host, const QshrinkProblem *problem, Jsonb *json,
								   QsEncodeRequest *request);

#endif
