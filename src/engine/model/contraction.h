/*
 * contraction.h
 *	  Which variable stands for which: a signed union-find over the variables
 *	  and the reference spin, with a log of every step and the way back.
 *
 * Fixing is merging: x_i = 0 contracts i onto the reference as equal (the
 * reference is always x = 0, z = +1), x_i = 1 as unequal.
 */
#ifndef QS_CONTRACTION_H
#define QS_CONTRACTION_H

#include "model/model.h"

#define QS_REFERENCE	(-1)

typedef enum QsAction
{
	QS_ACTION_MERGE,			/* variable = onto, or variable = 1 - onto */
	QS_ACTION_FIX,				/* onto is the reference */
	QS_ACTION_ELIMINATE,		/* variable left the problem by an exact reduction */
	QS_ACTION_REJECT,			/* a merge legality refused */
	QS_ACTION_UNDO				/* a merge taken back */
} QsAction;

/* "merge", "fix", ...: as SQL has them */
extern const char *qs_action_name(QsAction action);

/* One line of the log; variables are those of the contraction's base model. */
typedef struct QsStep
{
	QsAction	action;
	int32_t		variable;
	int32_t		onto;			/* QS_REFERENCE or a variable */
	bool		equal;
	double		correlation;	/* NAN where none led to the step */
	const char *reason;			/* static string */
	int32_t		row;			/* row (of the base model) the reason names, or -1 */
} QsStep;

typedef struct QsContraction
{
	const QsModel *base;
	int			n;				/* base->n */
	int32_t    *parent;			/* n: a variable, QS_REFERENCE, or itself */
	uint8_t    *flipped;		/* n: relation to parent: x = 1 - x_parent */
	int			roots;			/* variables still free */
	QsStep	   *steps;
	int64_t		step_count;
	int64_t		step_capacity;
} QsContraction;

/* The model a contraction leaves, and where its variables come from. */
typedef struct QsReduced
{
	QsModel    *model;			/* owned; without the rows that became constant */
	int			n;
	int32_t    *root;			/* n: the base variable each reduced variable is */
	int32_t    *index;			/* base n: reduced index of a root, else -1 */
	bool		infeasible;		/* some row can no longer be met (constant rows) */
	int32_t		broken_row;		/* such a row of the base model */
} QsReduced;

extern QsContraction *qs_contraction_create(QsHost *host, const QsModel *base);
extern void qs_contraction_free(QsHost *host, QsContraction *contraction);

/* Root of a variable: a variable or QS_REFERENCE; *flipped tells whether
 * x_variable = 1 - x_root.  Amortised O(log n). */
extern int qs_contraction_find(QsContraction *contraction, int variable, bool *flipped);

/* Contract: x_a = x_b (equal) or x_a = 1 - x_b; b may be QS_REFERENCE.  The
 * root of a goes under the root of b.  False when the two are tied already
 * (*contradiction, if given, tells whether oppositely); nothing is logged then. */
extern bool qs_contraction_merge(QsHost *host, QsContraction *contraction,
								 int a, int b, bool equal, QsAction action,
								 double correlation, const char *reason, int row,
								 bool *contradiction);

/* Fix x_variable to value: a merge with the reference. */
extern bool qs_contraction_fix(QsHost *host, QsContraction *contraction, int variable,
							   int value, double correlation, const char *reason,
							   int row, bool *contradiction);

/* Fix without a line in the log: what an exactly-one row implies for a cell once
 * a logged step has filled another.  Not replayed by a rollback. */
extern void qs_contraction_imply(QsContraction *contraction, int variable, int value);

/* Write a line of the log without contracting (rejections, undos). */
extern void qs_contraction_log(QsHost *host, QsContraction *contraction, QsStep step);

/* Take back the merges logged from step `keep` on (a step_count seen earlier):
 * the earlier ones are replayed, the lines taken back become UNDO lines.  O(n + steps). */
extern void qs_contraction_rollback(QsContraction *contraction, int64_t keep,
									const char *reason);

/* Smallest order for which a contracted assignment keeps its matrices: below it
 * writing out the terms is cheap and every room can read them. */
#define QS_MATRIX_ORDER	9

/* The contracted model: rows and objective aggregated onto the roots, empty
 * rows dropped, duplicate terms summed.  An assignment keeps its matrices when
 * all that happened is fixing whole facilities onto locations and at least
 * QS_MATRIX_ORDER are left; otherwise the
 * quadratic part among the roots is written out (roots^2 terms: may pass the
 * memory limit).  O(nonzeros + terms). */
extern QsReduced *qs_contraction_reduce(QsHost *host, QsContraction *contraction);
extern void qs_reduced_free(QsHost *host, QsReduced *reduced);

/* x of the base model from x of the reduced one. */
extern void qs_contraction_expand(QsContraction *contraction, const QsReduced *reduced,
								  const uint8_t *x_reduced, uint8_t *x);

/* x of the reduced model from x of the base one: each root's own value (exact
 * when x respects every merge; *contradicted counts variables that do not). */
extern void qs_contraction_restrict(QsContraction *contraction, const QsReduced *reduced,
									const uint8_t *x, uint8_t *x_reduced, int *contradicted);

#endif
