/*
 * test_encode_substitution.c
 *	  Sub-permutations of more qubits than can be looked at one by one when they are
 *	  encoded: their lowest states, found by enumeration.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "classes/classes.h"
#include "encode/encode.h"
#include "encode/encode_scale.h"
#include "exact/exact.h"
#include "samplers/samplers.h"

enum
{
	MOST = 64,
	LOWEST = 300				/* states looked at */
};

/* Grids of exactly-one rows and `spare` free variables, numbered at random */
static QsModel *
grids(QsHost *host, QsRandom *random, const int *size, int spare, double most)
{
	int32_t		label[MOST];
	int32_t		variables[4 * MOST][8];
	QsRow		rows[4 * MOST];
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, MOST * MOST);
	int64_t		count = 0;
	int			n = spare;
	int			m = 0;
	int			first = 0;
	QsModel    *model;

	for (int b = 0; size[b] > 0; b++)
		n += size[b] * size[b];
	for (int i = 0; i < n; i++)
		label[i] = i;
	qs_random_shuffle(random, label, n);
	for (int b = 0; size[b] > 0; first += size[b] * size[b], b++)
		for (int a = 0; a < 2 * size[b]; a++, m++)
		{
			for (int k = 0; k < size[b]; k++)
				variables[m][k] = label[first + (a < size[b] ? a * size[b] + k :
												 k * size[b] + a - size[b])];
			rows[m] = (QsRow) {size[b], variables[m], NULL, '=', 1.0};
		}
	for (int i = 0; i < n; i++)
		for (int j = 0; j <= i; j++)
			if (qs_random_below(random, 2) > 0)
				terms[count++] = (QsTerm) {j, i, most * (2.0 * qs_random_unit(random) - 1.0)};
	model = qs_model_create(host, n, false, 2.0, terms, count, rows, m);
	qs_free(host, terms);
	return model;
}

/* The lowest states are feasible, the first of them is the model's optimum, and the
 * energy of each feasible one is its objective */
static void
check_lowest(QsHost *host, const QsModel *model, const QsStructure *structure,
			 const QsEncoding *encoding, QsRandom *random)
{
	QsSamplerInput input = {.qubo = encoding->qubo};
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamplerReport report = {0};
	QsSamples  *lowest;
	QsSamples  *best;
	double		close;

	settings.shots = LOWEST;
	assert_int_equal(qs_sample_exact(host, &input, &settings, random, &lowest, &report), QS_OK);
	assert_int_equal(qs_exact_model(host, model, structure, 1, &best), QS_OK);
	close = 1e-9 * (1.0 + fabs(best->energy[0]));
	assert_true(fabs(lowest->energy[0] - best->energy[0]) < close);
	for (int k = 0; k < lowest->count; k++)
	{
		uint8_t		x[MOST];

		qs_decode(encoding, lowest->x + (size_t) k * (size_t) lowest->n, x);
		if (qs_model_feasible(model, x))
			assert_true(fabs(lowest->energy[k] - qs_model_objective(model, x)) < close);
		else
			assert_true(lowest->energy[k] > best->energy[0] + close);
	}
	qs_samples_free(host, lowest);
	qs_samples_free(host, best);
}

static void
lowest_states_keep_the_rows(void **state)
{
	static const struct
	{
		int			size[4];
		int			spare;
	}			shape[] = {
		{{5}, 3}, {{4, 4}, 2}, {{3, 5}, 0}, {{3, 3, 4}, 2}, {{2, 5}, 4}, {{5}, 4},
	};
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 83, 0);
	for (int trial = 0; trial < 18; trial++)
	{
		const int  *size = shape[trial % 6].size;
		int			spare = shape[trial % 6].spare;
		QsModel    *model = grids(host, &random, size, spare, trial < 6 ? 10.0 : trial < 12 ? 1e-3 : 1e6);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsEncoding *encoding;

		assert_int_equal(qs_encode(host, model, structure, QS_ENCODING_SUBSPACE, NULL, &encoding),
						 QS_OK);
		assert_true(encoding->qubo->n > QS_SCALE_QUBITS);
		check_lowest(host, model, structure, encoding, &random);
		qs_encoding_free(host, encoding);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

/* Without an objective any penalty does: all k! states are lowest */
static void
nothing_to_gain_needs_a_penalty_too(void **state)
{
	static const int size[] = {5, 3, 0};
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsStructure *structure;
	QsEncoding *encoding;

	qs_random_seed(&random, 84, 0);
	model = grids(host, &random, size, 0, 0.0);
	structure = qs_structure_create(host, model, qs_classes);
	assert_int_equal(qs_encode(host, model, structure, QS_ENCODING_SUBSPACE, NULL, &encoding), QS_OK);
	assert_int_equal(encoding->qubo->n, 16 + 4);
	check_lowest(host, model, structure, encoding, &random);
	qs_encoding_free(host, encoding);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(lowest_states_keep_the_rows),
		UNIT_TEST(nothing_to_gain_needs_a_penalty_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
