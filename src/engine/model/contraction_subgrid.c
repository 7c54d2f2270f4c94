/*
 * contraction_subgrid.c
 *	  An assignment kept as matrices that is one still when whole facilities are fixed.
 */
#include "model/contraction_internal.h"

/* The facilities and locations an assignment has left, in order */
typedef struct Subgrid
{
	int			left;			/* of each */
	int		   *facility;		/* order: the first `left` */
	int		   *location;		/* likewise */
	int		   *fixed;			/* order: location of each facility, -1: left */
} Subgrid;

/* Where the facilities are fixed; false when one is at two locations. */
static bool
find_fixed(QsContraction *contraction, int *fixed)
{
	int			order = contraction->base->assignment->order;

	for (int f = 0; f < order; f++)
	{
		fixed[f] = -1;
		for (int l = 0; l < order; l++)
		{
			bool		flip;

			if (qs_contraction_find(contraction, f * order + l, &flip) == QS_REFERENCE && flip)
			{
				if (fixed[f] >= 0)
					return false;
				fixed[f] = l;
			}
		}
	}
	return true;
}

/*
 * Are the free variables exactly a full grid of the facilities and locations
 * left over, each standing for itself?  Then the smaller problem is again a
 * QAP: the fixed facilities turn into linear costs.
 */
static bool
find_subgrid(QsContraction *contraction, Subgrid *grid)
{
	int			order = contraction->base->assignment->order;
	int			locations = 0;

	if (!find_fixed(contraction, grid->fixed))
		return false;
	for (int f = 0; f < order; f++)
		if (grid->fixed[f] < 0)
			grid->facility[grid->left++] = f;
	for (int l = 0; l < order; l++)
	{
		bool		taken = false;

		for (int f = 0; f < order && !taken; f++)
			taken = grid->fixed[f] == l;
		if (!taken)
			grid->location[locations++] = l;
	}
	if (grid->left != locations || grid->left < QS_MATRIX_ORDER ||
		(int64_t) grid->left * grid->left != contraction->roots)
		return false;
	for (int i = 0; i < grid->left; i++)
		for (int k = 0; k < locations; k++)
		{
			int			v = grid->facility[i] * order + grid->location[k];

			if (contraction->parent[v] != v)
				return false;
		}
	return true;
}

/* What facility f costs at location l by itself and with the fixed ones */
static double
cost_at(const QsModel *base, const Subgrid *grid, size_t f, size_t l)
{
	const QsAssignment *a = base->assignment;
	size_t		o = (size_t) a->order;
	double		sum = base->objective->linear[f * o + l] + (a->cost ? a->cost[f * o + l] : 0.0);

	for (size_t g = 0; g < o; g++)
		if (grid->fixed[g] >= 0)
			sum += qs_model_pair(base, (int) (f * o + l), (int) (g * o) + grid->fixed[g]);
	return sum;
}

/* The constant, and what the fixed facilities cost among themselves */
static double
cost_of_fixed(const QsModel *base, const Subgrid *grid)
{
	const QsAssignment *a = base->assignment;
	size_t		o = (size_t) a->order;
	double		constant = base->constant;

	for (size_t f = 0; f < o; f++)
		if (grid->fixed[f] >= 0)
		{
			size_t		l = (size_t) grid->fixed[f];

			constant += a->flow[f * o + f] * a->distance[l * o + l] +
				(a->cost ? a->cost[f * o + l] : 0.0) + base->objective->linear[f * o + l];
			for (size_t g = 0; g < f; g++)
				if (grid->fixed[g] >= 0)
					constant += qs_model_pair(base, (int) (f * o + l), (int) (g * o) + grid->fixed[g]);
		}
	return constant;
}

static QsModel *
model_of_subgrid(QsHost *host, const QsModel *base, const Subgrid *grid)
{
	const QsAssignment *a = base->assignment;
	size_t		o = (size_t) a->order;
	size_t		k = (size_t) grid->left;
	double	   *flow = QS_ARRAY(host, double, k * k);
	double	   *distance = QS_ARRAY(host, double, k * k);
	double	   *cost = QS_ARRAY0(host, double, k * k);
	bool		costly = false;
	QsModel    *model;

	for (size_t i = 0; i < k; i++)
		for (size_t j = 0; j < k; j++)
		{
			size_t		f = (size_t) grid->facility[i],
						l = (size_t) grid->location[j];

			flow[i * k + j] = a->flow[f * o + (size_t) grid->facility[j]];
			distance[i * k + j] = a->distance[(size_t) grid->location[i] * o + l];
			cost[i * k + j] = cost_at(base, grid, f, l);
			costly = costly || cost[i * k + j] != 0.0;
		}
	model = qs_model_create_assignment_unscaled(host, grid->left, flow, distance,
												costly ? cost : NULL);
	model->constant = cost_of_fixed(base, grid);
	model->maximise = base->maximise;
	model->exponent = base->exponent;
	model->tolerance = base->tolerance;
	qs_model_classify_objective(model);
	for (int i = 0; i < grid->left; i++)
	{
		model->row_origin[i] = base->row_origin[grid->facility[i]];
		model->row_origin[grid->left + i] = base->row_origin[a->order + grid->location[i]];
	}
	qs_free(host, flow);
	qs_free(host, distance);
	qs_free(host, cost);
	return model;
}

QsModel *
qs_contraction_subgrid(QsHost *host, QsContraction *contraction)
{
	const QsModel *base = contraction->base;
	int			order = base->assignment->order;
	Subgrid		grid = {0};
	QsModel    *model = NULL;

	if (qs_qubo_pairs(base->objective) > 0)
		return NULL;
	grid.facility = QS_ARRAY(host, int, order);
	grid.location = QS_ARRAY(host, int, order);
	grid.fixed = QS_ARRAY(host, int, order);
	if (find_subgrid(contraction, &grid))
		model = model_of_subgrid(host, base, &grid);
	qs_free(host, grid.facility);
	qs_free(host, grid.location);
	qs_free(host, grid.fixed);
	return model;
}
