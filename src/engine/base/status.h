/*
 * status.h
 *	  What an engine function tells its caller.
 */
#ifndef QS_STATUS_H
#define QS_STATUS_H

#define QS_MAX_VARIABLES	(1 << 24)	/* variables of one problem */
#define QS_MAX_TERMS		(1 << 24)	/* quadratic and linear terms of one qubo */

typedef enum QsStatus
{
	QS_OK = 0,
	QS_LIMIT,					/* an iteration, evaluation or size limit ended the work; the
								 * output holds the best so far */
	QS_INTERRUPTED,				/* host asked to stop, or the deadline passed; likewise */
	QS_INFEASIBLE,				/* proved: no assignment meets the rows */
	QS_UNSUPPORTED,				/* the method does not apply to this input; nothing was
								 * written */
	QS_INVALID					/* the input is malformed; see QsError where one is taken */
} QsStatus;

/* A malformed input, described for the user: errmsg, errdetail/errhint style. */
typedef struct QsError
{
	char		message[256];
	char		hint[256];
	int			line;			/* 1-based, 0 where lines mean nothing */
} QsError;

#endif
