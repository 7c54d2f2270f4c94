/*
 * problem_json.h
 *	  model-json: a whole problem as one JSON value.
 *
 *		{"name": "demo", "sense": "max", "n": 3, "constant": 0.5,
 *		 "linear": [[0, 6], [1, 10]], "quadratic": [[0, 2, -1.5]],
 *		 "rows": [{"label": "budget", "sense": "<=", "rhs": 5,
 *				   "variables": [0, 1, 2], "coefficients": [1, 2, 3]}],
 *		 "keys": [["a"], ["b"], ["c"]], "best_known": 16}
 *
 * A quadratic assignment problem has "flows", "distances" and perhaps "costs",
 * matrices as arrays of arrays, instead of constant, linear and quadratic; its
 * 2k exactly-one rows are understood.  Only "sense" and "n" must be there (n not
 * with matrices).  Terms of one variable or pair add up; "coefficients" left out
 * are all one; a key may be a lone string or number, or null.  "bits" says what
 * variables are to the integers of their keys, and which are auxiliary, as
 * [variable, weight, lower] (qshrink_variable); a row that was stated soft has a "price",
 * one over integers that do not begin with 0 a "shift".  An unknown member is an error.
 */
#ifndef QSHRINK_PROBLEM_JSON_H
#define QSHRINK_PROBLEM_JSON_H

#include "problem_keys.h"
#include "problem_load.h"

#include "utils/jsonb.h"

/*
 * The problem a JSON value describes, in host memory (its keys in
 * CurrentMemoryContext; keys may be NULL).  owner is NULL, problem_id 0, model
 * not yet built: see qshrink_problem_complete.  Rows are numbered from 1, those
 * that matrices imply come first and have constraint_id 0.
 */
extern QshrinkProblem *qshrink_problem_from_json(QsHost *host, Jsonb *json, QshrinkKeys *keys);

/* The keys of a stored problem by the active snapshot, in CurrentMemoryContext */
extern QshrinkKeys qshrink_problem_keys(QsHost *host, Oid namespace, const QshrinkProblem *problem);

/* The JSON value of a stored problem by the snapshot of the statement, palloc'd */
extern Jsonb *qshrink_problem_model(QsHost *host, Oid namespace, int64 problem_id);

/* The JSON value of a problem, palloc'd */
extern Jsonb *qshrink_problem_to_json(const QshrinkProblem *problem, const QshrinkKeys *keys);

#endif
