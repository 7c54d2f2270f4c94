/*
 * problem_load.h
 *	  A stored problem in memory: as the tables hold it, and as the engine's model.
 */
#ifndef QSHRINK_PROBLEM_LOAD_H
#define QSHRINK_PROBLEM_LOAD_H

#include "compat.h"

#include "model/model.h"
#include "model/verify.h"

#define QSHRINK_FINGERPRINT_LENGTH	32

/* How a row was stated */
typedef struct QshrinkStated
{
	double		price;			/* of a unit of violation; NAN: the row is hard */
	double		shift;			/* activity and rhs as stated are larger by that much */
} QshrinkStated;

/* Everything is host memory. */
typedef struct QshrinkProblem
{
	int64		problem_id;
	Oid			owner_type;		/* qshrink_role */
	void	   *owner;			/* role the rows of this problem belong to, as a datum */
	char	   *name;
	bool		maximise;
	int			n;
	bool		has_best_known;
	double		best_known;		/* in the user's sense, like everything stored */
	double		tolerance;		/* of rows that are not exact; 0: qshrink.tolerance */

	/* the stored objective: terms ... */
	double		offset;
	QsTerm	   *terms;			/* canonical */
	int64		term_count;

	/* ... or matrices, order x order, row-major; order 0: terms */
	int			order;
	double	   *flow;
	double	   *distance;
	double	   *cost;			/* NULL: none */

	/* The rows that must hold.  Matrices bring 2 * order exactly-one rows along
	 * (facilities, then locations), which come first and have constraint_id 0;
	 * the stored rows follow by constraint_id. */
	int			rows;
	QsRow	   *row;
	int32	   *constraint_id;
	int32	   *row_source;		/* number of the source that gave it, 0: none */
	char	  **row_label;		/* NULL where the user gave none */
	QshrinkStated *row_stated;

	/* what variables and coefficients of row, and row_label, point into */
	int32	   *variable_pool;
	double	   *coefficient_pool;
	char	   *label_pool;

	QsModel    *model;			/* row_origin indexes row; NULL after _read */
	char		fingerprint[QSHRINK_FINGERPRINT_LENGTH + 1];	/* "" after _read */
} QshrinkProblem;

/*
 * Read and check a problem with the caller's rights, build its model and its
 * fingerprint.  Sees what this statement wrote so far: takes a new snapshot.
 * namespace is the extension's (qshrink_namespace).  ERROR with
 * ERRCODE_NO_DATA_FOUND when the problem does not exist or is not visible, and
 * naming problem, constraint and value when rows make no sense.
 */
extern QshrinkProblem *qshrink_problem_load(QsHost *host, Oid namespace, int64 problem_id);

/* The same by the snapshot of the statement: for functions that only read. */
extern QshrinkProblem *qshrink_problem_look_at(QsHost *host, Oid namespace, int64 problem_id);

/* The ERROR for a problem that does not exist or is not visible */
extern void qshrink_problem_missing(int64 problem_id) pg_attribute_noreturn();

/* The same without model and fingerprint, by the active snapshot. */
extern QshrinkProblem *qshrink_problem_read(QsHost *host, Oid namespace, int64 problem_id);

/* The same for rows that need not make sense: indices may be out of range. */
extern QshrinkProblem *qshrink_problem_read_unchecked(QsHost *host, Oid namespace,
													  int64 problem_id);

/* Build model and fingerprint of a problem from elsewhere (model-json). */
extern void qshrink_problem_complete(QsHost *host, QshrinkProblem *problem);

/* The problem of minimising canonical terms (copied) without any constraint, model built;
 * names and ids are those of no stored problem. */
extern QshrinkProblem *qshrink_problem_of_terms(QsHost *host, int n, double offset, const QsTerm *terms,
												int64_t count);

/* Build the model again, of rows changed in memory; the fingerprint stays. */
extern void qshrink_problem_rebuild(QsHost *host, QshrinkProblem *problem);

/* The tolerance that rows which are not exact are judged by */
extern double qshrink_problem_tolerance(const QshrinkProblem *problem);

/* "problem 42" or "the model", for messages, palloc'd */
extern char *qshrink_problem_called(const QshrinkProblem *problem);

/* Equal for equal models: 128 bits (half a SHA-256) of sense, objective and rows
 * in order, in hexadecimal; labels, keys and names do not count. */
extern void qshrink_problem_fingerprint(const QshrinkProblem *problem,
										char fingerprint[QSHRINK_FINGERPRINT_LENGTH + 1]);

/* The fingerprint of a stored problem by the active snapshot, read once as long as
 * the same snapshot and role ask.  The text lives as long.  ERROR when the
 * problem does not exist or is not visible. */
extern const char *qshrink_fingerprint_now(Oid namespace, int64 problem_id);

/* Free everything; the host's memory is as before the load. */
extern void qshrink_problem_free(QsHost *host, QshrinkProblem *problem);

/*
 * The independent judge (verify.h) on the rows as stored: does x meet them all?
 * *objective in the user's sense and *violated, the number of rows x breaks, may
 * be NULL.
 */
extern bool qshrink_problem_verify(const QshrinkProblem *problem, const uint8_t *x,
								   double *objective, int *violated);

/* What gives a judgement interrupt points */
extern const QsPause qshrink_judge_pause;

/*
 * The bits of an assignment that soft rows are judged by as they were stated: those that
 * measure violations are 0.  x itself where there are none.  Opens SPI.
 */
extern const uint8_t *qshrink_stated_bits(QsHost *host, Oid namespace, const QshrinkProblem *problem,
										  const uint8_t *x);

/* A row as it was stated, at such bits */
typedef struct QshrinkRowState
{
	double		activity;
	double		rhs;
	double		violation;		/* 0: it is met */
	double		above;			/* activity less rhs */
} QshrinkRowState;

extern QshrinkRowState qshrink_row_state(const QshrinkProblem *problem, int r, const uint8_t *x);

/* The same verdict for QsSettings; context is the problem. */
extern bool qshrink_problem_judge(void *context, const uint8_t *x);

#endif
