/*
 * test_encode_tighten.c
 *	  Guides tightened on low states: against enumeration of the model and of the QUBO; and the
 *	  parts that do it, the lowest states and the weights that keep cuts.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "classes/classes.h"
#include "encode/cut_fit.h"
#include "encode/encode.h"
#include "encode/low_states.h"
#include "generate.h"
#include "relax/relax.h"

static void
spread(uint64_t bits, int n, uint8_t *x)
{
	for (int i = 0; i < n; i++)
		x[i] = (uint8_t) (bits >> i & 1);
}

/* Is a state of least energy an optimum? */
static bool
minimum_is_optimum(const QsQubo *qubo, const QsModel *model, double best)
{
	uint8_t		x[32];
	uint8_t		lowest[32] = {0};
	double		least = INFINITY;

	for (uint64_t state = 0; state < UINT64_C(1) << model->n; state++)
	{
		double		energy;

		spread(state, model->n, x);
		energy = qs_qubo_energy(qubo, x);
		if (energy < least)
		{
			least = energy;
			memcpy(lowest, x, (size_t) model->n);
		}
	}
	return qs_model_feasible(model, lowest) &&
		qs_model_objective(model, lowest) <= best + 1e-9 * fmax(1.0, fabs(best));
}

static QsEncoding *
encode(QsHost *host, const QsModel *model, bool tighten)
{
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	QsRelaxation *relaxation;
	QsEncodeRequest request = {.kind = QS_ENCODING_DUAL, .factor = 1.0, .tighten = tighten};
	QsEncoding *encoding;

	assert_int_equal(qs_relax(host, model, structure, NULL, 0, &relaxation), QS_OK);
	request.dual = relaxation->dual;
	assert_int_equal(qs_encode_request(host, model, structure, &request, &encoding), QS_OK);
	qs_relaxation_free(host, relaxation);
	qs_structure_free(host, structure);
	return encoding;
}

static void
knapsacks_have_their_optimum_lowest(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			tightened = 0;
	int			plain = 0;
	int			trials = 0;

	qs_random_seed(&random, 77, 0);
	for (int n = 8; n <= 12; n++)
		for (int m = 1; m <= 5; m++)
			for (int t = 1; t <= 3; t++, trials++)
			{
				QsModel    *model = qs_generate_knapsack(host, &random, n, m, 0.25 * t);
				double		best;
				QsEncoding *with = encode(host, model, true);
				QsEncoding *without = encode(host, model, false);

				assert_true(unit_brute_force(model, &best, NULL));
				assert_int_equal(with->qubo->n, n);
				tightened += minimum_is_optimum(with->qubo, model, best);
				plain += minimum_is_optimum(without->qubo, model, best);
				qs_encoding_free(host, without);
				qs_encoding_free(host, with);
				qs_model_free(host, model);
			}
	print_message("minimum is optimum: %d tightened, %d plain of %d\n", tightened, plain, trials);
	assert_int_equal(trials, 75);
	assert_true(tightened >= 60);
	assert_true(plain <= 40);
}

/* Conflicts, counts and what else is exact are promised as ever, with guides beside them. */
static void
promises_are_kept(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			promises = 0;

	qs_random_seed(&random, 78, 0);
	for (int trial = 0; trial < 200; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 10);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsEncoding *encoding;
		uint8_t		x[32];
		uint8_t		lowest[32] = {0};
		double		least = INFINITY;

		assert_int_equal(qs_encode(host, model, structure, QS_ENCODING_DUAL, NULL, &encoding),
						 QS_OK);
		for (uint64_t bits = 0; bits < UINT64_C(1) << model->n; bits++)
		{
			double		energy;

			spread(bits, model->n, x);
			energy = qs_qubo_energy(encoding->qubo, x);
			if (energy < least)
			{
				least = energy;
				memcpy(lowest, x, (size_t) model->n);
			}
		}
		for (int r = 0; r < model->m; r++)
			if (encoding->promised[r])
			{
				double		activity = qs_model_activity(model, r, lowest);
				double		tolerance = qs_model_row_tolerance(model, r);

				promises++;
				assert_true(activity >= model->row_lower[r] - tolerance);
				assert_true(activity <= model->row_upper[r] + tolerance);
			}
		qs_encoding_free(host, encoding);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_true(promises > 200);
}

/* Where states cannot be enumerated any more, the same function comes of the same model. */
static void
larger_models_repeat(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 79, 0);
	for (int n = 21; n <= 64; n += 43)
	{
		QsModel    *model = qs_generate_knapsack(host, &random, n, 5, 0.5);
		QsEncoding *once = encode(host, model, true);
		QsEncoding *again = encode(host, model, true);
		QsEncoding *plain = encode(host, model, false);
		size_t		bytes = (size_t) n * sizeof(double);

		assert_memory_equal(once->qubo->linear, again->qubo->linear, bytes);
		assert_memory_not_equal(once->qubo->linear, plain->qubo->linear, bytes);
		qs_encoding_free(host, plain);
		qs_encoding_free(host, again);
		qs_encoding_free(host, once);
		qs_model_free(host, model);
	}
}

static QsDenseFunction *
random_function(QsHost *host, QsRandom *random, int n)
{
	QsDenseFunction *f = qs_dense_function_create(host, n);

	f->offset = qs_random_unit(random);
	for (int i = 0; i < n; i++)
	{
		f->linear[i] = qs_random_unit(random) - 0.5;
		for (int j = 0; j < i; j++)
			f->pair[i * n + j] = f->pair[j * n + i] = qs_random_unit(random) - 0.5;
	}
	return f;
}

static double
energy_of(const QsDenseFunction *f, uint64_t state)
{
	double		energy = f->offset;

	for (int i = 0; i < f->n; i++)
		if (state >> i & 1)
		{
			energy += f->linear[i];
			for (int j = 0; j < i; j++)
				if (state >> j & 1)
					energy += f->pair[i * f->n + j];
		}
	return energy;
}

/* All of them are distinct, in order and no other is lower; walks promise less. */
static void
low_states_are_the_lowest(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsLowStates *low = qs_low_states_create(host, 40);

	qs_random_seed(&random, 80, 0);
	for (int n = 1; n <= 26; n += n < 12 ? 1 : 7)
	{
		QsDenseFunction *f = random_function(host, &random, n);
		int			lower = 0;

		qs_low_states_find(host, f, 0, low);
		assert_true(low->count == 40 || low->count == 1 << n);
		for (int k = 0; k < low->count; k++)
		{
			assert_true(fabs(low->energy[k] - energy_of(f, low->state[k])) < 1e-9);
			assert_true(k == 0 || low->energy[k] >= low->energy[k - 1]);
			for (int other = 0; other < k; other++)
				assert_true(low->state[other] != low->state[k]);
		}
		for (uint64_t bits = 0; n <= 12 && bits < UINT64_C(1) << n; bits++)
			lower += energy_of(f, bits) < low->energy[low->count - 1] - 1e-9;
		assert_true(lower < low->count);
		qs_dense_function_free(host, f);
	}
	qs_low_states_free(host, low);
}

static double
half_square(int d, const double *gram, const double *linear, const double *w)
{
	double		sum = 0.0;

	for (int i = 0; i < d; i++)
	{
		sum += linear[i] * w[i];
		for (int j = 0; j < d; j++)
			sum += 0.5 * w[i] * gram[i * d + j] * w[j];
	}
	return sum;
}

/* Random cuts that some point keeps: kept, and no point that keeps them is better. */
static void
fits_are_least(void **state)
{
	enum {D = 4, CUTS = 12};
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 81, 0);
	for (int trial = 0; trial < 50; trial++)
	{
		double		root[D * D],
					gram[D * D] = {0},
					linear[D],
					inside[D],
					cut[CUTS][D],
					need[CUTS],
					weight[D];
		bool		sided[D] = {true, false, true, false};
		QsCutFit   *fit;

		for (int k = 0; k < D * D; k++)
			root[k] = qs_random_unit(&random) - 0.5 + (k % (D + 1) == 0);
		for (int i = 0; i < D * D; i++)
			for (int k = 0; k < D; k++)
				gram[i] += root[i / D * D + k] * root[(i % D) * D + k];
		for (int j = 0; j < D; j++)
		{
			linear[j] = qs_random_unit(&random) - 0.5;
			inside[j] = qs_random_unit(&random) + 0.5;
		}
		fit = qs_cut_fit_create(host, D, gram, linear, sided);
		for (int k = 0; k < CUTS; k++)
		{
			need[k] = -0.5;
			for (int j = 0; j < D; j++)
			{
				cut[k][j] = qs_random_unit(&random) - 0.5;
				need[k] += cut[k][j] * inside[j];
			}
			qs_cut_fit_add(fit, cut[k], need[k]);
		}
		assert_true(qs_cut_fit_run(fit, weight) < 0.01);
		assert_true(weight[0] >= 0.0 && weight[2] >= 0.0);
		for (int k = 0; k < CUTS; k++)
		{
			double		got = 0.0;

			for (int j = 0; j < D; j++)
				got += cut[k][j] * weight[j];
			assert_true(got > need[k] - 0.02);
		}

		/* the way to a point inside goes uphill, but for what was missed */
		for (int j = 0; j < D; j++)
			inside[j] = 0.9 * weight[j] + 0.1 * inside[j];
		assert_true(half_square(D, gram, linear, inside) >
					half_square(D, gram, linear, weight) - 0.02);
		qs_cut_fit_free(fit);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(knapsacks_have_their_optimum_lowest),
		UNIT_TEST(promises_are_kept),
		UNIT_TEST(larger_models_repeat),
		UNIT_TEST(low_states_are_the_lowest),
		UNIT_TEST(fits_are_least),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
