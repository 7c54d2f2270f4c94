/*
 * problem_flat.c
 *	  A problem as bytes: a header, rows, then numbers, each part 8-byte aligned.
 */
#include "compat.h"

#include "problem_flat.h"

typedef struct FlatRow
{
	int64		at;				/* of its first variable */
	int64		coefficients_at;	/* -1: all ones */
	double		rhs;
	int			count;
	char		sense;
} FlatRow;

typedef struct FlatProblem
{
	int64		problem_id;
	int64		term_count;
	int64		variables;		/* of all rows */
	int64		coefficients;	/* likewise */
	double		offset;
	int			n;
	int			order;
	int			rows;
	bool		maximise;
	bool		cost;
} FlatProblem;

/* Where the parts are */
typedef struct Parts
{
	size_t		row;
	size_t		terms;
	size_t		flow;
	size_t		distance;
	size_t		cost;
	size_t		coefficients;
	size_t		variables;
	size_t		end;
} Parts;

static Parts
parts_of(const FlatProblem *flat)
{
	size_t		cells = (size_t) flat->order * (size_t) flat->order;
	Parts		parts;

	parts.row = MAXALIGN(sizeof(FlatProblem));
	parts.terms = parts.row + (size_t) flat->rows * sizeof(FlatRow);
	parts.flow = parts.terms + (size_t) flat->term_count * sizeof(QsTerm);
	parts.distance = parts.flow + cells * sizeof(double);
	parts.cost = parts.distance + cells * sizeof(double);
	parts.coefficients = parts.cost + (flat->cost ? cells * sizeof(double) : 0);
	parts.variables = parts.coefficients + (size_t) flat->coefficients * sizeof(double);
	parts.end = parts.variables + MAXALIGN((size_t) flat->variables * sizeof(int32));
	return parts;
}

static FlatProblem
header_of(const QshrinkProblem *problem)
{
	FlatProblem flat = {
		.problem_id = problem->problem_id, .term_count = problem->order > 0 ? 0 : problem->term_count,
		.offset = problem->offset, .n = problem->n, .order = problem->order, .rows = problem->rows,
		.maximise = problem->maximise, .cost = problem->cost != NULL
	};

	for (int r = 0; r < problem->rows; r++)
	{
		flat.variables += problem->row[r].count;
		flat.coefficients += problem->row[r].coefficients ? problem->row[r].count : 0;
	}
	return flat;
}

size_t
qshrink_problem_flat_bytes(const QshrinkProblem *problem)
{
	FlatProblem flat = header_of(problem);

	return parts_of(&flat).end;
}

static void
flatten_rows(QsHost *host, const QshrinkProblem *problem, FlatRow *flat, int32 *variable,
			 double *coefficient)
{
	int64		at = 0;
	int64		coefficients_at = 0;

	for (int r = 0; r < problem->rows; r++)
	{
		const QsRow *row = &problem->row[r];

		memset(&flat[r], 0, sizeof(FlatRow));
		flat[r].at = at;
		flat[r].coefficients_at = row->coefficients ? coefficients_at : -1;
		flat[r].rhs = row->rhs;
		flat[r].count = row->count;
		flat[r].sense = row->sense;
		qs_copy(host, variable + at, row->variables, (size_t) row->count * sizeof(int32));
		at += row->count;
		if (row->coefficients)
		{
			qs_copy(host, coefficient + coefficients_at, row->coefficients,
					(size_t) row->count * sizeof(double));
			coefficients_at += row->count;
		}
		if ((r & 1023) == 0)
			qs_check(host);
	}
}

void
qshrink_problem_flatten(QsHost *host, const QshrinkProblem *problem, void *to)
{
	FlatProblem flat = header_of(problem);
	Parts		parts = parts_of(&flat);
	size_t		matrix = (size_t) problem->order * (size_t) problem->order * sizeof(double);
	char	   *base = to;

	memcpy(base, &flat, sizeof(flat));
	flatten_rows(host, problem, (FlatRow *) (base + parts.row), (int32 *) (base + parts.variables),
				 (double *) (base + parts.coefficients));
	if (problem->order == 0)
		qs_copy(host, base + parts.terms, problem->terms, (size_t) flat.term_count * sizeof(QsTerm));
	else
	{
		qs_copy(host, base + parts.flow, problem->flow, matrix);
		qs_copy(host, base + parts.distance, problem->distance, matrix);
		if (problem->cost)
			qs_copy(host, base + parts.cost, problem->cost, matrix);
	}
}

QshrinkProblem *
qshrink_problem_of_flat(QsHost *host, const void *from)
{
	char	   *base = unconstify(void *, from);
	const FlatProblem *flat = from;
	Parts		parts = parts_of(flat);
	const FlatRow *row = (const FlatRow *) (base + parts.row);
	int32	   *variable = (int32 *) (base + parts.variables);
	double	   *coefficient = (double *) (base + parts.coefficients);
	QshrinkProblem *problem = QS_NEW(host, QshrinkProblem);

	problem->problem_id = flat->problem_id;
	problem->maximise = flat->maximise;
	problem->n = flat->n;
	problem->offset = flat->offset;
	problem->order = flat->order;
	if (flat->order == 0)
	{
		problem->terms = (QsTerm *) (base + parts.terms);
		problem->term_count = flat->term_count;
	}
	else
	{
		problem->flow = (double *) (base + parts.flow);
		problem->distance = (double *) (base + parts.distance);
		problem->cost = flat->cost ? (double *) (base + parts.cost) : NULL;
	}
	problem->rows = flat->rows;
	problem->row = QS_ARRAY(host, QsRow, flat->rows);
	for (int r = 0; r < flat->rows; r++)
		problem->row[r] = (QsRow)
	{
		.count = row[r].count, .variables = variable + row[r].at,
		.coefficients = row[r].coefficients_at < 0 ? NULL : coefficient + row[r].coefficients_at,
		.sense = row[r].sense, .rhs = row[r].rhs
	};
	qshrink_problem_rebuild(host, problem);
	return problem;
}
