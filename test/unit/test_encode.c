/*
 * test_encode.c
 *	  Encodings against enumeration: what they promise, what their minimisers
 *	  are, and the way back to the model.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "model/contraction.h"
#include "encode/encode.h"
#include "relax/multipliers.h"
#include "classes/classes.h"

enum {MOST_QUBITS = 20};

static void
spread(uint32_t bits, int n, uint8_t *x)
{
	for (int i = 0; i < n; i++)
		x[i] = (uint8_t) (bits >> i & 1);
}

static bool
row_met(const QsModel *model, int r, const uint8_t *x)
{
	double		activity = qs_model_activity(model, r, x);
	double		tolerance = qs_model_row_tolerance(model, r);

	return activity >= model->row_lower[r] - tolerance &&
		activity <= model->row_upper[r] + tolerance;
}

/* Smallest energy, by Gray code; with a model given, promised rows hold in every
 * assignment at most `close` */
static double
gray_walk(const QsQubo *qubo, double close, const QsModel *model, const QsEncoding *encoding)
{
	uint8_t		q[MOST_QUBITS] = {0};
	double		delta[MOST_QUBITS];
	double		energy = qs_qubo_energy(qubo, q);
	double		best = energy;

	qs_qubo_flip_deltas(qubo, q, delta);
	for (uint32_t step = 1;; step++)
	{
		best = energy < best ? energy : best;
		if (model && energy <= close)
		{
			uint8_t		x[MOST_QUBITS + 8];

			qs_decode(encoding, q, x);
			for (int r = 0; r < model->m; r++)
				if (encoding->promised[r])
					assert_true(row_met(model, r, x));
		}
		if (step == 1u << qubo->n)
			return best;
		energy += delta[__builtin_ctz(step)];
		qs_qubo_flip(qubo, q, delta, __builtin_ctz(step));
	}
}

static double
ground_energy(const QsQubo *qubo)
{
	return gray_walk(qubo, -INFINITY, NULL, NULL);
}

/* Every assignment within rounding of the ground energy keeps promised rows */
static void
check_promises(const QsModel *model, const QsEncoding *encoding)
{
	double		ground = ground_energy(encoding->qubo);

	gray_walk(encoding->qubo, ground + 1e-7 * fmax(1.0, fabs(ground)), model, encoding);
}

static void
minimisers_keep_promised_rows(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			promises = 0;

	qs_random_seed(&random, 41, 0);
	for (int trial = 0; trial < 600; trial++)
	{
		UnitKind	kind = (UnitKind) (trial % UNIT_KINDS);
		QsModel    *model = unit_random_model(host, &random, kind, 10);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);

		for (int k = QS_ENCODING_DUAL; k <= QS_ENCODING_UNBALANCED; k++)
		{
			QsEncoding *encoding;

			assert_int_equal(qs_encode(host, model, structure, (QsEncodingKind) k, NULL,
									   &encoding), QS_OK);
			assert_int_equal(encoding->qubo->n, model->n);
			for (int r = 0; r < model->m; r++)
			{
				promises += encoding->promised[r];
				if (kind == UNIT_INDEPENDENT_SET || kind == UNIT_ONE_HOT ||
					(kind == UNIT_KNAPSACK && structure->row_kind[r] == QS_ROW_CONFLICT))
					assert_true(encoding->promised[r]);
			}
			check_promises(model, encoding);
			qs_encoding_free(host, encoding);
		}
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_true(promises > 1000);
}

/* Beyond the size at which every state is looked at, bounds give the weights. */
static void
larger_models_keep_promised_rows(void **state)
{
	static const UnitKind kinds[3] = {UNIT_INDEPENDENT_SET, UNIT_ONE_HOT, UNIT_GENERIC};
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 40, 0);
	for (int trial = 0; trial < 15; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, kinds[trial % 3], 19);
		QsStructure *structure;
		QsEncoding *encoding;

		while (model->n < 19)
		{
			qs_model_free(host, model);
			model = unit_random_model(host, &random, kinds[trial % 3], 19);
		}
		structure = qs_structure_create(host, model, qs_classes);
		assert_int_equal(qs_encode(host, model, structure, QS_ENCODING_DUAL, NULL, &encoding),
						 QS_OK);
		for (int r = 0; r < model->m && trial % 3 < 2; r++)
			assert_true(encoding->promised[r]);
		check_promises(model, encoding);
		qs_encoding_free(host, encoding);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

/* Independent sets: the ground energy is the optimum itself, also after merges
 * that complement variables. */
static void
independent_sets_are_encoded_exactly(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 42, 0);
	for (int trial = 0; trial < 200; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, UNIT_INDEPENDENT_SET, 12);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsEncoding *encoding;
		double		best = 0.0;

		assert_true(unit_brute_force(model, &best, NULL));
		assert_int_equal(qs_encode(host, model, structure, QS_ENCODING_AUTO, NULL, &encoding),
						 QS_OK);
		assert_int_equal(encoding->kind, QS_ENCODING_DUAL);
		assert_true(fabs(ground_energy(encoding->qubo) - best) < 1e-9);
		qs_encoding_free(host, encoding);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

/* Any rows after random merges: promised rows hold, feasible x cost at least what
 * exact rows alone leave, i.e. energies of exact-only models equal the objective */
static void
merged_models_keep_promises_and_energies(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 43, 0);
	for (int trial = 0; trial < 300; trial++)
	{
		QsModel    *base = unit_random_model(host, &random, trial % 2 ? UNIT_INDEPENDENT_SET :
											 UNIT_ONE_HOT, 12);
		QsContraction *contraction = qs_contraction_create(host, base);
		QsReduced  *reduced;

		for (int k = 0; k < 3; k++)
		{
			int			a = (int) qs_random_below(&random, (uint32_t) base->n);
			int			b = (int) qs_random_below(&random, (uint32_t) base->n);

			if (a != b)
				qs_contraction_merge(host, contraction, a, b, qs_random_below(&random, 2),
									 QS_ACTION_MERGE, 0.5, "test", -1, NULL);
		}
		reduced = qs_contraction_reduce(host, contraction);
		if (!reduced->infeasible)
		{
			QsStructure *structure = qs_structure_create(host, reduced->model, qs_classes);
			QsEncoding *encoding;
			bool		exact = true;

			assert_int_equal(qs_encode(host, reduced->model, structure, QS_ENCODING_DUAL, NULL,
									   &encoding), QS_OK);
			check_promises(reduced->model, encoding);

			/* short rows of unit coefficients are all exact */
			for (int r = 0; r < reduced->model->m; r++)
				exact = exact && reduced->model->row_start[r + 1] -
					reduced->model->row_start[r] <= 2;
			for (uint32_t bits = 0; bits < 1u << reduced->n && exact; bits++)
			{
				uint8_t		x[16];
				double		energy;

				spread(bits, reduced->n, x);
				energy = qs_qubo_energy(encoding->qubo, x) - qs_model_objective(reduced->model, x);
				if (qs_model_feasible(reduced->model, x))
					assert_true(fabs(energy) < 1e-9);
				else
					assert_true(energy > 1e-9);
			}
			qs_encoding_free(host, encoding);
			qs_structure_free(host, structure);
		}
		qs_reduced_free(host, reduced);
		qs_contraction_free(host, contraction);
		qs_model_free(host, base);
	}
}

static void
slack_minimisers_are_optima(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			checked = 0;

	qs_random_seed(&random, 44, 0);
	for (int trial = 0; trial < 400; trial++)
	{
		UnitKind	kind = (UnitKind) (trial % UNIT_KINDS);
		QsModel    *model = unit_random_model(host, &random, kind, kind == UNIT_ASSIGNMENT ? 9 : 7);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		int64_t		qubits = qs_encode_qubits(model, structure, QS_ENCODING_SLACK);
		double		best = 0.0;
		bool		feasible = unit_brute_force(model, &best, NULL);

		assert_true(qubits >= model->n);
		if (qubits <= 17)
		{
			QsEncoding *encoding;
			double		ground;

			assert_int_equal(qs_encode(host, model, structure, QS_ENCODING_SLACK, NULL,
									   &encoding), QS_OK);
			assert_int_equal(encoding->qubo->n, qubits);
			ground = ground_energy(encoding->qubo);
			if (feasible)
			{
				assert_true(fabs(ground - best) < 1e-6);
				check_promises(model, encoding);
				checked++;
			}
			for (uint32_t bits = 0; bits < 1u << model->n && bits < 300; bits++)
			{
				uint8_t		x[16];
				uint8_t		q[MOST_QUBITS];
				uint8_t		back[16];

				spread(bits, model->n, x);
				qs_encode_assignment(encoding, model, x, q);
				qs_decode(encoding, q, back);
				assert_memory_equal(x, back, (size_t) model->n);

				/* a feasible x has slack that makes every penalty vanish */
				if (qs_model_feasible(model, x))
					assert_true(fabs(qs_qubo_energy(encoding->qubo, q) -
									 qs_model_objective(model, x)) < 1e-6);
			}
			qs_encoding_free(host, encoding);
		}
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_true(checked > 100);
}

static void
slack_scales_decimals_and_refuses_reals(void **state)
{
	QsHost	   *host = unit_host(state);
	int32_t		variables[3] = {0, 1, 2};
	double		decimal[3] = {0.2, 0.4, 0.6};
	double		real[3] = {1.0, 1.4142135623730951, 3.141592653589793};
	QsTerm		terms[3] = {{0, 0, 3.0}, {1, 1, 4.0}, {2, 2, 6.0}};

	for (int k = 0; k < 2; k++)
	{
		QsRow		row = {3, variables, k == 0 ? decimal : real, '<', 0.8};
		QsModel    *model = qs_model_create(host, 3, true, 0.0, terms, 3, &row, 1);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsEncoding *encoding;

		if (k == 0)
		{
			/* 1, 2, 3 <= 4: slack 0 .. 4 in three bits */
			assert_int_equal(qs_encode_qubits(model, structure, QS_ENCODING_SLACK), 6);
			assert_int_equal(qs_encode(host, model, structure, QS_ENCODING_SLACK, NULL,
									   &encoding), QS_OK);
			assert_true(fabs(ground_energy(encoding->qubo) + 9.0) < 1e-9);
			qs_encoding_free(host, encoding);
		}
		else
		{
			assert_int_equal(qs_encode_qubits(model, structure, QS_ENCODING_SLACK), -1);
			assert_int_equal(qs_encode(host, model, structure, QS_ENCODING_SLACK, NULL,
									   &encoding), QS_UNSUPPORTED);
			assert_null(encoding);
		}
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

/* Disjoint permutation grids with shuffled labels and a random quadratic objective */
static QsModel *
blocks_model(QsHost *host, QsRandom *random, int blocks, const int *size, int spare)
{
	int32_t		variables[16][4];
	QsRow		rows[16];
	int			label[40];
	QsTerm		terms[900];
	int64_t		count = 0;
	int			n = spare;
	int			m = 0;
	int			first = 0;

	for (int b = 0; b < blocks; b++)
		n += size[b] * size[b];
	for (int i = 0; i < n; i++)
		label[i] = i;
	qs_random_shuffle(random, label, n);
	for (int b = 0; b < blocks; first += size[b] * size[b], b++)
		for (int a = 0; a < 2 * size[b]; a++, m++)
		{
			for (int k = 0; k < size[b]; k++)
				variables[m][k] = label[first + (a < size[b] ? a * size[b] + k :
												 k * size[b] + a - size[b])];
			rows[m] = (QsRow) {size[b], variables[m], NULL, '=', 1.0};
		}
	for (int i = 0; i < n; i++)
		for (int j = 0; j <= i; j++)
			if (qs_random_below(random, 3) > 0)
				terms[count++] = (QsTerm) {j, i, (double) qs_random_below(random, 21) - 8.0};
	return qs_model_create(host, n, false, 2.0, terms, count, rows, m);
}

static int
factorial(int k)
{
	return k < 2 ? 1 : k * factorial(k - 1);
}

/* Energies of all states against the model: exactly k! per block carry no
 * penalty, these have the model's objective, all others lie above the optimum. */
static void
check_subspace(const QsModel *model, const QsEncoding *encoding)
{
	double		best = 0.0;
	double		ground = ground_energy(encoding->qubo);
	int			feasible = 0;
	int			expected = 1 << model->n;

	for (int b = 0; b < encoding->blocks; b++)
	{
		expected >>= encoding->block_size[b] * encoding->block_size[b];
		expected *= factorial(encoding->block_size[b]);
	}
	assert_true(unit_brute_force(model, &best, NULL));
	assert_true(fabs(ground - best) < 1e-7);
	for (uint32_t bits = 0; bits < 1u << encoding->qubo->n; bits++)
	{
		uint8_t		q[MOST_QUBITS];
		uint8_t		back[MOST_QUBITS];
		uint8_t		x[40];
		double		energy;

		spread(bits, encoding->qubo->n, q);
		qs_decode(encoding, q, x);
		energy = qs_qubo_energy(encoding->qubo, q);
		if (qs_model_feasible(model, x))
		{
			qs_encode_assignment(encoding, model, x, back);
			assert_memory_equal(q, back, (size_t) encoding->qubo->n);
			assert_true(fabs(energy - qs_model_objective(model, x)) < 1e-7);
			feasible++;
		}
		else
			assert_true(energy > ground + 1e-7);
	}
	assert_int_equal(feasible, expected);
}

static void
blocks_lose_a_row_and_a_column(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 45, 0);
	for (int trial = 0; trial < 60; trial++)
	{
		static const int sizes[6][3] = {{3, 0, 0}, {2, 3, 0}, {4, 0, 0}, {3, 3, 0}, {2, 2, 2}, {2, 4, 0}};
		const int  *size = sizes[trial % 6];
		int			blocks = size[2] ? 3 : size[1] ? 2 : 1;
		int			spare = trial % 6 == 1 ? 2 : 0;
		QsModel    *model = blocks_model(host, &random, blocks, size, spare);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsEncoding *encoding;
		int			qubits = spare;
		int32_t    *found_size;
		int32_t   **found;

		for (int b = 0; b < blocks; b++)
			qubits += (size[b] - 1) * (size[b] - 1);
		assert_int_equal(qs_find_blocks(host, model, structure, &found_size, &found), blocks);
		qs_blocks_free(host, blocks, found_size, found);
		assert_int_equal(qs_encode_qubits(model, structure, QS_ENCODING_SUBSPACE), qubits);
		assert_int_equal(qs_encode(host, model, structure, spare ? QS_ENCODING_SUBSPACE :
								   QS_ENCODING_AUTO, NULL, &encoding), QS_OK);
		assert_int_equal(encoding->kind, QS_ENCODING_SUBSPACE);
		assert_int_equal(encoding->qubo->n, qubits);
		assert_int_equal(encoding->blocks, blocks);
		assert_int_equal(encoding->groups, 0);
		check_subspace(model, encoding);
		qs_encoding_free(host, encoding);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

static void
matrices_are_one_block(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 46, 0);
	for (int trial = 0; trial < 30; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, UNIT_ASSIGNMENT, 16);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsEncoding *encoding;

		assert_int_equal(qs_encode(host, model, structure, QS_ENCODING_AUTO, NULL, &encoding),
						 QS_OK);
		assert_int_equal(encoding->kind, QS_ENCODING_SUBSPACE);
		assert_int_equal(encoding->qubo->n,
						 qs_encode_qubits(model, structure, QS_ENCODING_AUTO));
		check_subspace(model, encoding);
		qs_encoding_free(host, encoding);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

/* An almost-grid is no block: one row one variable short */
static void
broken_grids_are_no_blocks(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			size[3] = {3, 3, 0};
	QsModel    *model;
	QsContraction *contraction;
	QsReduced  *reduced;
	QsStructure *structure;
	int32_t    *found_size;
	int32_t   **found;

	qs_random_seed(&random, 47, 0);
	model = blocks_model(host, &random, 2, size, 0);
	contraction = qs_contraction_create(host, model);
	qs_contraction_fix(host, contraction, 5, 0, 0.0, "test", -1, NULL);
	reduced = qs_contraction_reduce(host, contraction);
	structure = qs_structure_create(host, reduced->model, qs_classes);
	assert_int_equal(qs_find_blocks(host, reduced->model, structure, &found_size, &found), 1);
	qs_blocks_free(host, 1, found_size, found);
	qs_structure_free(host, structure);
	qs_reduced_free(host, reduced);
	qs_contraction_free(host, contraction);
	qs_model_free(host, model);
}

/* One-hot groups left to the mixer: inside the subspace energies are the model's */
static void
groups_carry_no_penalty(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 48, 0);
	for (int trial = 0; trial < 100; trial++)
	{
		QsModel    *model = unit_random_model(host, &random, UNIT_ONE_HOT, 10);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsEncoding *encoding;
		QsStatus	status = qs_encode(host, model, structure, QS_ENCODING_SUBSPACE, NULL, &encoding);

		if (qs_encode_qubits(model, structure, QS_ENCODING_SUBSPACE) < 0)
			assert_int_equal(status, QS_UNSUPPORTED);
		else
		{
			assert_int_equal(status, QS_OK);
			for (int g = 0; g < encoding->groups; g++)
				assert_true(encoding->group_start[g + 1] - encoding->group_start[g] >= 2);
			assert_int_equal(encoding->group_start[encoding->groups] >= model->n - 1, true);
			for (uint32_t bits = 0; bits < 1u << model->n; bits++)
			{
				uint8_t		q[16];
				uint8_t		x[16];

				spread(bits, model->n, q);
				qs_decode(encoding, q, x);
				if (qs_model_feasible(model, x))
					assert_true(fabs(qs_qubo_energy(encoding->qubo, q) -
									 qs_model_objective(model, x)) < 1e-9);
			}
			qs_encoding_free(host, encoding);
		}
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
}

static double
knapsack_relaxation_bound(const QsModel *model, const double *cost)
{
	/* one row: fill by ratio */
	double		left = model->row_upper[0];
	double		value = 0.0;
	bool		used[32] = {false};

	for (;;)
	{
		int			pick = -1;
		double		ratio = 0.0;
		double		part;

		for (int i = 0; i < model->n; i++)
			if (!used[i] && cost[i] < 0.0 &&
				(pick < 0 || cost[i] / model->row_value[i] < ratio))
			{
				pick = i;
				ratio = cost[i] / model->row_value[i];
			}
		if (pick < 0 || left <= 0.0)
			return value;
		part = fmin(1.0, left / model->row_value[pick]);
		value += part * cost[pick];
		left -= part * model->row_value[pick];
		used[pick] = true;
	}
}

static void
multipliers_reach_the_relaxation(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 49, 0);
	for (int trial = 0; trial < 50; trial++)
	{
		enum {N = 20};
		QsTerm		terms[N];
		int32_t		variables[N];
		double		weights[N];
		double		cost[N];
		double		dual[1],
					value[N],
					bound,
					exact,
					total = 0.0;
		QsRow		row = {N, variables, weights, '<', 0.0};
		QsModel    *model;

		for (int i = 0; i < N; i++)
		{
			terms[i] = (QsTerm) {i, i, 1.0 + qs_random_below(&random, 50)};
			variables[i] = i;
			weights[i] = 1.0 + qs_random_below(&random, 50);
			total += weights[i];
		}
		row.rhs = floor(total / 3.0);
		model = qs_model_create(host, N, true, 0.0, terms, N, &row, 1);
		qs_linearise(model, NULL, cost);
		assert_int_equal(qs_multipliers(host, model, cost, 0, dual, value, &bound), QS_OK);
		exact = knapsack_relaxation_bound(model, cost);
		assert_true(dual[0] <= 0.0);
		assert_true(bound <= exact + 1e-7 * fabs(exact));
		assert_true(bound >= exact - 2e-3 * fabs(exact));
		for (int i = 0; i < N; i++)
			assert_true(value[i] >= 0.0 && value[i] <= 1.0);
		qs_model_free(host, model);
	}
}

static void
names_round_trip(void **state)
{
	(void) state;
	for (int k = QS_ENCODING_AUTO; k <= QS_ENCODING_SUBSPACE; k++)
	{
		QsEncodingKind kind;

		assert_true(qs_encoding_kind(qs_encoding_kind_name((QsEncodingKind) k), &kind));
		assert_int_equal(kind, k);
	}
	assert_false(qs_encoding_kind("", &(QsEncodingKind) {0}));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(minimisers_keep_promised_rows),
		UNIT_TEST(larger_models_keep_promised_rows),
		UNIT_TEST(independent_sets_are_encoded_exactly),
		UNIT_TEST(merged_models_keep_promises_and_energies),
		UNIT_TEST(slack_minimisers_are_optima),
		UNIT_TEST(slack_scales_decimals_and_refuses_reals),
		UNIT_TEST(blocks_lose_a_row_and_a_column),
		UNIT_TEST(matrices_are_one_block),
		UNIT_TEST(broken_grids_are_no_blocks),
		UNIT_TEST(groups_carry_no_penalty),
		UNIT_TEST(multipliers_reach_the_relaxation),
		UNIT_TEST(names_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
