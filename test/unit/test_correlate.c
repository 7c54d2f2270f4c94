/*
 * test_correlate.c
 *	  Closed forms against a state vector, the relaxation against known optima,
 *	  lists that are sorted, limited and deterministic.
 */
#include "unit.h"
#include "ising_energy.h"

#include <complex.h>
#include <math.h>
#include <string.h>

#include "model/contraction.h"
#include "correlate/correlate.h"
#include "correlate/message_passing.h"
#include "correlate/qaoa_angles.h"
#include "relax/sdp.h"
#include "classes/classes.h"

/* ---- QAOA: brute-force state vector ------------------------------------------ */

enum {MOST_QUBITS = 10};

static QsIsing *
random_ising(QsHost *host, QsRandom *random, int n, int density, bool fields)
{
	QsTerm		terms[MOST_QUBITS * MOST_QUBITS];
	int64_t		count = 0;
	QsQubo	   *qubo;
	QsIsing    *ising;

	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
			if ((int) qs_random_below(random, 10) < density)
				terms[count++] = (QsTerm) {j, i, 4.0 * qs_random_unit(random) - 2.0};
	qubo = qs_qubo_from_terms(host, n, 0.0, terms, count);
	ising = qs_ising_create(host, qubo);
	for (int i = 0; i < n; i++)
		ising->field[i] = fields ? 2.0 * qs_random_unit(random) - 1.0 : 0.0;
	qs_qubo_free(host, qubo);
	return ising;
}

static double
state_energy(const QsIsing *ising, uint32_t bits)
{
	int8_t		z[MOST_QUBITS];

	for (int i = 0; i < ising->n; i++)
		z[i] = bits >> i & 1 ? -1 : 1;
	return ising_energy(ising, z) - ising->offset;
}

/* Probabilities after one layer */
static void
one_layer(const QsIsing *ising, double gamma, double beta, double *probability)
{
	static double complex state[1 << MOST_QUBITS];
	uint32_t	states = 1u << ising->n;

	for (uint32_t b = 0; b < states; b++)
		state[b] = cexp(-I * gamma * state_energy(ising, b)) / sqrt((double) states);
	for (int q = 0; q < ising->n; q++)
		for (uint32_t b = 0; b < states; b++)
			if (!(b >> q & 1))
			{
				double complex low = state[b];
				double complex high = state[b | 1u << q];

				state[b] = cos(beta) * low - I * sin(beta) * high;
				state[b | 1u << q] = cos(beta) * high - I * sin(beta) * low;
			}
	for (uint32_t b = 0; b < states; b++)
		probability[b] = creal(state[b]) * creal(state[b]) + cimag(state[b]) * cimag(state[b]);
}

static void
closed_form_matches_state_vector(void **state)
{
	static double probability[1 << MOST_QUBITS];
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 51, 0);
	for (int trial = 0; trial < 120; trial++)
	{
		int			n = 2 + (int) qs_random_below(&random, trial < 100 ? 6 : 9);
		QsIsing    *ising = random_ising(host, &random, n, 1 + trial % 10, trial % 4 != 0);
		QsQaoaForm *form = qs_qaoa_form_create(host, ising);
		double	   *zz = QS_ARRAY(host, double, ising->start[n]);
		double		z[MOST_QUBITS];
		double		gamma = 3.0 * qs_random_unit(&random) - 1.5;
		double		beta = 3.0 * qs_random_unit(&random) - 1.5;
		double		sum[3];
		double		energy = 0.0;

		one_layer(ising, gamma, beta, probability);
		assert_true(qs_qaoa_form_evaluate(form, gamma, sum));
		qs_qaoa_form_keep(form);
		qs_qaoa_form_expectations(form, beta, z, zz);
		for (int i = 0; i < n; i++)
		{
			double		expected = 0.0;

			for (uint32_t b = 0; b < 1u << n; b++)
				expected += b >> i & 1 ? -probability[b] : probability[b];
			assert_true(fabs(expected - z[i]) < 1e-10);
			for (int64_t k = ising->start[i]; k < ising->start[i + 1]; k++)
			{
				expected = 0.0;
				for (uint32_t b = 0; b < 1u << n; b++)
					expected += (b >> i ^ b >> ising->neighbour[k]) & 1 ? -probability[b] :
						probability[b];
				assert_true(fabs(expected - zz[k]) < 1e-10);
			}
		}
		for (uint32_t b = 0; b < 1u << n; b++)
			energy += probability[b] * state_energy(ising, b);
		assert_true(fabs(energy - (sin(2.0 * beta) * sum[0] + sin(4.0 * beta) * sum[1] +
								   sin(2.0 * beta) * sin(2.0 * beta) * sum[2])) < 1e-10);
		qs_free(host, zz);
		qs_qaoa_form_free(host, form);
		qs_ising_free(host, ising);
	}
}

/* The same couplings among more variables than the dense kernel takes, and with
 * the portable instructions */
static void
dense_and_sparse_kernels_agree(void **state)
{
	QsHost	   *host = unit_host(state);
	enum {N = 40, MANY = 1600};
	QsSimd		simd = host->simd;
	QsRandom	random;

	qs_random_seed(&random, 52, 0);
	for (int trial = 0; trial < 6; trial++)
	{
		static double z[3][MANY];
		QsTerm		terms[N * N];
		int64_t		count = 0;
		double	   *zz[3];
		int64_t		pairs = 0;

		/* zero cosines too: couplings of pi / 4 at gamma 1 */
		for (int i = 0; i < N; i++)
			for (int j = 0; j <= i; j++)
				if (trial % 2 || qs_random_below(&random, 10) > 0)
					terms[count++] = (QsTerm)
					{
						j, i, qs_random_below(&random, 4) ? 0.4 * qs_random_unit(&random) :
						3.14159265358979323846
					};
		for (int k = 0; k < 3; k++)
		{
			int			n = k == 2 ? MANY : N;
			QsQubo	   *qubo = qs_qubo_from_terms(host, n, 0.0, terms, count);
			QsIsing    *ising = qs_ising_create(host, qubo);
			QsQaoaForm *form;
			double		sum[3];

			pairs = ising->start[n];
			zz[k] = QS_ARRAY(host, double, pairs);
			host->simd = k == 1 ? QS_SIMD_PORTABLE : simd;
			form = qs_qaoa_form_create(host, ising);
			assert_true(qs_qaoa_form_evaluate(form, 1.0, sum));
			qs_qaoa_form_keep(form);
			qs_qaoa_form_expectations(form, 0.3, z[k], zz[k]);
			qs_qaoa_form_free(host, form);
			qs_ising_free(host, ising);
			qs_qubo_free(host, qubo);
		}
		host->simd = simd;
		for (int k = 1; k < 3; k++)
		{
			for (int i = 0; i < N; i++)
				assert_true(fabs(z[0][i] - z[k][i]) < 1e-12);
			for (int64_t e = 0; e < pairs; e++)
				assert_true(fabs(zz[0][e] - zz[k][e]) < 1e-10);
		}
		for (int k = 0; k < 3; k++)
			qs_free(host, zz[k]);
	}
}

/* Twins: every coupling product underflows, the common factor is 1 */
static void
underflow_keeps_common_factors(void **state)
{
	QsHost	   *host = unit_host(state);
	enum {N = 2002};
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, 2 * N);
	int64_t		count = 0;
	QsQubo	   *qubo;
	QsIsing    *ising;
	QsQaoaForm *form;
	double		sum[3];
	double	   *z = QS_ARRAY(host, double, N);
	double	   *zz;

	terms[count++] = (QsTerm) {0, 1, 0.4};
	for (int k = 2; k < N; k++)
	{
		terms[count++] = (QsTerm) {0, k, 4.0 * 0.6};
		terms[count++] = (QsTerm) {1, k, 4.0 * 0.6};
	}
	qubo = qs_qubo_from_terms(host, N, 0.0, terms, count);
	ising = qs_ising_create(host, qubo);
	memset(ising->field, 0, N * sizeof(double));
	form = qs_qaoa_form_create(host, ising);
	zz = QS_ARRAY(host, double, ising->start[N]);
	assert_true(qs_qaoa_form_evaluate(form, 1.0, sum));
	qs_qaoa_form_keep(form);
	qs_qaoa_form_expectations(form, 0.25 * 3.14159265358979323846, z, zz);

	/* the product of the differences is 1, that of the sums about 0 */
	assert_int_equal(ising->neighbour[ising->start[0]], 1);
	assert_true(fabs(zz[ising->start[0]] - 0.5) < 1e-9);
	qs_free(host, zz);
	qs_qaoa_form_free(host, form);
	qs_ising_free(host, ising);
	qs_qubo_free(host, qubo);
	qs_free(host, z);
	qs_free(host, terms);
}

static double
form_energy(const double sum[3], double beta)
{
	double		s = sin(2.0 * beta);

	return s * sum[0] + sin(4.0 * beta) * sum[1] + s * s * sum[2];
}

/* The angles found are no worse than a fine grid's */
static void
angles_are_near_the_best(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 53, 0);
	for (int trial = 0; trial < 30; trial++)
	{
		QsIsing    *ising = random_ising(host, &random, 8, 2 + trial % 8, trial % 2);
		QsQaoaForm *form = qs_qaoa_form_create(host, ising);
		double		gamma,
					beta,
					sum[3],
					reached;
		double		best = INFINITY;

		assert_int_equal(qs_qaoa_form_optimise(host, form, 60, &gamma, &beta), QS_OK);
		assert_true(qs_qaoa_form_evaluate(form, gamma, sum));
		reached = form_energy(sum, beta);
		for (int k = 1; k <= 300; k++)
		{
			qs_qaoa_form_evaluate(form, 1.5 * k / 300.0, sum);
			for (int b = 0; b < 200; b++)
				best = fmin(best, form_energy(sum, 3.14159265358979323846 * b / 200.0));
		}
		assert_true(reached <= 0.9 * best);
		qs_qaoa_form_free(host, form);
		qs_ising_free(host, ising);
	}
}

/* ---- SDP ---------------------------------------------------------------------- */

/* Odd cycle: the relaxation's cut is n cos^2(pi / 2n) */
static void
odd_cycles_have_their_known_value(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 54, 0);
	for (int n = 3; n <= 15; n += 2)
	{
		QsTerm		terms[16];
		QsQubo	   *qubo;
		QsIsing    *ising;
		QsSdp	   *sdp;
		double		expected = -n * cos(3.14159265358979323846 / n);

		for (int i = 0; i < n; i++)
			terms[i] = (QsTerm) {i, (i + 1) % n, 4.0};
		qubo = qs_qubo_from_terms(host, n, 0.0, terms, n);
		ising = qs_ising_create(host, qubo);
		memset(ising->field, 0, (size_t) n * sizeof(double));
		assert_int_equal(qs_sdp_solve(host, ising, 1e-9, 20000, &random, &sdp), QS_OK);
		assert_true(fabs(sdp->objective - expected) < 1e-3);
		for (int i = 0; i < n; i++)
			assert_true(fabs(qs_sdp_pair(sdp, i, (i + 1) % n) - expected / n) < 2e-2);
		qs_sdp_free(host, sdp);
		qs_ising_free(host, ising);
		qs_qubo_free(host, qubo);
	}
}

static void
relaxation_lies_below_every_state(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 55, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		QsIsing    *ising = random_ising(host, &random, 9, 2 + trial % 8, true);
		QsSdp	   *sdp;
		double		best = INFINITY;
		double		sum = 0.0;

		for (uint32_t b = 0; b < 1u << ising->n; b++)
			best = fmin(best, state_energy(ising, b));
		(void) qs_sdp_solve(host, ising, 1e-7, 3000, &random, &sdp);
		assert_true(sdp->objective < best + 1e-4);
		for (int i = 0; i < ising->n; i++)
		{
			assert_true(fabs(qs_sdp_pair(sdp, i, i) - 1.0) < 1e-5);
			sum += ising->field[i] * qs_sdp_reference(sdp, i);
			for (int64_t k = ising->start[i]; k < ising->start[i + 1] && ising->neighbour[k] < i; k++)
				sum += ising->coupling[k] * qs_sdp_pair(sdp, i, ising->neighbour[k]);
		}
		assert_true(fabs(sum - sdp->objective) < 1e-4);
		qs_sdp_free(host, sdp);
		qs_ising_free(host, ising);
	}
}

static void
instruction_sets_give_the_same_vectors(void **state)
{
	QsHost	   *host = unit_host(state);
	QsSimd		simd = host->simd;
	QsSdp	   *sdp[2];
	QsRandom	random;
	QsTerm		terms[600];
	QsQubo	   *qubo;
	QsIsing    *ising;

	qs_random_seed(&random, 56, 0);
	for (int k = 0; k < 600; k++)
		terms[k] = (QsTerm)
		{
			(int32_t) qs_random_below(&random, 100), (int32_t) qs_random_below(&random, 100),
			qs_random_unit(&random)
		};
	qubo = qs_qubo_from_terms(host, 100, 0.0, terms, 600);
	ising = qs_ising_create(host, qubo);
	for (int k = 0; k < 2; k++)
	{
		qs_random_seed(&random, 57, 0);
		host->simd = k ? QS_SIMD_PORTABLE : QS_SIMD_AUTO;
		(void) qs_sdp_solve(host, ising, 1e-6, 50, &random, &sdp[k]);
	}
	host->simd = simd;
	assert_int_equal(sdp[0]->sweeps, sdp[1]->sweeps);
	for (int k = 0; k < 100 * sdp[0]->rank; k++)
		assert_true(fabsf(sdp[0]->vector[k] - sdp[1]->vector[k]) < 1e-4f);
	qs_sdp_free(host, sdp[1]);
	qs_sdp_free(host, sdp[0]);
	qs_ising_free(host, ising);
	qs_qubo_free(host, qubo);
}

/* ---- lists -------------------------------------------------------------------- */

static void
check_list(const QsModel *model, const QsCorrelations *list, int64_t limit)
{
	assert_true(list->count <= limit);
	for (int64_t k = 0; k < list->count; k++)
	{
		const QsCorrelation *c = &list->pair[k];

		assert_in_range(c->i, 0, model->n - 1);
		assert_true(c->j == QS_REFERENCE || (c->j > c->i && c->j < model->n));
		assert_true(fabs(c->value) <= 1.0);
		if (k > 0)
		{
			const QsCorrelation *before = &list->pair[k - 1];

			assert_true(fabs(before->value) > fabs(c->value) ||
						(fabs(before->value) == fabs(c->value) &&
						 (before->i < c->i || (before->i == c->i && before->j < c->j))));
		}
	}
}

/* All feasible assignments of a small model as a pool */
static QsPool *
feasible_pool(QsHost *host, const QsModel *model, int capacity)
{
	QsPool	   *pool = qs_pool_create(host, model->n, capacity);

	for (uint32_t bits = 0; bits < 1u << model->n; bits++)
	{
		uint8_t		x[16];

		for (int i = 0; i < model->n; i++)
			x[i] = (uint8_t) (bits >> i & 1);
		if (qs_model_feasible(model, x))
			qs_pool_add(pool, x, qs_model_objective(model, x));
	}
	return pool;
}

static void
lists_are_sorted_limited_and_deterministic(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 58, 0);
	for (int trial = 0; trial < 180; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (trial % UNIT_KINDS), 10);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsPool	   *pool = feasible_pool(host, model, 20);
		QsCorrelationInput input = {
			.model = model, .structure = structure, .pool = trial % 3 ? pool : NULL,
			.message_passing = trial % 2, .limit = trial % 5 ? 0 : 7
		};

		for (int m = QS_CORRELATION_AUTO; m <= QS_CORRELATION_POOL; m++)
		{
			QsCorrelations *list[2];
			QsStatus	status = QS_OK;

			for (int k = 0; k < 2; k++)
			{
				QsRandom	own;

				qs_random_seed(&own, 59, (uint64_t) trial);
				status = qs_correlate(host, (QsCorrelationMethod) m, &input, &own, &list[k]);
			}
			if (list[0] == NULL)
			{
				assert_null(list[1]);
				assert_true(status == QS_INFEASIBLE ||
							!qs_correlation_applies((QsCorrelationMethod) m, model) ||
							(m == QS_CORRELATION_POOL &&
							 (input.pool == NULL || pool->count == 0)));
				continue;
			}
			assert_int_equal(status, QS_OK);
			assert_true(qs_correlation_applies((QsCorrelationMethod) m, model));
			assert_true(list[0]->method != QS_CORRELATION_AUTO);
			if (m != QS_CORRELATION_AUTO)
				assert_int_equal(list[0]->method, m);
			check_list(model, list[0], input.limit ? input.limit : 4 * model->n + 1000);
			assert_int_equal(list[0]->count, list[1]->count);
			assert_memory_equal(list[0]->pair, list[1]->pair,
								(size_t) list[0]->count * sizeof(QsCorrelation));
			qs_correlations_free(host, list[1]);
			qs_correlations_free(host, list[0]);
		}
		qs_pool_free(host, pool);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

static double
value_of(const QsCorrelations *list, int i, int j)
{
	for (int64_t k = 0; k < list->count; k++)
		if (list->pair[k].i == i && list->pair[k].j == j)
			return list->pair[k].value;
	return 0.0;
}

/* Pool: what three solutions agree on, counted by hand */
static void
pool_counts_signed_agreement(void **state)
{
	QsHost	   *host = unit_host(state);
	uint8_t		x[4][4] = {{1, 0, 1, 0}, {1, 0, 0, 1}, {1, 1, 1, 0}, {1, 1, 0, 1}};
	QsTerm		terms[1] = {{0, 0, -1.0}};
	QsModel    *model = qs_model_create(host, 4, false, 0.0, terms, 1, NULL, 0);
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	QsPool	   *pool = qs_pool_create(host, 4, 8);
	QsCorrelationInput input = {.model = model, .structure = structure, .pool = pool};
	QsCorrelations *list;
	QsRandom	random;

	qs_random_seed(&random, 60, 0);
	for (int k = 0; k < 4; k++)
		qs_pool_add(pool, x[k], -1.0);
	assert_int_equal(qs_correlate(host, QS_CORRELATION_POOL, &input, &random, &list), QS_OK);

	/* x_0 is always 1, x_2 and x_3 always differ, x_1 is free of both */
	assert_int_equal(list->count, 2);
	assert_true(value_of(list, 0, QS_REFERENCE) == -1.0);
	assert_true(value_of(list, 2, 3) == -1.0);
	qs_correlations_free(host, list);

	/* down-weighting all but the first solution */
	for (int k = 1; k < 4; k++)
		pool->weight[k] = 0.0;
	assert_int_equal(qs_correlate(host, QS_CORRELATION_POOL, &input, &random, &list), QS_OK);
	assert_int_equal(list->count, 4);
	for (int i = 0; i < 4; i++)
		assert_true(value_of(list, i, QS_REFERENCE) == (qs_pool_entry(pool, 0)[i] ? -1.0 : 1.0));
	qs_correlations_free(host, list);
	qs_pool_free(host, pool);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

/* Methods find what is plain to see: the share of strong correlations that the
 * optimum of a random model confirms is high */
static void
strong_correlations_are_mostly_right(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			right[QS_CORRELATION_POOL + 1] = {0};
	int			wrong[QS_CORRELATION_POOL + 1] = {0};

	qs_random_seed(&random, 61, 0);
	for (int trial = 0; trial < 120; trial++)
	{
		UnitKind	kind = trial % 2 ? UNIT_KNAPSACK : UNIT_UNCONSTRAINED;
		QsModel    *model = unit_random_model(host, &random, kind, 14);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsCorrelationInput input = {.model = model, .structure = structure};
		uint8_t		x[16];
		double		best = 0.0;

		assert_true(unit_brute_force(model, &best, x));
		for (int m = QS_CORRELATION_LP; m <= QS_CORRELATION_QAOA; m++)
		{
			QsCorrelations *list;

			if (kind == UNIT_UNCONSTRAINED && m == QS_CORRELATION_LP)
				continue;
			assert_int_equal(qs_correlate(host, (QsCorrelationMethod) m, &input, &random, &list),
							 QS_OK);
			for (int64_t k = 0; k < list->count && k < 1 + model->n / 4; k++)
			{
				const QsCorrelation *c = &list->pair[k];
				double		z = (x[c->i] ? -1.0 : 1.0) *
					(c->j == QS_REFERENCE || !x[c->j] ? 1.0 : -1.0);

				if (z * c->value > 0.0)
					right[m]++;
				else
					wrong[m]++;
			}
			qs_correlations_free(host, list);
		}
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	for (int m = QS_CORRELATION_LP; m <= QS_CORRELATION_QAOA; m++)
		assert_true(right[m] > 4 * wrong[m]);
}

/* No field, no belief about single spins */
static void
symmetric_models_say_nothing_about_single_spins(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTerm		terms[12];
	int64_t		count = 0;
	QsModel    *model;
	QsStructure *structure;
	QsRandom	random;

	/* max-cut of a 4-cycle: x_i + x_j - 2 x_i x_j per edge */
	for (int i = 0; i < 4; i++)
	{
		int			j = (i + 1) % 4;

		terms[count++] = (QsTerm) {i, i, 1.0};
		terms[count++] = (QsTerm) {j, j, 1.0};
		terms[count++] = (QsTerm) {i, j, -2.0};
	}
	model = qs_model_create(host, 4, true, 0.0, terms, count, NULL, 0);
	structure = qs_structure_create(host, model, qs_classes);
	qs_random_seed(&random, 62, 0);
	for (int m = QS_CORRELATION_SDP; m <= QS_CORRELATION_QAOA; m++)
	{
		QsCorrelationInput input = {.model = model, .structure = structure};
		QsCorrelations *list;

		assert_int_equal(qs_correlate(host, (QsCorrelationMethod) m, &input, &random, &list),
						 QS_OK);
		assert_int_equal(list->count, 4);
		for (int k = 0; k < 4; k++)
		{
			assert_true(list->pair[k].j != QS_REFERENCE);
			assert_true(list->pair[k].value < -0.4);
		}
		qs_correlations_free(host, list);
	}
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

/* A path of conflicts: an end known to be in pushes its neighbour out, and so on */
static void
messages_alternate_along_a_path(void **state)
{
	QsHost	   *host = unit_host(state);
	enum {N = 5};
	int32_t		variables[N - 1][2];
	QsRow		rows[N - 1];
	QsTerm		terms[N];
	double		belief[N] = {-1.0, 0.0, 0.0, 0.0, 0.0};
	QsModel    *model;

	for (int i = 0; i < N; i++)
		terms[i] = (QsTerm) {i, i, 1.0};
	for (int i = 0; i < N - 1; i++)
	{
		variables[i][0] = i;
		variables[i][1] = i + 1;
		rows[i] = (QsRow) {2, variables[i], NULL, '<', 1.0};
	}
	model = qs_model_create(host, N, true, 0.0, terms, N, rows, N - 1);
	qs_sharpen(host, model, belief);
	assert_true(belief[0] < -0.5);
	assert_true(belief[1] > 0.0);
	assert_true(belief[2] < 0.0);
	assert_true(belief[3] > 0.0);
	for (int i = 0; i < N; i++)
		assert_true(fabs(belief[i]) <= 1.0);
	qs_model_free(host, model);
}

static void
deadlines_return_what_there_is(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsStructure *structure;

	qs_random_seed(&random, 63, 0);
	model = unit_random_model(host, &random, UNIT_KNAPSACK, 14);
	structure = qs_structure_create(host, model, qs_classes);
	host->deadline = -1.0;
	for (int m = QS_CORRELATION_LP; m <= QS_CORRELATION_QAOA; m++)
	{
		QsCorrelationInput input = {.model = model, .structure = structure};
		QsCorrelations *list;
		QsStatus	status = qs_correlate(host, (QsCorrelationMethod) m, &input, &random, &list);

		assert_true(status == QS_INTERRUPTED || (status == QS_OK && list != NULL));
		assert_non_null(list);
		check_list(model, list, 4 * model->n + 1000);
		qs_correlations_free(host, list);
	}
	host->deadline = INFINITY;
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

static void
names_round_trip(void **state)
{
	(void) state;
	for (int k = QS_CORRELATION_AUTO; k <= QS_CORRELATION_POOL; k++)
	{
		QsCorrelationMethod method;

		assert_true(qs_correlation_method(qs_correlation_method_name((QsCorrelationMethod) k),
										  &method));
		assert_int_equal(method, k);
	}
	assert_false(qs_correlation_method("SDP", &(QsCorrelationMethod) {0}));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(closed_form_matches_state_vector),
		UNIT_TEST(dense_and_sparse_kernels_agree),
		UNIT_TEST(underflow_keeps_common_factors),
		UNIT_TEST(angles_are_near_the_best),
		UNIT_TEST(odd_cycles_have_their_known_value),
		UNIT_TEST(relaxation_lies_below_every_state),
		UNIT_TEST(instruction_sets_give_the_same_vectors),
		UNIT_TEST(lists_are_sorted_limited_and_deterministic),
		UNIT_TEST(pool_counts_signed_agreement),
		UNIT_TEST(strong_correlations_are_mostly_right),
		UNIT_TEST(symmetric_models_say_nothing_about_single_spins),
		UNIT_TEST(messages_alternate_along_a_path),
		UNIT_TEST(deadlines_return_what_there_is),
		UNIT_TEST(names_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
