/*
 * test_exactness.c
 *	  Whole solves of small random models whose numbers are large, tiny or decimal,
 *	  against enumeration in 128-bit integers: nothing infeasible is called feasible,
 *	  nothing solvable infeasible, nothing optimal that is not, and no bound lies
 *	  beyond the optimum.  Rows that differ by a power of ten give the same run.
 *
 *	  QSHRINK_MODELS and QSHRINK_SEED ask for a longer campaign, QSHRINK_TRIAL for one
 *	  model of it alone.
 */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solve/pipeline.h"
#include "model/verify.h"

#ifndef __SIZEOF_INT128__
int
main(void)
{
	puts("skipped: the judge of this test counts in 128-bit integers, which this processor has not");
	return 0;
}
#else

#define MODELS			1500
#define MOST_VARIABLES	12
#define MOST_ROWS		4
#define MOST_ENTRIES	12
#define MOST_TERMS		48

__extension__ typedef __int128 Wide;

/* Numbers with the integers they stand for: value = digits * 10^exponent */
typedef struct Line
{
	int			count;
	int32_t		variables[MOST_ENTRIES];
	int64_t		digits[MOST_ENTRIES];
	double		values[MOST_ENTRIES];
	int64_t		rhs_digits;
	double		rhs;
	int			exponent;
	char		sense;
	bool		exact;
} Line;

typedef struct Case
{
	int			n;
	bool		maximise;
	int			rows;
	Line		row[MOST_ROWS];
	int			terms;
	QsTerm		term[MOST_TERMS];
	int64_t		term_digits[MOST_TERMS];
	int64_t		offset_digits;
	double		offset;
	int			exponent;
	bool		exact;			/* the objective */
	int8_t		fixed[MOST_VARIABLES];	/* -1: not */
} Case;

static double
number(int64_t digits, int exponent)
{
	char		text[48];

	snprintf(text, sizeof(text), "%llde%d", (long long) digits, exponent);
	return strtod(text, NULL);
}

static int64_t
between(QsRandom *random, int64_t low, int64_t high)
{
	return low + (int64_t) (qs_random_next(random) % (uint64_t) (high - low + 1));
}

/* The kinds of numbers that rounding and tolerances get wrong */
typedef enum Numbers
{
	NUMBERS_SMALL,				/* in any unit from 10^-14 to 10^14 */
	NUMBERS_BILLION,			/* 10^9 + k */
	NUMBERS_TEN_BILLION,		/* 10^10 + k */
	NUMBERS_LIMIT,				/* just below 2^53 together */
	NUMBERS_DECIMAL,			/* 1 to 6 places */
	NUMBERS_TINY,				/* in units of 10^-9 to 10^-12 */
	NUMBERS_MIXED,				/* small ones beside large ones */
	NUMBERS_BEYOND,				/* more than 2^53 together: judged with a tolerance */
	NUMBERS_KINDS
} Numbers;

static int
unit_of(QsRandom *random, Numbers numbers)
{
	switch (numbers)
	{
		case NUMBERS_SMALL:
			return (int) between(random, -14, 14);
		case NUMBERS_DECIMAL:
			return (int) between(random, -6, -1);
		case NUMBERS_TINY:
			return (int) between(random, -12, -9);
		default:
			return qs_random_below(random, 4) == 0 ? (int) between(random, -8, 3) : 0;
	}
}

static int64_t
magnitude_of(QsRandom *random, Numbers numbers)
{
	switch (numbers)
	{
		case NUMBERS_SMALL:
		case NUMBERS_TINY:
			return between(random, 1, 12);
		case NUMBERS_BILLION:
			return 1000000000 + between(random, 0, 1000);
		case NUMBERS_TEN_BILLION:
			return 10000000000 + between(random, 0, 1000);
		case NUMBERS_LIMIT:
			return (INT64_C(1) << 53) / (MOST_ENTRIES + 8) - between(random, 0, 1000);
		case NUMBERS_DECIMAL:
			return between(random, 1, 2000000);
		case NUMBERS_MIXED:
			return qs_random_below(random, 2) ? between(random, 1, 9) :
				1000000000 + between(random, -3, 3);
		default:
			return (INT64_C(1) << 53) - between(random, 0, 1000000000);
	}
}

static int64_t
signed_of(QsRandom *random, Numbers numbers, bool negative)
{
	int64_t		magnitude = magnitude_of(random, numbers);

	return negative && qs_random_below(random, 3) == 0 ? -magnitude : magnitude;
}

static Wide
activity_of(const Line *line, unsigned bits)
{
	Wide		sum = 0;

	for (int k = 0; k < line->count; k++)
		if (bits >> line->variables[k] & 1)
			sum += line->digits[k];
	return sum;
}

/* A right-hand side near what some assignment reaches */
static void
make_row(QsRandom *random, Line *line, int n)
{
	Numbers		numbers = (Numbers) qs_random_below(random, NUMBERS_KINDS);
	bool		negative = qs_random_below(random, 2);
	bool		equal = qs_random_below(random, 4) == 0;
	uint64_t	total = 0;
	Wide		reached;

	line->exponent = unit_of(random, numbers);
	line->count = 1 + (int) qs_random_below(random, MOST_ENTRIES);
	for (int k = 0; k < line->count; k++)
	{
		line->variables[k] = (int32_t) qs_random_below(random, (uint32_t) n);
		line->digits[k] = equal && k > 0 ? line->digits[0] : signed_of(random, numbers, negative);
		line->values[k] = number(line->digits[k], line->exponent);
		total += (uint64_t) llabs(line->digits[k]);
	}
	reached = activity_of(line, (unsigned) qs_random_below(random, 1u << n));
	if (qs_random_below(random, 2))
		reached += between(random, -2, 2);
	line->rhs_digits = (int64_t) reached;
	/* a side that is no double would be another number */
	while (llabs(line->rhs_digits) >= INT64_C(1) << 53)
		line->rhs_digits /= 2;
	line->rhs = number(line->rhs_digits, line->exponent);
	total += (uint64_t) llabs(line->rhs_digits);
	line->exact = total < UINT64_C(1) << 53;
	line->sense = "<>="[qs_random_below(random, 5) % 3];
}

/* Exactly-one and conflict rows in an odd unit, so that the classes are met as well */
static void
make_structured_row(QsRandom *random, Line *line, int n, char sense)
{
	int64_t		one = magnitude_of(random, (Numbers) qs_random_below(random, NUMBERS_BEYOND));

	line->exponent = (int) between(random, -12, 3);
	line->count = 2 + (int) qs_random_below(random, 2);
	one %= 1000000;
	one += one == 0;
	for (int k = 0; k < line->count; k++)
	{
		line->variables[k] = (int32_t) ((qs_random_below(random, (uint32_t) n) + (unsigned) k) % (unsigned) n);
		line->digits[k] = one;
		line->values[k] = number(one, line->exponent);
	}
	line->rhs_digits = one;
	line->rhs = number(one, line->exponent);
	line->exact = true;
	line->sense = sense;
}

static void
make_case(QsRandom *random, Case *c)
{
	Numbers		numbers = (Numbers) qs_random_below(random, NUMBERS_KINDS);
	bool		quadratic = qs_random_below(random, 2);
	bool		negative = qs_random_below(random, 2);
	unsigned	structure = qs_random_below(random, 4);
	uint64_t	total = 0;
	int			most;

	memset(c, 0, sizeof(*c));
	c->n = 2 + (int) qs_random_below(random, MOST_VARIABLES - 1);
	c->maximise = qs_random_below(random, 2);
	c->rows = (int) qs_random_below(random, MOST_ROWS + 1);
	for (int r = 0; r < c->rows; r++)
		if (structure == 0)
			make_structured_row(random, &c->row[r], c->n, '<');
		else if (structure == 1 && r < 2)
			make_structured_row(random, &c->row[r], c->n, '=');
		else
			make_row(random, &c->row[r], c->n);
	c->exponent = unit_of(random, numbers);
	most = quadratic ? MOST_TERMS : c->n;
	for (int k = 0; k < most; k++)
	{
		int			i = quadratic ? (int) qs_random_below(random, (uint32_t) c->n) : k;
		int			j = quadratic ? (int) qs_random_below(random, (uint32_t) c->n) : k;

		/* a stored objective names a product once */
		for (int e = 0; e < c->terms; e++)
			if ((c->term[e].i == i && c->term[e].j == j) || (c->term[e].i == j && c->term[e].j == i))
				i = -1;
		if (i < 0)
			continue;
		c->term_digits[c->terms] = signed_of(random, numbers, negative);
		if (numbers == NUMBERS_LIMIT)
			c->term_digits[c->terms] /= 3;
		total += (uint64_t) llabs(c->term_digits[c->terms]);
		c->term[c->terms] = (QsTerm) {i < j ? i : j, i < j ? j : i, number(c->term_digits[c->terms], c->exponent)};
		c->terms++;
	}
	if (qs_random_below(random, 3) == 0)
		c->offset_digits = signed_of(random, numbers, true) / (numbers == NUMBERS_LIMIT ? 3 : 1);
	c->offset = number(c->offset_digits, c->exponent);
	total += (uint64_t) llabs(c->offset_digits);
	c->exact = total < UINT64_C(1) << 53;
	for (int i = 0; i < c->n; i++)
		c->fixed[i] = (int8_t) (qs_random_below(random, 30) == 0 ? between(random, 0, 1) : -1);
}

/* Feasible (1), not (0), or too close to the tolerance to tell (-1) */
static int
feasible(const Case *c, unsigned bits)
{
	int			result = 1;

	for (int i = 0; i < c->n; i++)
		if (c->fixed[i] >= 0 && (int) (bits >> i & 1) != c->fixed[i])
			return 0;
	for (int r = 0; r < c->rows; r++)
	{
		const Line *line = &c->row[r];
		Wide		difference = activity_of(line, bits) - line->rhs_digits;
		Wide		largest = llabs(line->rhs_digits);
		Wide		missed;

		for (int k = 0; k < line->count; k++)
			if (llabs(line->digits[k]) > largest)
				largest = llabs(line->digits[k]);
		missed = line->sense == '<' ? difference : line->sense == '>' ? -difference :
			difference < 0 ? -difference : difference;
		if (line->exact)
		{
			if (missed > 0)
				return 0;
		}
		else if (missed * 1000000000 > largest + largest / 1000000)
			return 0;
		else if (missed * 1000000000 > largest - largest / 1000000)
			result = -1;
	}
	return result;
}

static Wide
objective(const Case *c, unsigned bits)
{
	Wide		sum = c->offset_digits;

	for (int k = 0; k < c->terms; k++)
		if ((bits >> c->term[k].i & 1) && (bits >> c->term[k].j & 1))
			sum += c->term_digits[k];
	return sum;
}

/* The best objective among the feasible assignments; false: there is none */
static bool
optimum(const Case *c, Wide *best, bool *doubtful)
{
	bool		any = false;

	*doubtful = false;
	for (unsigned bits = 0; bits < 1u << c->n; bits++)
	{
		int			verdict = feasible(c, bits);
		Wide		value = objective(c, bits);

		*doubtful = *doubtful || verdict < 0;
		if (verdict != 1)
			continue;
		if (!any || (c->maximise ? value > *best : value < *best))
			*best = value;
		any = true;
	}
	return any;
}

static void
rows_of(const Case *c, QsRow *rows)
{
	for (int r = 0; r < c->rows; r++)
		rows[r] = (QsRow)
		{
			c->row[r].count, c->row[r].variables, c->row[r].values, c->row[r].sense, c->row[r].rhs
		};
}

/* The judge a solve asks: rows as stored */
static bool
judge(void *context, const uint8_t *x)
{
	const Case *c = context;
	double		activity;

	for (int r = 0; r < c->rows; r++)
		if (!qs_verify_row(NULL, c->row[r].count, c->row[r].variables, c->row[r].values,
						   c->row[r].sense, c->row[r].rhs, QS_TOLERANCE, x, &activity))
			return false;
	return true;
}

static unsigned
bits_of(const uint8_t *x, int n)
{
	unsigned	bits = 0;

	for (int i = 0; i < n; i++)
		bits |= (unsigned) x[i] << i;
	return bits;
}

static QsSettings
random_settings(QsRandom *random, Case *c)
{
	static const QsSolver solvers[] = {
		QS_SOLVER_AUTO, QS_SOLVER_EXACT, QS_SOLVER_TABU, QS_SOLVER_UNIFORM, QS_SOLVER_NONE,
		QS_SOLVER_QAOA
	};
	static const QsEncodingKind encodings[] = {
		QS_ENCODING_AUTO, QS_ENCODING_AUTO, QS_ENCODING_UNBALANCED, QS_ENCODING_SLACK
	};
	QsSettings	settings = qs_settings_defaults;

	settings.solver = solvers[qs_random_below(random, sizeof(solvers) / sizeof(*solvers))];
	settings.encoding = encodings[qs_random_below(random, sizeof(encodings) / sizeof(*encodings))];
	settings.max_qubits = 3 + (int) qs_random_below(random, 8);
	settings.rounds = 1 + (int) qs_random_below(random, 3);
	settings.sampler.shots = 40;
	settings.sampler.layers = 1;
	settings.presolve = qs_random_below(random, 3) != 0;
	settings.certified = qs_random_below(random, 3) != 0;
	settings.proof = qs_random_below(random, 5) != 0;
	settings.polish = qs_random_below(random, 4) != 0;
	settings.repair = qs_random_below(random, 4) != 0;
	settings.effort = 0.01;
	settings.seed = qs_random_next(random);
	settings.fixed = c->fixed;
	settings.judge = judge;
	settings.judge_context = c;
	return settings;
}

static void
complain(const Case *c, const QsRun *run, const char *what, int trial)
{
	fprintf(stderr, "model %d: %s (status %s by %s, objective %.17g, bound %.17g)\n", trial, what,
			qs_run_status_name(run->status), run->proved_by ? run->proved_by : "-",
			run->objective, run->bound);
	fprintf(stderr, "%s n=%d 10^%d:", c->maximise ? "max" : "min", c->n, c->exponent);
	for (int k = 0; k < c->terms; k++)
		fprintf(stderr, " %+lld x%d x%d", (long long) c->term_digits[k], c->term[k].i, c->term[k].j);
	for (int r = 0; r < c->rows; r++)
	{
		fprintf(stderr, "\n  10^%d:", c->row[r].exponent);
		for (int k = 0; k < c->row[r].count; k++)
			fprintf(stderr, " %+lld x%d", (long long) c->row[r].digits[k], c->row[r].variables[k]);
		fprintf(stderr, " %c= %lld%s", c->row[r].sense, (long long) c->row[r].rhs_digits,
				c->row[r].exact ? "" : " (tolerance)");
	}
	fprintf(stderr, "\n");
}

#define CLAIM(claim, what) \
	do { \
		if (!(claim)) \
		{ \
			complain(c, run, what, trial); \
			good = false; \
		} \
	} while (0)

typedef struct Tally
{
	int			optimal;
	int			infeasible;
	int			undecided;		/* neither, although a proof was wanted */
} Tally;

static double
total_of_terms(const Case *c)
{
	double		total = fabs(c->offset);

	for (int k = 0; k < c->terms; k++)
		total += fabs(c->term[k].coefficient);
	return total;
}

/* Everything the run says, against the truth */
static bool
check_run(const Case *c, const QsModel *model, const QsRun *run, bool proof, int trial,
		  Tally *tally)
{
	Wide		best = 0;
	bool		doubtful;
	bool		solvable = optimum(c, &best, &doubtful);
	bool		good = true;
	double		value = qs_model_report(model, run->objective);
	double		bound = qs_model_report(model, run->bound);
	double		truth = c->exact ? number((int64_t) best, c->exponent) :
		(double) best * pow(10.0, c->exponent);
	double		slack = c->exact ? 0.0 : QS_TOLERANCE * total_of_terms(c);
	bool		infeasible_seen = false;

	for (int k = 0; k < run->solutions; k++)
	{
		unsigned	bits = bits_of(run->solution[k].x, c->n);

		CLAIM(!run->solution[k].feasible || feasible(c, bits) != 0, "infeasible called feasible");
		CLAIM(run->solution[k].feasible || feasible(c, bits) != 1, "feasible called infeasible");
		CLAIM(!run->solution[k].feasible || !infeasible_seen, "infeasible ranks before feasible");
		infeasible_seen |= !run->solution[k].feasible;
		if (c->exact)
			CLAIM(qs_model_report(model, run->solution[k].objective) ==
				  number((int64_t) objective(c, bits), c->exponent), "objective is off");
	}
	if (doubtful)
		return good;
	CLAIM(run->status != QS_RUN_INFEASIBLE || !solvable, "solvable called infeasible");
	CLAIM(run->status > QS_RUN_FEASIBLE || solvable, "unsolvable called solved");
	if (run->status == QS_RUN_OPTIMAL && solvable)
		CLAIM(fabs(value - truth) <= slack, "not optimal");
	if (solvable && isfinite(bound))
		CLAIM(c->maximise ? bound >= truth - slack : bound <= truth + slack, "bound beyond the optimum");
	tally->optimal += run->status == QS_RUN_OPTIMAL;
	tally->infeasible += run->status == QS_RUN_INFEASIBLE;
	tally->undecided += proof && (run->status == QS_RUN_FEASIBLE || run->status == QS_RUN_NOT_FOUND);
	return good;
}

static QsModel *
model_of(QsHost *host, const Case *c)
{
	QsRow		rows[MOST_ROWS];

	rows_of(c, rows);
	return qs_model_create(host, c->n, c->maximise, c->offset, c->term, c->terms, rows, c->rows);
}

static long
from_environment(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text ? atol(text) : otherwise;
}

static void
claims_are_exact(void **state)
{
	QsHost	   *host = unit_host(state);
	long		models = from_environment("QSHRINK_MODELS", MODELS);
	long		only = from_environment("QSHRINK_TRIAL", -1);
	QsRandom	random;
	Tally		tally = {0};
	int			wrong = 0;

	qs_random_seed(&random, (uint64_t) from_environment("QSHRINK_SEED", 53), 0);
	for (int trial = 0; trial < models; trial++)
	{
		Case		c;
		QsSettings	settings;
		QsModel    *model;
		QsRun	   *run;

		make_case(&random, &c);
		settings = random_settings(&random, &c);
		if (only >= 0 && only != trial)
			continue;
		model = model_of(host, &c);
		run = qs_solve(host, model, &settings);
		/* a slack encoding of a row judged with a tolerance */
		wrong += run->unsupported == NULL && !check_run(&c, model, run, settings.proof, trial, &tally);
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
	fprintf(stderr, "%ld models: %d optimal, %d infeasible, %d left open with proof asked for\n", models,
			tally.optimal, tally.infeasible, tally.undecided);
	assert_int_equal(wrong, 0);
	if (only >= 0)
		return;
	assert_true(tally.optimal > models / 4);
	assert_true(tally.infeasible > models / 20);
}

#define MOST_PLACES		4

/* Matrices of decimals: entry = digits * 10^unit */
typedef struct Matrices
{
	int			order;
	int			unit[3];		/* flows, distances, costs */
	int64_t		digits[3][MOST_PLACES * MOST_PLACES];
	double		entry[3][MOST_PLACES * MOST_PLACES];
} Matrices;

static void
make_matrices(QsRandom *random, Matrices *m)
{
	Numbers		numbers = (Numbers) qs_random_below(random, NUMBERS_LIMIT);

	m->order = 2 + (int) qs_random_below(random, MOST_PLACES - 1);
	m->unit[0] = (int) between(random, -9, 4);
	m->unit[1] = (int) between(random, -9, 4);
	m->unit[2] = m->unit[0] + m->unit[1] + (int) between(random, -2, 2);
	for (int k = 0; k < 3; k++)
		for (int e = 0; e < m->order * m->order; e++)
		{
			m->digits[k][e] = k == 1 ? between(random, 0, 9) : signed_of(random, numbers, true);
			m->entry[k][e] = number(m->digits[k][e], m->unit[k]);
		}
}

/* Cost of a permutation in units of 10^unit */
static Wide
cost_of(const Matrices *m, const int *place, int unit)
{
	Wide		products = 0,
				costs = 0;

	for (int f = 0; f < m->order; f++)
	{
		costs += m->digits[2][f * m->order + place[f]];
		for (int g = 0; g < m->order; g++)
			products += (Wide) m->digits[0][f * m->order + g] *
				m->digits[1][place[f] * m->order + place[g]];
	}
	for (int e = m->unit[0] + m->unit[1]; e > unit; e--)
		products *= 10;
	for (int e = m->unit[2]; e > unit; e--)
		costs *= 10;
	return products + costs;
}

static double
least_cost(const Matrices *m)
{
	int			products = m->unit[0] + m->unit[1];
	int			unit = m->unit[2] < products ? m->unit[2] : products;
	Wide		best = 0;
	bool		any = false;

	for (int code = 0; code < 1 << 2 * m->order; code++)
	{
		int			place[MOST_PLACES];
		int			used = 0;
		Wide		cost;

		for (int f = 0; f < m->order; f++)
		{
			place[f] = code >> 2 * f & 3;
			used |= 1 << place[f];
		}
		if (used != (1 << m->order) - 1)
			continue;
		cost = cost_of(m, place, unit);
		if (!any || cost < best)
			best = cost;
		any = true;
	}
	return number((int64_t) best, unit);
}

/* Assignments keep matrices: decimals, large numbers, costs in units of their own */
static void
assignments_are_exact(void **state)
{
	QsHost	   *host = unit_host(state);
	long		models = from_environment("QSHRINK_MODELS", MODELS) / 4;
	QsRandom	random;

	qs_random_seed(&random, (uint64_t) from_environment("QSHRINK_SEED", 55), 1);
	for (int trial = 0; trial < models; trial++)
	{
		Matrices	m;
		QsSettings	settings = qs_settings_defaults;
		QsModel    *model;
		QsRun	   *run;
		double		truth;

		make_matrices(&random, &m);
		truth = least_cost(&m);
		settings.rounds = 2;
		settings.seed = qs_random_next(&random);
		settings.solver = qs_random_below(&random, 2) ? QS_SOLVER_AUTO : QS_SOLVER_UNIFORM;
		settings.presolve = qs_random_below(&random, 2);
		model = qs_model_create_assignment(host, m.order, m.entry[0], m.entry[1], m.entry[2]);
		run = qs_solve(host, model, &settings);
		assert_int_equal(run->status, QS_RUN_OPTIMAL);
		assert_true(qs_model_report(model, run->objective) == truth);
		assert_true(qs_verify_assignment(NULL, m.order, m.entry[0], m.entry[1], m.entry[2],
										 run->solution[0].x) == truth);
		assert_true(qs_model_report(model, run->bound) <= truth);
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
}

static bool
all_exact(const Case *c)
{
	for (int r = 0; r < c->rows; r++)
		if (!c->row[r].exact)
			return false;
	return c->exact;
}

/* The same rows in other units, and another objective unit: the same run */
static void
units_do_not_matter(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			compared = 0;

	qs_random_seed(&random, 54, 0);
	for (int trial = 0; trial < MODELS / 5; trial++)
	{
		Case		c;
		QsSettings	settings;
		QsModel    *model[2];
		QsRun	   *run[2];
		int			shift;

		make_case(&random, &c);
		settings = random_settings(&random, &c);
		/* sixteen digits need not be the shortest ones in another unit */
		if (!all_exact(&c))
			continue;
		compared++;
		model[0] = model_of(host, &c);
		run[0] = qs_solve(host, model[0], &settings);
		for (int r = 0; r < c.rows; r++)
		{
			shift = (int) between(&random, -20, 20);
			for (int k = 0; k < c.row[r].count; k++)
				c.row[r].values[k] = number(c.row[r].digits[k], c.row[r].exponent + shift);
			c.row[r].rhs = number(c.row[r].rhs_digits, c.row[r].exponent + shift);
		}
		shift = (int) between(&random, -20, 20);
		for (int k = 0; k < c.terms; k++)
			c.term[k].coefficient = number(c.term_digits[k], c.exponent + shift);
		c.offset = number(c.offset_digits, c.exponent + shift);
		model[1] = model_of(host, &c);
		run[1] = qs_solve(host, model[1], &settings);
		assert_int_equal(run[0]->status, run[1]->status);
		assert_int_equal(run[0]->solutions, run[1]->solutions);
		for (int k = 0; k < run[0]->solutions; k++)
			assert_memory_equal(run[0]->solution[k].x, run[1]->solution[k].x, (size_t) c.n);
		for (int k = 0; k < 2; k++)
		{
			qs_run_free(host, run[k]);
			qs_model_free(host, model[k]);
		}
	}
	assert_true(compared > MODELS / 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(claims_are_exact),
		UNIT_TEST(assignments_are_exact),
		UNIT_TEST(units_do_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
