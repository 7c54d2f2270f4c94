/*
 * problem_model.c
 *	  The engine's model and the fingerprint of a problem in memory.
 */
#include "compat.h"

#include <math.h>

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "port/pg_bswap.h"

#include "problem_load.h"

/* ---------------------------------------------------------------------------
 * Model
 */
static void
refuse_range(const QshrinkProblem *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("objective of problem \"%s\" is out of range", problem->name),
			 errdetail("The sum of its coefficients is not a finite double precision number.")));
}

/* No assignment may have an objective that overflows */
static void
check_range(const QshrinkProblem *problem)
{
	double		sum = fabs(problem->offset);

	for (int64 k = 0; k < problem->term_count; k++)
		sum += fabs(problem->terms[k].coefficient);
	if (problem->order > 0)
	{
		size_t		cells = (size_t) problem->n;
		double		flow = 0.0,
					distance = 0.0;

		for (size_t k = 0; k < cells; k++)
		{
			flow += fabs(problem->flow[k]);
			distance += fabs(problem->distance[k]);
			sum += problem->cost ? fabs(problem->cost[k]) : 0.0;
		}
		sum += flow * distance;
	}
	if (!isfinite(sum))
		refuse_range(problem);
}

static double *
negated(QsHost *host, const double *matrix, int cells)
{
	double	   *copy = QS_ARRAY(host, double, cells);

	for (int k = 0; k < cells; k++)
		copy[k] = -matrix[k];
	return copy;
}

/* A quadratic assignment problem that keeps its matrices */
static QsModel *
assignment_model(QsHost *host, const QshrinkProblem *problem)
{
	QsModel    *model;
	double	   *flow,
			   *cost;

	if (!problem->maximise)
		return qs_model_create_assignment(host, problem->order, problem->flow,
										  problem->distance, problem->cost);
	flow = negated(host, problem->flow, problem->n);
	cost = problem->cost ? negated(host, problem->cost, problem->n) : NULL;
	model = qs_model_create_assignment(host, problem->order, flow, problem->distance, cost);
	model->maximise = true;
	qs_free(host, flow);
	qs_free(host, cost);
	return model;
}

/* Cells of a matrix that are not zero, on and off the diagonal */
static void
count_cells(const double *matrix, int order, int64 *diagonal, int64 *other)
{
	*diagonal = *other = 0;
	for (int i = 0; i < order; i++)
		for (int j = 0; j < order; j++)
			if (matrix[(size_t) i * (size_t) order + (size_t) j] != 0.0)
				*(i == j ? diagonal : other) += 1;
}

/*
 * A quadratic assignment problem with further rows: the products are written
 * out, because the engine's matrices stand for assignments and nothing else.
 */
static QsModel *
expanded_model(QsHost *host, const QshrinkProblem *problem)
{
	int			order = problem->order;
	int64		flow_diagonal,
				flow_other,
				distance_diagonal,
				distance_other,
				expected;
	int64		count = 0;
	QsTerm	   *terms;
	QsModel    *model;

	count_cells(problem->flow, order, &flow_diagonal, &flow_other);
	count_cells(problem->distance, order, &distance_diagonal, &distance_other);
	expected = flow_diagonal * distance_diagonal + flow_other * distance_other +
		(problem->cost ? problem->n : 0);
	if (expected > QS_MAX_TERMS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("quadratic assignment problem \"%s\" is too large for further constraints",
						problem->name),
				 errdetail("It would be written out as " INT64_FORMAT " terms, and at most %d are supported.",
						   expected, QS_MAX_TERMS)));
	terms = QS_ARRAY(host, QsTerm, expected);
	for (int f = 0; f < order; f++)
	{
		for (int g = 0; g < order; g++)
		{
			double		flow = problem->flow[(size_t) f * (size_t) order + (size_t) g];

			if (flow == 0.0)
				continue;
			for (int l = 0; l < order; l++)
				for (int k = 0; k < order; k++)
				{
					double		distance = problem->distance[(size_t) l * (size_t) order + (size_t) k];

					if (distance != 0.0 && (f == g) == (l == k))
						terms[count++] = (QsTerm) {f * order + l, g * order + k, flow * distance};
				}
		}
		qs_check(host);
	}
	for (int v = 0; v < problem->n && problem->cost; v++)
		if (problem->cost[v] != 0.0)
			terms[count++] = (QsTerm) {v, v, problem->cost[v]};
	model = qs_model_create(host, problem->n, problem->maximise, 0.0, terms, count,
							problem->row, problem->rows);
	qs_free(host, terms);
	return model;
}

void
qshrink_problem_complete(QsHost *host, QshrinkProblem *problem)
{
	check_range(problem);
	if (problem->order == 0)
		problem->model = qs_model_create(host, problem->n, problem->maximise, problem->offset,
										 problem->terms, problem->term_count,
										 problem->row, problem->rows);
	else if (problem->rows == 2 * problem->order)
		problem->model = assignment_model(host, problem);
	else
		problem->model = expanded_model(host, problem);
	qshrink_problem_fingerprint(problem, problem->fingerprint);
}

/* ---------------------------------------------------------------------------
 * Fingerprint: numbers go into the hash as big-endian 64-bit words
 */
typedef struct Hashing
{
	pg_cryptohash_ctx *context;
	int			count;
	uint64		word[512];
} Hashing;

static void
flush(Hashing *hashing)
{
	if (pg_cryptohash_update(hashing->context, (const uint8 *) hashing->word,
							 (size_t) hashing->count * sizeof(uint64)) < 0)
		elog(ERROR, "could not hash a problem");
	hashing->count = 0;
}

static void
add_word(Hashing *hashing, uint64 word)
{
	hashing->word[hashing->count++] = pg_hton64(word);
	if (hashing->count == lengthof(hashing->word))
		flush(hashing);
}

static void
add_number(Hashing *hashing, double number)
{
	uint64		bits;

	number += 0.0;				/* -0 + 0 = 0 */
	memcpy(&bits, &number, sizeof(bits));
	add_word(hashing, bits);
}

static void
add_numbers(Hashing *hashing, const double *number, int count)
{
	for (int k = 0; number && k < count; k++)
		add_number(hashing, number[k]);
}

static void
add_row(Hashing *hashing, const QsRow *row)
{
	add_word(hashing, (uint64) row->sense);
	add_number(hashing, row->rhs);
	add_word(hashing, (uint64) row->count);
	for (int k = 0; k < row->count; k++)
	{
		add_word(hashing, (uint64) row->variables[k]);
		add_number(hashing, row->coefficients ? row->coefficients[k] : 1.0);
	}
}

void
qshrink_problem_fingerprint(const QshrinkProblem *problem,
							char fingerprint[QSHRINK_FINGERPRINT_LENGTH + 1])
{
	Hashing		hashing = {.context = pg_cryptohash_create(PG_SHA256)};
	uint8		digest[PG_SHA256_DIGEST_LENGTH];

	if (hashing.context == NULL || pg_cryptohash_init(hashing.context) < 0)
		elog(ERROR, "could not hash a problem");
	add_word(&hashing, problem->maximise);
	add_word(&hashing, (uint64) problem->n);
	add_word(&hashing, (uint64) problem->order);
	add_number(&hashing, problem->offset);
	add_word(&hashing, (uint64) problem->term_count);
	for (int64 k = 0; k < problem->term_count; k++)
	{
		add_word(&hashing, (uint64) problem->terms[k].i << 32 | (uint64) problem->terms[k].j);
		add_number(&hashing, problem->terms[k].coefficient);
	}
	add_numbers(&hashing, problem->flow, problem->n);
	add_numbers(&hashing, problem->distance, problem->n);
	add_word(&hashing, problem->cost != NULL);
	add_numbers(&hashing, problem->cost, problem->n);
	add_word(&hashing, (uint64) problem->rows);
	for (int r = 0; r < problem->rows; r++)
		add_row(&hashing, &problem->row[r]);
	flush(&hashing);
	if (pg_cryptohash_final(hashing.context, digest, sizeof(digest)) < 0)
		elog(ERROR, "could not hash a problem");
	pg_cryptohash_free(hashing.context);
	for (int k = 0; k < QSHRINK_FINGERPRINT_LENGTH / 2; k++)
		snprintf(fingerprint + 2 * k, 3, "%02x", digest[k]);
}
