/*
 * solve_circuit.h
 *	  A recorded round as the circuit it was, read from the history tables.
 */
#ifndef QSHRINK_SOLVE_CIRCUIT_H
#define QSHRINK_SOLVE_CIRCUIT_H

#include "compat.h"

#include "utils/jsonb.h"

#include "solve/pipeline.h"
#include "quantum/qasm.h"
#include "qubo_type.h"

/* Everything is host memory; rows may be anybody's work and are checked. */
typedef struct QshrinkCircuit
{
	int64		problem_id;
	int64		run_id;
	int			round;
	int			base_variables; /* -1: not recorded */
	uint64		seed;
	char	   *fingerprint;	/* of the model at the time */
	char	   *fixed_json;		/* of a scenario: qshrink_run.fixed; else NULL */
	Jsonb	   *rhs;			/* likewise: qshrink_run.changed_rhs */
	char	   *scenario;		/* what the caller calls it, or NULL */
	QsSolver	solver;
	QsEncodingKind encoding;	/* as asked for, perhaps AUTO */
	bool		presolve;		/* rows were tightened before they were encoded */
	QsSamplerInput input;		/* qubo, groups, warm */
	QsQasm		qasm;
} QshrinkCircuit;

/* Read a round; round 0 stands for the run's best one.  Inside SPI.  ERROR when there
 * is no such round, or no circuit was kept of it. */
extern QshrinkCircuit *qshrink_circuit_read(QsHost *host, Oid namespace, int64 problem_id,
											int64 run_id, int round);

/* Contracting steps of a round (0: presolve), in original variables; indices are
 * not checked. */
extern QsStep *qshrink_circuit_steps(QsHost *host, Oid namespace, const QshrinkCircuit *circuit,
									 int round, int64_t *count);

/* Argument k, the number of a round: 0, the best one, where it is null, ERROR below 1 */
extern int	qshrink_round_argument(FunctionCallInfo fcinfo, int k);

#endif
