/*
 * variable_bounds.c
 *	  Bounds of integer variables, from the rows where the user gave none.
 *
 * Interval propagation (Brearley, Mitra & Williams, 1975) in double precision, every
 * bound loosened by more than rounding can do: a bound that is too loose costs a bit
 * and nothing else, since the rows stay.
 */
#include "formulation/formulation_internal.h"

/* Magnitudes from here on mean that there is no bound. */
#define NO_BOUND		0x1p53

/* Passes over the rows: while bounds are missing, and after */
#define MOST_PASSES		200
#define LATER_PASSES	4

/* Relative loosening */
#define LOOSE			1e-9

typedef struct Interval
{
	double		low;
	double		high;
} Interval;

/* Sum of intervals without the infinite ones, which are counted */
typedef struct Activity
{
	double		low;
	double		high;
	double		magnitude;
	int64_t		no_low;
	int64_t		no_high;
} Activity;

static inline double
times(double a, double b)
{
	return a == 0.0 || b == 0.0 ? 0.0 : a * b;
}

static Interval
interval_product(Interval a, Interval b)
{
	double		corner[4] = {times(a.low, b.low), times(a.low, b.high),
	times(a.high, b.low), times(a.high, b.high)};

	return (Interval) {fmin(fmin(corner[0], corner[1]), fmin(corner[2], corner[3])),
		fmax(fmax(corner[0], corner[1]), fmax(corner[2], corner[3]))};
}

static inline Interval
interval_of(const QsRewriter *rewriter, int variable)
{
	return (Interval) {rewriter->lower[variable], rewriter->upper[variable]};
}

static inline Interval
scaled(Interval a, double factor)
{
	return interval_product(a, (Interval) {factor, factor});
}

static void
add_interval(Activity *activity, Interval a)
{
	if (isfinite(a.low))
	{
		activity->low += a.low;
		activity->magnitude += fabs(a.low);
	}
	else
		activity->no_low++;
	if (isfinite(a.high))
	{
		activity->high += a.high;
		activity->magnitude += fabs(a.high);
	}
	else
		activity->no_high++;
}

static Activity
activity_of_row(const QsRewriter *rewriter, QsStretch stretch)
{
	const QsExpressions *terms = stretch.expressions;
	Activity	activity = {0};

	for (int64_t k = stretch.start; k < stretch.end; k++)
		add_interval(&activity, scaled(interval_of(rewriter, terms->variable[k]), terms->coefficient[k]));
	for (int64_t p = stretch.product_start; p < stretch.product_end; p++)
	{
		const QsProduct *product = &terms->product[p];
		Interval	a = {product->coefficient, product->coefficient};

		for (int32_t k = 0; k < product->degree; k++)
			a = interval_product(a, interval_of(rewriter, terms->factor[product->first + k]));
		add_interval(&activity, a);
	}
	return activity;
}

/* A smaller upper bound that is worth the change */
static bool
lower_upper(QsRewriter *rewriter, int v, double bound, double slack)
{
	bound += slack;
	if (rewriter->stated->variable[v].kind != QS_VARIABLE_CONTINUOUS)
		bound = floor(bound);
	if (!(fabs(bound) < NO_BOUND) || bound >= rewriter->upper[v] - LOOSE * fabs(bound))
		return false;
	rewriter->upper[v] = fmax(bound, fmax(rewriter->lower[v], -NO_BOUND));
	return true;
}

static bool
raise_lower(QsRewriter *rewriter, int v, double bound, double slack)
{
	bound -= slack;
	if (rewriter->stated->variable[v].kind != QS_VARIABLE_CONTINUOUS)
		bound = ceil(bound);
	if (!(fabs(bound) < NO_BOUND) || bound <= rewriter->lower[v] + LOOSE * fabs(bound))
		return false;
	rewriter->lower[v] = fmin(bound, fmin(rewriter->upper[v], NO_BOUND));
	return true;
}

/* What one term's variable may be, given the rest of the row */
static bool
propagate_term(QsRewriter *rewriter, const QsStatedRow *row, const Activity *activity, int v,
			   double coefficient)
{
	Interval	own = scaled(interval_of(rewriter, v), coefficient);
	bool		changed = false;
	double		slack = LOOSE * (1.0 + (activity->magnitude + fabs(isfinite(row->upper) ? row->upper : 0.0) +
										fabs(isfinite(row->lower) ? row->lower : 0.0)) / fabs(coefficient));

	if (isfinite(row->upper) && activity->no_low - !isfinite(own.low) == 0)
	{
		double		rest = activity->low - (isfinite(own.low) ? own.low : 0.0);
		double		bound = (row->upper - rest) / coefficient;

		changed |= coefficient > 0.0 ? lower_upper(rewriter, v, bound, slack) :
			raise_lower(rewriter, v, bound, slack);
	}
	if (isfinite(row->lower) && activity->no_high - !isfinite(own.high) == 0)
	{
		double		rest = activity->high - (isfinite(own.high) ? own.high : 0.0);
		double		bound = (row->lower - rest) / coefficient;

		changed |= coefficient > 0.0 ? raise_lower(rewriter, v, bound, slack) :
			lower_upper(rewriter, v, bound, slack);
	}
	return changed;
}

static bool
propagate_row(QsRewriter *rewriter, int r, const uint8_t *wanted)
{
	const QsStatedRow *row = &rewriter->stated->row[r];
	QsStretch	stretch = qs_row_stretch(rewriter->stated, r);
	const QsExpressions *terms = stretch.expressions;
	bool		any = false,
				changed = false;
	Activity	activity;

	if (isfinite(row->price) || row->condition >= 0)
		return false;
	for (int64_t k = stretch.start; k < stretch.end && !any; k++)
		any = wanted[terms->variable[k]];
	if (!any)
		return false;
	activity = activity_of_row(rewriter, stretch);
	for (int64_t k = stretch.start; k < stretch.end; k++)
		if (wanted[terms->variable[k]] && terms->coefficient[k] != 0.0)
			/* with the activity before: looser than it could be, and valid */
			changed |= propagate_term(rewriter, row, &activity, terms->variable[k],
									  terms->coefficient[k]);
	return changed;
}

/* Bounds as given: whole numbers for integers; marks variables without one.  Returns
 * their number, -1 after a complaint. */
static int
take_stated_bounds(QsRewriter *rewriter, uint8_t *wanted)
{
	const QsFormulation *stated = rewriter->stated;
	int			count = 0;

	for (int v = 0; v < stated->n; v++)
	{
		const QsStatedVariable *variable = &stated->variable[v];
		double		low = variable->lower <= -NO_BOUND ? -INFINITY : variable->lower;
		double		high = variable->upper >= NO_BOUND ? INFINITY : variable->upper;

		if (variable->kind != QS_VARIABLE_CONTINUOUS)
		{
			low = ceil(low);
			high = floor(high);
		}
		if (low > high || low == INFINITY || high == -INFINITY)
		{
			qs_rewriting_fails(rewriter, variable->name, "variable ",
							   " has no value between its bounds", "");
			return -1;
		}
		rewriter->lower[v] = low;
		rewriter->upper[v] = high;
		wanted[v] = !isfinite(low) || !isfinite(high);
		count += wanted[v];
	}
	return count;
}

static void
propagate(QsRewriter *rewriter, const uint8_t *wanted)
{
	const QsFormulation *stated = rewriter->stated;
	bool		changed = true;
	int			later = 0;

	for (int pass = 0; changed && pass < MOST_PASSES && later < LATER_PASSES; pass++)
	{
		int			missing = 0;

		changed = false;
		for (int k = 0; k < stated->rows; k++)
		{
			changed |= propagate_row(rewriter, pass & 1 ? stated->rows - 1 - k : k, wanted);
			if ((k & 255) == 0)
				qs_check(rewriter->host);
		}
		for (int v = 0; v < stated->n; v++)
			missing += !isfinite(rewriter->lower[v]) || !isfinite(rewriter->upper[v]);
		later += missing == 0;
	}
}

static bool
check_bounds(QsRewriter *rewriter)
{
	const QsFormulation *stated = rewriter->stated;

	for (int v = 0; v < stated->n; v++)
	{
		const QsStatedVariable *variable = &stated->variable[v];

		if (variable->kind == QS_VARIABLE_CONTINUOUS)
			continue;
		if (!isfinite(rewriter->lower[v]) || !isfinite(rewriter->upper[v]))
			return qs_rewriting_fails(rewriter, variable->name, "integer variable ",
									  isfinite(rewriter->upper[v]) ?
									  " has no lower bound and none follows from the rows" :
									  " has no upper bound and none follows from the rows",
									  "Give it a bound.");
		if (rewriter->upper[v] - rewriter->lower[v] >= NO_BOUND)
			return qs_rewriting_fails(rewriter, variable->name, "integer variable ",
									  " may take more than 2^53 values", "Give it closer bounds.");
	}
	return true;
}

bool
qs_find_bounds(QsRewriter *rewriter)
{
	QsHost	   *host = rewriter->host;
	uint8_t    *wanted = QS_ARRAY(host, uint8_t, rewriter->stated->n);
	int			missing = take_stated_bounds(rewriter, wanted);

	if (missing > 0)
		propagate(rewriter, wanted);
	for (int v = 0; v < rewriter->stated->n; v++)
		rewriter->form->propagated += missing > 0 && wanted[v] &&
			rewriter->stated->variable[v].kind != QS_VARIABLE_CONTINUOUS;
	qs_free(host, wanted);
	return missing >= 0 && check_bounds(rewriter);
}
