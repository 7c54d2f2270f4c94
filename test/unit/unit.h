/*
 * unit.h
 *	  What every engine test shares: cmocka, a standalone host per test (leaks
 *	  are asserted at tear-down), random models of every class, brute force.
 */
#ifndef QS_UNIT_H
#define QS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/model.h"
#include "base/random.h"
#include "relax/relax.h"
#include "standalone_host.h"

/* 1 GiB limit; memory_used must be 0 at tear-down */
extern int	unit_setup(void **state);
extern int	unit_teardown(void **state);

static inline QsHost *
unit_host(void **state)
{
	return &((QsStandaloneHost *) *state)->host;
}

#define UNIT_TEST(function) cmocka_unit_test_setup_teardown(function, unit_setup, unit_teardown)

typedef enum UnitKind
{
	UNIT_KNAPSACK,				/* several capacity rows, positive integer data */
	UNIT_INDEPENDENT_SET,		/* random graph, unit or random weights */
	UNIT_ASSIGNMENT,			/* QAP kept as matrices, order 2 to 4 */
	UNIT_UNCONSTRAINED,			/* random sparse QUBO */
	UNIT_GENERIC,				/* mixed senses, negative coefficients, quadratic objective */
	UNIT_ONE_HOT,				/* exactly-one groups with a quadratic objective */
	UNIT_KINDS
} UnitKind;

/* A small random model, at most max_n variables (assignment: order^2 <= 16).
 * May be infeasible (GENERIC). */
extern QsModel *unit_random_model(QsHost *host, QsRandom *random, UnitKind kind, int max_n);

/* The same with large, tiny and decimal numbers, up to 2^53 together (assignments
 * excepted) */
extern QsModel *unit_random_numbers_model(QsHost *host, QsRandom *random, UnitKind kind, int max_n);

/* Name of the class the model is recognised as */
extern const char *unit_class(QsHost *host, const QsModel *model);

/* qs_relax() and qs_bound_enumerate() of a model whose structure is not at hand */
extern QsStatus unit_relax(QsHost *host, const QsModel *model, const double *around,
						   int64_t max_iterations, QsRelaxation **out);
extern QsStatus unit_enumerate(QsHost *host, const QsModel *model, const double *dual,
							   double incumbent, int64_t node_limit, uint8_t *x, double *best,
							   bool *improved, int64_t *nodes);

/* Exhaustive minimum over feasible x; false when there is none.  n <= 24. */
extern bool unit_brute_force(const QsModel *model, double *best, uint8_t *x_best);

#endif
