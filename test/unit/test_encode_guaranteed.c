/*
 * test_encode_guaranteed.c
 *	  Encoding "exact": the minimisers of its QUBO are the optima of the model, with
 *	  slack bits only where rows need them; and weights of penalties that are asked for.
 *
 * Models are made of integers with a common number of decimals, and judged in integers
 * here, so that nothing is taken from the code under test.
 */
#include "unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "encode/encode.h"
#include "rows/integer_row.h"
#include "classes/classes.h"

#define MOST_VARIABLES	8
#define MOST_ROWS		5
#define MOST_QUBITS		19

/* The same model twice: in integers, and as the engine gets it */
typedef struct Made
{
	int			n;
	int			rows;
	bool		maximise;
	int64_t		linear[MOST_VARIABLES];
	int64_t		pair[MOST_VARIABLES][MOST_VARIABLES];	/* i < j */
	int			decimals;		/* of the objective */
	int			length[MOST_ROWS];
	int32_t		variable[MOST_ROWS][2 * MOST_VARIABLES];
	int64_t		coefficient[MOST_ROWS][2 * MOST_VARIABLES];
	int64_t		rhs[MOST_ROWS];
	char		sense[MOST_ROWS];
	int			power[MOST_ROWS];	/* of ten, that the row is multiplied by */
} Made;

/* value * 10^power, as it would be written */
static double
number(int64_t value, int power)
{
	char		text[40];

	snprintf(text, sizeof(text), "%llde%d", (long long) value, power);
	return strtod(text, NULL);
}

static bool
holds(const Made *made, int r, unsigned bits)
{
	int64_t		sum = 0;

	for (int k = 0; k < made->length[r]; k++)
		sum += bits >> made->variable[r][k] & 1 ? made->coefficient[r][k] : 0;
	return made->sense[r] == '<' ? sum <= made->rhs[r] :
		made->sense[r] == '>' ? sum >= made->rhs[r] : sum == made->rhs[r];
}

static bool
feasible(const Made *made, unsigned bits)
{
	for (int r = 0; r < made->rows; r++)
		if (!holds(made, r, bits))
			return false;
	return true;
}

static int64_t
objective(const Made *made, unsigned bits)
{
	int64_t		sum = 0;

	for (int i = 0; i < made->n; i++)
		for (int j = i; j < made->n && bits >> i & 1; j++)
			if (bits >> j & 1)
				sum += i == j ? made->linear[i] : made->pair[i][j];
	return sum;
}

/* In the engine's sense; false if nothing is feasible */
static bool
optimum(const Made *made, int64_t *best)
{
	bool		found = false;

	for (unsigned bits = 0; bits < 1u << made->n; bits++)
		if (feasible(made, bits))
		{
			int64_t		value = made->maximise ? -objective(made, bits) : objective(made, bits);

			if (!found || value < *best)
				*best = value;
			found = true;
		}
	return found;
}

static QsModel *
build(QsHost *host, const Made *made)
{
	QsTerm		term[MOST_VARIABLES * MOST_VARIABLES];
	QsRow		row[MOST_ROWS];
	double		coefficient[MOST_ROWS][2 * MOST_VARIABLES];
	int			count = 0;

	for (int i = 0; i < made->n; i++)
		for (int j = i; j < made->n; j++)
			term[count++] = (QsTerm) {i, j, number(i == j ? made->linear[i] : made->pair[i][j], -made->decimals)};
	for (int r = 0; r < made->rows; r++)
	{
		for (int k = 0; k < made->length[r]; k++)
			coefficient[r][k] = number(made->coefficient[r][k], made->power[r]);
		row[r] = (QsRow) {made->length[r], made->variable[r], coefficient[r], made->sense[r],
		number(made->rhs[r], made->power[r])};
	}
	return qs_model_create(host, made->n, made->maximise, 0.0, term, count, row, made->rows);
}

static int
below(QsRandom *random, int limit)
{
	return (int) qs_random_below(random, (uint32_t) limit);
}

/* A row of one of the kinds people write */
static void
random_row(QsRandom *random, Made *made, int r)
{
	int			kind = below(random, 10);
	int			length = kind == 6 || kind == 7 ? 2 : 1 + below(random, made->n);
	int			spread = below(random, 3) ? 6 : 40;
	unsigned	witness = qs_random_below(random, 1u << made->n);
	int			first = below(random, made->n);

	made->length[r] = length;
	made->sense[r] = "<<<>=="[below(random, 6)];
	made->power[r] = below(random, 2) ? 0 : below(random, 7) - 3;
	made->rhs[r] = 0;
	for (int k = 0; k < length; k++)
	{
		made->variable[r][k] = (first + k) % made->n;
		made->coefficient[r][k] = kind < 3 ? 1 + below(random, spread) :
			kind < 5 ? below(random, 2 * spread + 1) - spread : 1;
	}
	switch (kind)
	{
		case 5:					/* at most one, exactly one, at least one */
			made->rhs[r] = 1;
			break;
		case 6:					/* x <= y */
			made->coefficient[r][1] = -1;
			made->sense[r] = '<';
			break;
		case 7:					/* x + y >= 1 */
			made->sense[r] = '>';
			made->rhs[r] = 1;
			break;
		case 8:					/* about half of them */
			made->rhs[r] = length / 2;
			break;
		case 9:					/* a variable twice */
			made->variable[r][length] = made->variable[r][0];
			made->coefficient[r][length] = 1 + below(random, 3);
			made->length[r]++;
			/* fall through */
		default:				/* what a random assignment makes of it, or near */
			for (int k = 0; k < made->length[r]; k++)
				made->rhs[r] += witness >> made->variable[r][k] & 1 ? made->coefficient[r][k] : 0;
			if (made->sense[r] != '=')
				made->rhs[r] += below(random, 5) - 2;
			break;
	}
}

static void
random_model(QsRandom *random, Made *made)
{
	int			spread = below(random, 2) ? 8 : 300;
	bool		zero = below(random, 12) == 0;

	memset(made, 0, sizeof(*made));
	made->n = 2 + below(random, MOST_VARIABLES - 1);
	made->rows = 1 + below(random, MOST_ROWS);
	made->maximise = below(random, 2);
	made->decimals = below(random, 2) ? 0 : below(random, 4);
	for (int i = 0; i < made->n && !zero; i++)
	{
		made->linear[i] = below(random, 2 * spread + 1) - spread;
		for (int j = i + 1; j < made->n; j++)
			if (below(random, 3) == 0)
				made->pair[i][j] = below(random, 2 * spread + 1) - spread;
	}
	for (int r = 0; r < made->rows; r++)
		random_row(random, made, r);
}

/* Every state of least energy is an optimum, and that energy is the objective's. */
static void
check_minimisers(const Made *made, const QsModel *model, const QsEncoding *encoding, int64_t best)
{
	const QsQubo *qubo = encoding->qubo;
	uint8_t		qubits[MOST_QUBITS] = {0};
	double		delta[MOST_QUBITS];
	double		energy = qubo->offset;
	double		least = INFINITY;

	for (int pass = 0; pass < 2; pass++)
	{
		memset(qubits, 0, sizeof(qubits));
		energy = qubo->offset;
		qs_qubo_flip_deltas(qubo, qubits, delta);
		for (uint32_t step = 0; step < 1u << qubo->n; step++)
		{
			unsigned	bits = 0;

			if (step > 0)
			{
				int			q = __builtin_ctz(step);

				energy += delta[q];
				qs_qubo_flip(qubo, qubits, delta, q);
			}
			if (pass == 0)
				least = fmin(least, energy);
			if (pass == 0 || energy > least)
				continue;
			for (int q = 0; q < made->n; q++)
				bits |= (unsigned) qubits[q] << q;
			if (!feasible(made, bits) || (made->maximise ? -1 : 1) * objective(made, bits) != best)
				fail_msg("minimiser %u is no optimum (energy %.17g)", bits, energy);
		}
	}
	assert_true(qs_model_report(model, least) == number(made->maximise ? -best : best, -made->decimals));
}

/* The model's assignments with the best slack have the energy of their objective. */
static void
check_assignments(const Made *made, const QsModel *model, const QsEncoding *encoding)
{
	for (unsigned bits = 0; bits < 1u << made->n; bits++)
	{
		uint8_t		x[MOST_VARIABLES],
					qubits[MOST_QUBITS] = {0};
		double		expected = number(objective(made, bits), -made->decimals);

		if (!feasible(made, bits))
			continue;
		for (int i = 0; i < made->n; i++)
			x[i] = bits >> i & 1;
		qs_encode_assignment(encoding, model, x, qubits);
		assert_true(qs_model_report(model, qs_qubo_energy(encoding->qubo, qubits)) == expected);
	}
}

static void
minimisers_are_optima(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			checked = 0,
				slackless = 0,
				decimal = 0;

	qs_random_seed(&random, 91, 0);
	for (int trial = 0; trial < 3000; trial++)
	{
		Made		made;
		QsModel    *model;
		QsStructure *structure;
		QsEncoding *encoding;
		QsEncodeRequest request = {.kind = QS_ENCODING_EXACT, .factor = 1.0};
		QsStatus	status;
		int64_t		best = 0;
		bool		any;

		random_model(&random, &made);
		model = build(host, &made);
		structure = qs_structure_create(host, model, qs_classes);
		any = optimum(&made, &best);
		status = qs_encode_request(host, model, structure, &request, &encoding);
		assert_true(status == QS_OK || (!any && status == QS_UNSUPPORTED && request.failed_row >= 0));
		if (status == QS_OK && any && encoding->qubo->n <= MOST_QUBITS)
		{
			checked++;
			slackless += encoding->qubo->n == made.n;
			decimal += made.decimals > 0;
			check_minimisers(&made, model, encoding, best);
			check_assignments(&made, model, encoding);
		}
		qs_encoding_free(host, encoding);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_true(checked > 1500 && slackless > 300 && decimal > 300);
}

/* ------------------------------------------------------------------------ */

/* One row over n variables with this objective for each; the qubits it takes */
static int
qubits_of_row(QsHost *host, int n, const double *coefficients, char sense, double rhs,
			  QsEncodeRequest *request)
{
	static const int32_t variables[] = {0, 1, 2, 3, 4, 5, 6, 7};
	QsTerm		term[MOST_VARIABLES];
	QsRow		row = {n, variables, coefficients, sense, rhs};
	QsEncoding *encoding;
	QsStructure *structure;
	QsModel    *model;
	int			qubits = -1;

	for (int i = 0; i < n; i++)
		term[i] = (QsTerm) {i, i, 1.0 + i};
	model = qs_model_create(host, n, true, 0.0, term, n, &row, 1);
	structure = qs_structure_create(host, model, qs_classes);
	request->kind = QS_ENCODING_EXACT;
	request->factor = 1.0;
	if (qs_encode_request(host, model, structure, request, &encoding) == QS_OK)
		qubits = encoding->qubo->n;
	qs_encoding_free(host, encoding);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
	return qubits;
}

/* Objectives of full length, which are no integers of anything: minimisers are optima up
 * to rounding, and feasible for certain. */
static void
objectives_of_full_length(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			checked = 0;

	qs_random_seed(&random, 95, 0);
	for (int trial = 0; trial < 400; trial++)
	{
		Made		made;
		QsModel    *model;
		QsStructure *structure;
		QsEncoding *encoding;
		QsEncodeRequest request = {.kind = QS_ENCODING_EXACT, .factor = 1.0};
		QsRow		row[MOST_ROWS];
		double		coefficient[MOST_ROWS][2 * MOST_VARIABLES];
		QsTerm		term[2 * MOST_VARIABLES];
		double		best,
					least = INFINITY;
		uint8_t		optimum_found[MOST_VARIABLES];

		random_model(&random, &made);
		for (int i = 0; i < made.n; i++)
		{
			term[i] = (QsTerm) {i, i, qs_random_unit(&random) * 7.0 - 3.0};
			term[made.n + i] = (QsTerm) {i < made.n - 1 ? i : 0, made.n - 1, qs_random_unit(&random) * 7.0 - 3.0};
		}
		for (int r = 0; r < made.rows; r++)
		{
			for (int k = 0; k < made.length[r]; k++)
				coefficient[r][k] = number(made.coefficient[r][k], made.power[r]);
			row[r] = (QsRow) {made.length[r], made.variable[r], coefficient[r], made.sense[r],
			number(made.rhs[r], made.power[r])};
		}
		model = qs_model_create(host, made.n, made.maximise, 0.25, term, 2 * made.n, row, made.rows);
		structure = qs_structure_create(host, model, qs_classes);
		if (unit_brute_force(model, &best, optimum_found) &&
			qs_encode_request(host, model, structure, &request, &encoding) == QS_OK)
		{
			if (encoding->qubo->n <= 16)
			{
				uint8_t		qubits[16] = {0},
							x[MOST_VARIABLES] = {0};
				uint32_t	argument = 0;

				for (uint32_t bits = 0; bits < 1u << encoding->qubo->n; bits++)
				{
					double		energy;

					for (int q = 0; q < encoding->qubo->n; q++)
						qubits[q] = bits >> q & 1;
					energy = qs_qubo_energy(encoding->qubo, qubits);
					if (energy < least)
					{
						least = energy;
						argument = bits;
					}
				}
				for (int i = 0; i < made.n; i++)
					x[i] = argument >> i & 1;
				assert_true(feasible(&made, argument & ((1u << made.n) - 1)));
				assert_true(fabs(qs_model_objective(model, x) - best) <= 1e-9 * (1.0 + fabs(best)));
				checked++;
			}
			qs_encoding_free(host, encoding);
		}
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_true(checked > 150);
}

static void
slack_only_where_needed(void **state)
{
	QsHost	   *host = unit_host(state);
	QsEncodeRequest request = {0};
	const double ones[] = {1, 1, 1, 1, 1, 1, 1, 1};

	assert_int_equal(qubits_of_row(host, 5, ones, '<', 1, &request), 5);
	assert_int_equal(qubits_of_row(host, 5, ones, '=', 1, &request), 5);
	assert_int_equal(qubits_of_row(host, 5, ones, '=', 3, &request), 5);
	assert_int_equal(qubits_of_row(host, 5, ones, '>', 4, &request), 5);
	assert_int_equal(qubits_of_row(host, 2, ones, '>', 1, &request), 2);
	assert_int_equal(qubits_of_row(host, 2, (double[]) {1, -1}, '<', 0, &request), 2);
	assert_int_equal(qubits_of_row(host, 2, (double[]) {0.5, 0.7}, '<', 0.9, &request), 2);
	assert_int_equal(qubits_of_row(host, 4, (double[]) {5, 4, 3, 1}, '<', 6, &request), 4);
	assert_int_equal(qubits_of_row(host, 3, (double[]) {2, 2, 3}, '=', 4, &request), 3);
	assert_int_equal(qubits_of_row(host, 3, (double[]) {7, 7, 7}, '<', 20, &request), 5);
	/* sums 0 and 7 only are left */
	assert_int_equal(qubits_of_row(host, 3, (double[]) {7, 20, 30}, '<', 11, &request), 3);
	assert_int_equal(qubits_of_row(host, 3, (double[]) {10, 10, -10}, '>', 5, &request), 5 - 2);
	/* pairs say it all; with one more unit they do not, and 0 .. 11 takes four bits */
	assert_int_equal(qubits_of_row(host, 6, (double[]) {1, 5, 7, 7, 2, 1}, '<', 11, &request), 6);
	assert_int_equal(qubits_of_row(host, 6, (double[]) {1, 5, 7, 7, 2, 2}, '<', 11, &request), 10);
	assert_int_equal(qubits_of_row(host, 3, (double[]) {4, 4, 5}, '<', 9, &request), 3 + 2);
	/* a unit that is no decimal */
	assert_int_equal(qubits_of_row(host, 3, (double[]) {1.0 / 3, 1.0 / 3, 1.0 / 3}, '<', 1.0 / 3, &request), 3);
	assert_int_equal(qubits_of_row(host, 3, (double[]) {1.0 / 3, 1.0 / 3, 1.0 / 3}, '=', 1.0, &request), 3);
	assert_int_equal(qubits_of_row(host, 4, (double[]) {1e300, 1e300, 2e300, 2e300}, '<', 3e300, &request), 4 + 2);
	assert_int_equal(qubits_of_row(host, 4, (double[]) {1e-300, 1e-300, 2e-300, 2e-300}, '<', 3e-300, &request), 4 + 2);
	/* at most two of four, whatever the numbers */
	assert_int_equal(qubits_of_row(host, 4, (double[]) {1e10 + 1, 1e10 + 3, 1e10 + 7, 1e10 + 9}, '<', 3e10, &request), 4 + 2);
	assert_int_equal(qubits_of_row(host, 4, (double[]) {1e10 + 1, 1e10 + 3, 1e10 + 7, 1e10 + 9}, '>', 3e10, &request), 4);
	/* none binds */
	assert_int_equal(qubits_of_row(host, 3, ones, '<', 3, &request), 3);
}

static void
refusals(void **state)
{
	QsHost	   *host = unit_host(state);
	QsEncodeRequest request = {0};

	assert_int_equal(qubits_of_row(host, 4, (double[]) {sqrt(2.0), sqrt(3.0), sqrt(5.0), sqrt(7.0)}, '<', 4, &request), -1);
	assert_int_equal(request.failed_row, 0);
	assert_non_null(strstr(request.reason, "integers of a common unit"));
	assert_int_equal(qubits_of_row(host, 3, (double[]) {2, 2, 4}, '=', 5, &request), -1);
	assert_non_null(strstr(request.reason, "no assignment meets it"));
	assert_int_equal(qubits_of_row(host, 3, (double[]) {1, 1, 1}, '>', 4, &request), -1);
	assert_non_null(strstr(request.reason, "no assignment meets it"));
	assert_int_equal(qubits_of_row(host, 4, (double[]) {1e10 + 1, 2e10 + 3, 3e10 + 7, 4e10 + 9}, '<', 7e10 + 10, &request), -1);
	assert_int_equal(request.failed_row, 0);
	assert_non_null(strstr(request.reason, "2^53"));
}

/* Forms of rows in integers, by definition */
static void
integer_rows(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 92, 0);
	for (int trial = 0; trial < 3000; trial++)
	{
		Made		made;
		QsModel    *model;

		random_model(&random, &made);
		model = build(host, &made);
		for (int r = 0; r < model->m; r++)
		{
			QsIntegerRow row;
			QsIntegerForm form = qs_integer_row(host, model, r, &row);

			assert_int_not_equal(form, QS_INTEGER_FORM_NONE);
			for (unsigned bits = 0; bits < 1u << made.n; bits++)
			{
				double		sum = 0.0;

				for (int k = 0; k < row.length && form == QS_INTEGER_FORM; k++)
					if ((int) (bits >> model->row_variable[model->row_start[r] + k] & 1) == (row.sign[k] > 0))
						sum += row.weight[k];
				assert_true(holds(&made, model->row_origin[r], bits) ==
							(form == QS_INTEGER_FORM && sum >= row.lower && sum <= row.upper));
			}
			qs_integer_row_free(host, &row);
		}
		qs_model_free(host, model);
	}
}

/* ------------------------------------------------------------------------ */

/* Energies are those of objective + factor * penalties, and a given weight of 0 takes
 * a row away. */
static void
asked_for_weights(void **state)
{
	static const QsEncodingKind kinds[] = {QS_ENCODING_DUAL, QS_ENCODING_UNBALANCED, QS_ENCODING_SLACK,
	QS_ENCODING_EXACT, QS_ENCODING_SUBSPACE};
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			checked = 0;

	qs_random_seed(&random, 93, 0);
	for (int trial = 0; trial < 1500; trial++)
	{
		Made		made;
		QsModel    *model;
		QsStructure *structure;
		double		given[MOST_ROWS];
		QsEncodeRequest request = {.kind = kinds[trial % 5], .factor = 1.0};
		QsEncoding *own,
				   *tripled,
				   *without;

		random_model(&random, &made);
		made.decimals = 0;
		model = build(host, &made);
		structure = qs_structure_create(host, model, qs_classes);
		if (qs_encode_request(host, model, structure, &request, &own) == QS_OK)
		{
			request.factor = 3.0;
			assert_int_equal(qs_encode_request(host, model, structure, &request, &tripled), QS_OK);
			request.factor = 0.0;
			assert_int_equal(qs_encode_request(host, model, structure, &request, &without), QS_OK);
			assert_int_equal(own->qubo->n, tripled->qubo->n);
			for (int sample = 0; sample < 20; sample++)
			{
				uint8_t		qubits[64],
							x[MOST_VARIABLES] = {0};
				double		once,
							thrice,
							none;
				unsigned	bits = 0;

				assert_true(own->qubo->n <= 64);
				for (int q = 0; q < own->qubo->n; q++)
					qubits[q] = (uint8_t) qs_random_below(&random, 2);
				once = qs_qubo_energy(own->qubo, qubits);
				thrice = qs_qubo_energy(tripled->qubo, qubits);
				none = qs_qubo_energy(without->qubo, qubits);
				assert_true(fabs(thrice - none - 3.0 * (once - none)) <= 1e-9 * (fabs(thrice) + fabs(once) + 1e6));
				if (request.kind == QS_ENCODING_SUBSPACE)
					continue;
				qs_decode(without, qubits, x);
				for (int i = 0; i < made.n; i++)
					bits |= (unsigned) x[i] << i;
				assert_true(fabs(qs_model_report(model, none) - (double) objective(&made, bits)) <= 1e-9 * (1.0 + fabs(none)));
				checked++;
			}
			qs_encoding_free(host, tripled);
			qs_encoding_free(host, without);
		}
		qs_encoding_free(host, own);
		for (int r = 0; r < made.rows; r++)
			given[r] = 0.0;
		request = (QsEncodeRequest) {.kind = kinds[trial % 4], .factor = 1.0, .row_weight = given};
		if (qs_encode_request(host, model, structure, &request, &without) == QS_OK)
			for (unsigned bits = 0; bits < 1u << made.n; bits++)
			{
				uint8_t		qubits[64] = {0};

				for (int i = 0; i < made.n; i++)
					qubits[i] = bits >> i & 1;
				assert_true(qs_model_report(model, qs_qubo_energy(without->qubo, qubits)) == (double) objective(&made, bits));
			}
		qs_encoding_free(host, without);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_true(checked > 10000);
}

/* A given weight is that of the row alone. */
static void
weights_by_row(void **state)
{
	QsHost	   *host = unit_host(state);
	const int32_t variables[] = {0, 1, 2, 3};
	QsRow		rows[] = {{2, variables, NULL, '<', 1.0}, {3, variables, (double[]) {2, 3, 4}, '=', 5.0}};
	QsTerm		term[] = {{0, 0, -1.0}, {3, 3, -2.0}};
	QsModel    *model = qs_model_create(host, 4, false, 0.0, term, 2, rows, 2);
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	double		given[] = {NAN, 7.0};
	QsEncodeRequest request = {.kind = QS_ENCODING_EXACT, .factor = 1.0, .row_weight = given};
	QsEncoding *encoding;

	assert_int_equal(qs_encode_request(host, model, structure, &request, &encoding), QS_OK);
	assert_true(encoding->qubo->offset == 7.0 * 25.0);
	assert_true(encoding->qubo->linear[2] == 7.0 * (16.0 - 40.0));
	assert_true(encoding->qubo->linear[3] == -2.0);
	qs_encoding_free(host, encoding);
	given[0] = 2.5;
	given[1] = 0.0;
	request.factor = 2.0;
	assert_int_equal(qs_encode_request(host, model, structure, &request, &encoding), QS_OK);
	assert_true(encoding->qubo->offset == 0.0 && encoding->qubo->linear[0] == -1.0);
	assert_int_equal(qs_qubo_pairs(encoding->qubo), 1);
	assert_true(encoding->qubo->weight[0] == 5.0);
	qs_encoding_free(host, encoding);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

/* A permutation problem of matrices */
static void
assignment(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 94, 0);
	for (int trial = 0; trial < 40; trial++)
	{
		int			order = 2 + trial % 3;
		double		flow[16],
					distance[16],
					best,
					least = INFINITY;
		QsModel    *model;
		QsStructure *structure;
		QsEncoding *encoding;
		QsEncodeRequest request = {.kind = QS_ENCODING_EXACT, .factor = 1.0};

		for (int k = 0; k < order * order; k++)
		{
			flow[k] = below(&random, 10) - (trial & 1 ? 3 : 0);
			distance[k] = below(&random, 10);
		}
		model = qs_model_create_assignment(host, order, flow, distance, NULL);
		structure = qs_structure_create(host, model, qs_classes);
		assert_true(unit_brute_force(model, &best, NULL));
		assert_int_equal(qs_encode_request(host, model, structure, &request, &encoding), QS_OK);
		assert_int_equal(encoding->qubo->n, order * order);
		for (unsigned bits = 0; bits < 1u << (order * order); bits++)
		{
			uint8_t		x[16];
			double		energy;

			for (int i = 0; i < order * order; i++)
				x[i] = bits >> i & 1;
			energy = qs_qubo_energy(encoding->qubo, x);
			least = fmin(least, energy);
			assert_true(energy > best || qs_model_feasible(model, x));
		}
		assert_true(least == best);
		qs_encoding_free(host, encoding);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(minimisers_are_optima),
		UNIT_TEST(objectives_of_full_length),
		UNIT_TEST(slack_only_where_needed),
		UNIT_TEST(refusals),
		UNIT_TEST(integer_rows),
		UNIT_TEST(asked_for_weights),
		UNIT_TEST(weights_by_row),
		UNIT_TEST(assignment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
