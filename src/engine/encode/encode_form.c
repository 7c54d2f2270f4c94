/*
 * encode_form.c
 *	  Which quadratic penalty a row in integers needs.
 */
#include "encode/encode_form.h"

#include <math.h>
#include <stdlib.h>

static int
compare_double(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

/*
 * Do pairs say all of "sum of weight * literal <= upper"?  Take the literals that
 * stand alone and the largest of a set without a forbidden pair: with it go all
 * smaller ones that leave it room, as these never forbid each other.  *pairs: how many
 * there are.
 */
static bool
pairs_suffice(QsHost *host, const QsIntegerRow *row, double upper, int64_t *pairs)
{
	double	   *weight = QS_ARRAY(host, double, row->length);
	double	   *before = QS_ARRAY(host, double, (size_t) row->length + 1);
	int			count = 0;
	bool		suffice = true;

	for (int k = 0; k < row->length; k++)
		if (row->weight[k] <= upper)
			weight[count++] = row->weight[k];
	qsort(weight, (size_t) count, sizeof(double), compare_double);
	before[0] = 0.0;
	for (int k = 0; k < count; k++)
		before[k + 1] = before[k] + weight[k];
	for (int k = 0, fit = count; k < count && suffice; k++)
	{
		/* heavier ones leave less room */
		while (fit > 0 && weight[fit - 1] > upper - weight[k])
			fit--;
		suffice = weight[k] + before[fit < k ? fit : k] <= upper;
		*pairs += fit < k ? k - fit : 0;
	}
	qs_free(host, before);
	qs_free(host, weight);
	return suffice;
}

static int
bits_for(double room)
{
	int			bits = 0;

	while (bits <= QS_LARGEST_SLACK && ldexp(1.0, bits) <= room)
		bits++;
	return bits;
}

QsPlannedRow
qs_plan_row(QsHost *host, const QsIntegerRow *row)
{
	bool		upper_binds = row->upper < row->total;
	bool		lower_binds = row->lower > 0.0;
	QsPlannedRow plan = {.turned = 1, .upper = row->upper, .lower = row->lower, .total = row->total};

	if (!upper_binds && !lower_binds)
		return plan;
	plan.one_sided = upper_binds != lower_binds;
	if (!upper_binds)
	{
		plan.turned = -1;
		plan.upper = row->total - row->lower;
		plan.lower = 0.0;
	}
	if (plan.one_sided && pairs_suffice(host, row, plan.upper, &plan.pairs))
	{
		plan.form = QS_FORM_PAIRS;
		return plan;
	}
	if (row->values <= 2)
		plan.form = row->values == 1 ? QS_FORM_ONE_VALUE : QS_FORM_TWO_VALUES;
	else
	{
		plan.form = QS_FORM_SLACK;
		plan.bits = bits_for(plan.upper - plan.lower);
	}
	plan.pairs = (int64_t) (row->length + plan.bits) * (row->length + plan.bits - 1) / 2;
	return plan;
}

double
qs_slack_value(const QsPlannedRow *plan, int bit)
{
	if (bit < plan->bits - 1)
		return ldexp(1.0, bit);
	return plan->upper - plan->lower - (ldexp(1.0, plan->bits - 1) - 1.0);
}
