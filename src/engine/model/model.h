/*
 * model.h
 *	  The constrained binary quadratic model every room works on.
 *
 *		  minimise  constant + sum_i linear_i x_i + sum_{i<j} c_ij x_i x_j
 *		  subject to  row_lower <= A x <= row_upper,   x in {0,1}^n
 *
 * Inside the engine the sense is always *minimise*: a maximisation is negated
 * on the way in and qs_model_report() turns values back.  A quadratic
 * assignment problem keeps its matrices (flows, distances, costs) and has no
 * explicit quadratic term: variable f * order + l says "facility f stands at
 * location l", and its 2 * order exactly-one rows are explicit rows.
 *
 * Numbers are taken as the decimals they were written as.  A row whose numbers
 * become integers under one power of ten, with magnitudes adding up to less than
 * 2^53, is *exact*: it is kept in these integers, every sum of it is exact in
 * doubles, and it is judged without any tolerance.  Any other row is kept with one
 * digit before the point of its largest number and has one tolerance, relative to
 * that number, which goes with it through every contraction.  So rows that differ
 * by a power of ten are the same row here.  The objective is treated alike: values
 * of one that is not exact count as equal within its tolerance; qs_model_report()
 * turns values back.
 *
 * A model is immutable once built.
 */
#ifndef QS_MODEL_H
#define QS_MODEL_H

#include "base/host.h"
#include "model/qubo.h"

/* cost(p) = sum_{i,j} flow[i][j] * distance[p(i)][p(j)] + sum_i cost[i][p(i)] */
typedef struct QsAssignment
{
	int			order;
	double	   *flow;			/* order x order, row-major, diagonal allowed */
	double	   *distance;
	double	   *cost;			/* order x order or NULL */
} QsAssignment;

typedef struct QsModel
{
	int			n;
	bool		maximise;		/* sense of the user; values here are negated then */
	int			exponent;		/* values times 10^exponent are those of the user */
	double		constant;
	QsQubo	   *objective;		/* n variables, offset 0 (constant is kept above);
								 * linear terms and explicit quadratic terms */
	QsAssignment *assignment;	/* NULL unless matrices carry the quadratic part */

	int			m;
	int64_t    *row_start;		/* m + 1 */
	int32_t    *row_variable;	/* ascending within a row, no duplicates */
	double	   *row_value;		/* no zeros */
	double	   *row_lower;		/* -INFINITY: none */
	double	   *row_upper;
	double	   *row_tolerance;	/* 0: an exact row, of integers */
	int32_t    *row_origin;		/* index of the row in the model the user stored */

	int64_t    *column_start;	/* n + 1: the same matrix by columns */
	int32_t    *column_row;
	double	   *column_value;

	double		tolerance;		/* of objective values, relative; 0: of exact data */
	bool		linear;			/* no quadratic part */
	bool		integral;		/* objective of integers whose sums are all exact: values
								 * of different solutions differ by at least 1 */
} QsModel;

/* One row as the user wrote it. */
typedef struct QsRow
{
	int			count;
	const int32_t *variables;	/* duplicates are summed, zeros dropped */
	const double *coefficients; /* NULL: all ones */
	char		sense;			/* '<', '=' or '>' (for <=, =, >=) */
	double		rhs;
} QsRow;

/* Tolerance of rows that are not exact, relative to their largest number */
#define QS_TOLERANCE	1e-9

/* Build from terms (any order) and rows, with QS_TOLERANCE or the given relative
 * tolerance.  Indices and finiteness must have been checked.
 * O(n + terms + nonzeros). */
extern QsModel *qs_model_create_within(QsHost *host, double tolerance, int n, bool maximise,
									   double constant, const QsTerm *terms, int64_t term_count,
									   const QsRow *rows, int row_count);
extern QsModel *qs_model_create(QsHost *host, int n, bool maximise, double constant,
								const QsTerm *terms, int64_t term_count,
								const QsRow *rows, int row_count);

/* The same with the objective in units the caller has chosen: exponent 0 */
extern QsModel *qs_model_create_unscaled(QsHost *host, int n, bool maximise, double constant,
										 const QsTerm *terms, int64_t term_count,
										 const QsRow *rows, int row_count);

/* The powers of ten to divide the matrices of a QAP by: flow, distance, and both
 * together for costs and objective.  All entries are integers then, and exact as
 * long as every sum of products is below 2^52; otherwise the largest entries get
 * one digit before the point.  O(order^2). */
typedef struct QsAssignmentScale
{
	int			flow;
	int			distance;
	int			cost;
} QsAssignmentScale;

extern QsAssignmentScale qs_assignment_scale(QsHost *host, int order, const double *flow,
											 const double *distance, const double *cost);

/* A QAP: copies the matrices, scaled, and writes the 2 * order rows (facility rows
 * first, then location rows). cost may be NULL. */
extern QsModel *qs_model_create_assignment(QsHost *host, int order, const double *flow,
										   const double *distance, const double *cost);

/* The same with matrices in units the caller has chosen */
extern QsModel *qs_model_create_assignment_unscaled(QsHost *host, int order, const double *flow,
													const double *distance, const double *cost);

/* From parts the caller allocated and gives away, scaled already; rows may be
 * unsorted but hold no duplicates.  Used by contraction, which already has bounds. */
extern QsModel *qs_model_assemble(QsHost *host, int n, bool maximise, double constant,
								  QsQubo *objective, int m, int64_t *row_start,
								  int32_t *row_variable, double *row_value,
								  double *row_lower, double *row_upper,
								  double *row_tolerance, int32_t *row_origin);
extern void qs_model_free(QsHost *host, QsModel *model);

/* Set linear and integral from the objective and the matrices. */
extern void qs_model_classify_objective(QsModel *model);

/* Objective of x in the engine's (minimising) sense.  O(n + t), or O(order^2)
 * for matrices when x is a permutation, O(ones^2) otherwise. */
extern double qs_model_objective(const QsModel *model, const uint8_t *x);

/* An engine value in the user's sense and unit. */
extern double qs_model_report(const QsModel *model, double objective);

/* A value of the user's in the engine's sense and unit. */
extern double qs_model_accept(const QsModel *model, double value);

/* Coefficient of x_a x_b, a <> b, whichever way it is stored. O(log degree). */
extern double qs_model_pair(const QsModel *model, int a, int b);

/* a.x of one row, or of all rows (activity[m]) */
extern double qs_model_activity(const QsModel *model, int row, const uint8_t *x);
extern void qs_model_activities(const QsModel *model, const uint8_t *x, double *activity);

/* How far a row may be missed: nothing if it is exact. */
static inline double
qs_model_row_tolerance(const QsModel *model, int row)
{
	return model->row_tolerance[row];
}

/* Is the row one of integers whose sums are all exact? */
static inline bool
qs_model_row_is_exact(const QsModel *model, int row)
{
	return model->row_tolerance[row] == 0.0;
}

/* Does x meet every row?  The engine's working test; answers are certified by
 * verify.h on the rows as stored. */
extern bool qs_model_feasible(const QsModel *model, const uint8_t *x);

/* Sum over rows of how far the activity lies outside its bounds */
extern double qs_model_violation(const QsModel *model, const uint8_t *x);

/* x of a permutation (location[f] for each facility) and back; false when x is
 * no permutation. */
extern void qs_assignment_to_bits(int order, const int *location, uint8_t *x);

#endif
