/*
 * conflict.c
 *	  The deletion filter: rows are left out, many at first, then one by one.
 */
#include "conflict/conflict.h"

#include <string.h>

#include "conflict/subset.h"

#define FIRST_SHARE		0.5		/* of the time, for the question whether there is a conflict */
#define TEST_SHARE		0.2		/* of the time left, for each test */
#define WITNESSES		16		/* assignments remembered */

typedef struct Filter
{
	QsHost	   *host;
	const QsModel *model;
	const QsConflictSettings *settings;
	int32_t    *row;			/* contradictory, ascending */
	int			count;
	uint8_t    *needed;			/* by row of the model: without it the others were met */
	int32_t    *rest;			/* scratch: rows of a test */
	uint8_t    *support;		/* scratch, by row of a test */
	uint8_t    *x;				/* scratch */
	uint8_t    *witness;		/* WITNESSES x n */
	int			witnesses;
	int64_t		tests;
} Filter;

/* ---------------------------------------------------------------------------
 * Witnesses
 */

/* How many of the rows does x break?  *broken: the last of them. */
static int
broken_rows(const Filter *filter, const int32_t *row, int count, const uint8_t *x, int32_t *broken)
{
	int			found = 0;

	for (int k = 0; k < count; k++)
		if (!qs_subset_holds(filter->model, filter->settings, row[k], x))
		{
			*broken = row[k];
			found++;
		}
	return found;
}

/* An assignment that breaks a single row of the conflict shows that the row is needed. */
static void
note_needed(Filter *filter, const uint8_t *x)
{
	int32_t		broken;

	if (broken_rows(filter, filter->row, filter->count, x, &broken) == 1)
		filter->needed[broken] = 1;
}

static void
note_witness(Filter *filter, const uint8_t *x)
{
	size_t		n = (size_t) filter->model->n;

	note_needed(filter, x);
	memcpy(filter->witness + (size_t) (filter->witnesses++ % WITNESSES) * n, x, n);
}

static bool
met_by_witness(Filter *filter, const int32_t *row, int count)
{
	int			kept = filter->witnesses < WITNESSES ? filter->witnesses : WITNESSES;
	int32_t		broken;

	for (int k = 0; k < kept; k++)
	{
		const uint8_t *x = filter->witness + (size_t) k * (size_t) filter->model->n;

		qs_check(filter->host);
		if (broken_rows(filter, row, count, x, &broken) > 0)
			continue;
		note_needed(filter, x);
		return true;
	}
	return false;
}

/* ---------------------------------------------------------------------------
 * The filter
 */

/* Can the rows in rest hold together?  When they contradict each other, rest becomes
 * those that do. */
static QsSubsetVerdict
test(Filter *filter, int *count, double share)
{
	QsHost	   *host = filter->host;
	double		deadline;
	QsSubsetVerdict verdict;
	int			kept = 0;

	if (met_by_witness(filter, filter->rest, *count))
		return QS_SUBSET_MET;
	filter->tests++;
	deadline = qs_share_time(host, share);
	verdict = qs_subset_judge(host, filter->model, filter->settings, filter->rest, *count,
							  filter->support, filter->x);
	host->deadline = deadline;
	if (verdict == QS_SUBSET_CONTRADICTORY)
	{
		for (int k = 0; k < *count; k++)
			if (filter->support[k])
				filter->rest[kept++] = filter->rest[k];
		*count = kept;
	}
	if (verdict == QS_SUBSET_MET)
		note_witness(filter, filter->x);
	return verdict;
}

/* Leave out those of `length` rows from `first` on that are not known to be needed.
 * Returns whether the others are still contradictory: they are the conflict then. */
static bool
leave_out(Filter *filter, int first, int length)
{
	int			count = 0;

	for (int k = 0; k < filter->count; k++)
		if (k < first || k >= first + length || filter->needed[filter->row[k]])
			filter->rest[count++] = filter->row[k];
	if (count == filter->count || test(filter, &count, TEST_SHARE) != QS_SUBSET_CONTRADICTORY)
		return false;
	memcpy(filter->row, filter->rest, (size_t) count * sizeof(int32_t));
	filter->count = count;
	return true;
}

/* Returns whether any row was left out. */
static bool
pass(Filter *filter, int length)
{
	bool		shorter = false;

	for (int first = 0; first < filter->count && !qs_time_up(filter->host);)
	{
		qs_check(filter->host);
		/* what comes after the rows left out has moved to their place */
		if (leave_out(filter, first, length))
			shorter = true;
		else
			first += length;
	}
	return shorter;
}

static void
run_filter(Filter *filter)
{
	for (int length = (filter->count + 1) / 2; length > 1; length = (length + 1) / 2)
		pass(filter, length);
	/* a test that was too hard may be easy among fewer rows */
	while (pass(filter, 1))
		;
}

/* ---------------------------------------------------------------------------
 * All together
 */

/* Permutations meet the rows of their matrices; often there are no others. */
static void
note_permutation(Filter *filter)
{
	const QsAssignment *assignment = filter->model->assignment;

	if (assignment == NULL)
		return;
	memset(filter->x, 0, (size_t) filter->model->n);
	for (int f = 0; f < assignment->order; f++)
		filter->x[f * assignment->order + f] = 1;
	note_witness(filter, filter->x);
}

static QsConflictOutcome
find(Filter *filter)
{
	int			count = filter->model->m;

	for (int r = 0; r < count; r++)
		filter->rest[r] = r;
	note_permutation(filter);
	switch (test(filter, &count, FIRST_SHARE))
	{
		case QS_SUBSET_MET:
			return QS_CONFLICT_FEASIBLE;
		case QS_SUBSET_UNKNOWN:
			return QS_CONFLICT_UNDECIDED;
		default:
			break;
	}
	memcpy(filter->row, filter->rest, (size_t) count * sizeof(int32_t));
	filter->count = count;
	run_filter(filter);
	return QS_CONFLICT_FOUND;
}

QsConflict *
qs_conflict(QsHost *host, const QsModel *model, const QsConflictSettings *settings)
{
	QsConflict *conflict = QS_NEW(host, QsConflict);
	Filter		filter = {
		.host = host, .model = model, .settings = settings,
		.row = QS_ARRAY(host, int32_t, model->m), .needed = QS_ARRAY0(host, uint8_t, model->m),
		.rest = QS_ARRAY(host, int32_t, model->m), .support = QS_ARRAY(host, uint8_t, model->m),
		.x = QS_ARRAY(host, uint8_t, model->n),
		.witness = QS_ARRAY(host, uint8_t, WITNESSES * (size_t) model->n),
	};

	conflict->outcome = find(&filter);
	conflict->tests = filter.tests;
	conflict->row = filter.row;
	conflict->irreducible = conflict->outcome == QS_CONFLICT_FOUND;
	conflict->count = filter.count;
	for (int k = 0; k < filter.count; k++)
		conflict->irreducible = conflict->irreducible && filter.needed[filter.row[k]];
	qs_free(host, filter.witness);
	qs_free(host, filter.x);
	qs_free(host, filter.support);
	qs_free(host, filter.rest);
	qs_free(host, filter.needed);
	return conflict;
}

void
qs_conflict_free(QsHost *host, QsConflict *conflict)
{
	if (conflict == NULL)
		return;
	qs_free(host, conflict->row);
	qs_free(host, conflict);
}
