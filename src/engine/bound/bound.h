/*
 * bound.h
 *	  Valid lower bounds (engine sense) on the optimum, and proofs.
 */
#ifndef QS_BOUND_H
#define QS_BOUND_H

#include "base/names.h"
#include "model/best_set.h"
#include "model/contraction.h"
#include "structure/structure.h"

typedef enum QsBoundMethod
{
	QS_BOUND_AUTO,
	QS_BOUND_TRIVIAL,			/* sum of negative coefficients */
	QS_BOUND_LP,
	QS_BOUND_SDP,				/* dual bound of the low-rank max-cut relaxation */
	QS_BOUND_GILMORE_LAWLER,	/* assignments */
	QS_BOUND_PRODUCTS,			/* rows times variables */
	QS_BOUND_CONVEX,
	QS_BOUND_CHOICES			/* rows that choose one */
} QsBoundMethod;

/* The one list of bounds, and a bound by its name and back */
extern const QsNames qs_bound_names;
extern bool qs_bound_method(const char *name, QsBoundMethod *method);
extern const char *qs_bound_method_name(QsBoundMethod method);

/* Every returned bound is safe against rounding.  QS_INFEASIBLE when the model
 * is proved to have no solution; QS_UNSUPPORTED when the method does not apply.
 * *used is the method that gave the bound (AUTO: the best of those that apply). */
extern QsStatus qs_bound(QsHost *host, const QsModel *model, const QsStructure *structure,
						 QsBoundMethod method, uint64_t seed, double *bound,
						 QsBoundMethod *used);

/* The smallest value >= bound an objective of this model can take: rounds up to
 * the next value congruent to the constant modulo qs_bound_granularity() (with
 * 1e-6 slack for rounding); bound itself when the model is not integral. */
extern double qs_bound_round(const QsModel *model, double bound);

/* Greatest known divisor of all differences between objective values: 1 or more
 * for an integral model (symmetric matrices of an assignment give an even one),
 * 0 otherwise.  O(terms). */
extern double qs_bound_granularity(const QsModel *model);

/* What a bound must pass to rule out everything strictly better than the
 * incumbent.  Integral models: just above the largest possible value below the
 * incumbent; others: values within the model's tolerance of it count as equal. */
extern double qs_bound_threshold(const QsModel *model, double incumbent);

/* Does the bound show that nothing is better than the incumbent? */
extern bool qs_bound_meets(const QsModel *model, double bound, double incumbent);

/*
 * Certified fixing for linear objectives (DESIGN 4.0): with multipliers y and
 * incumbent value `incumbent`, fix every variable whose reduced cost shows it
 * cannot flip in any strictly better solution.  Fixes are merged into
 * `contraction` (whose base is `model`, and which may hold earlier certificates);
 * returns how many, or -1 when the certificates leave no value for some variable:
 * nothing strictly better exists.
 */
extern int	qs_bound_certified_fixing(QsHost *host, const QsModel *model, const double *dual,
									  double incumbent, QsContraction *contraction);

/*
 * Depth-first enumeration of what remains, pruned by row propagation and by the
 * multiplier bound.  Looks for solutions strictly better than `incumbent`
 * (INFINITY: any).  QS_OK: finished, so *best (<= incumbent) is proved optimal
 * (still INFINITY: there is no solution at all); x holds it when *improved.
 * QS_LIMIT after `node_limit` nodes or where a tree would pass the memory limit,
 * QS_INTERRUPTED at the deadline (x and *best then hold the best found).  dual may be NULL.  Linear objectives solve linear
 * programs at the nodes, independent sets are searched with colour bounds,
 * assignments with Gilmore-Lawler bounds; a node of these counts as many as it
 * takes microseconds of typical work, so a million nodes are about a second.
 */
extern QsStatus qs_bound_enumerate(QsHost *host, const QsModel *model,
								   const QsStructure *structure, const double *dual,
								   double incumbent, int64_t node_limit, uint8_t *x,
								   double *best, bool *improved, int64_t *nodes);

/*
 * The best so many: the same searches for every assignment that may be one of the
 * best->capacity best that are feasible and that best accepts.  best may hold some
 * already.  QS_OK: finished, so nothing that best would take is better than its last
 * entry, and if there is room left it holds all.  Among assignments as good as the
 * last one the search decides which are held.  *nodes: the limit, and what was used.
 */
extern QsStatus qs_bound_enumerate_best(QsHost *host, const QsModel *model,
										const QsStructure *structure, const double *dual,
										QsBestSet *best, int64_t *nodes);

#endif
