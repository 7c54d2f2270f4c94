/*
 * test_properties.c
 *	  What exactness rests on, for each of ten thousand random models of all
 *	  kinds, against enumeration: presolve and rewritten rows keep the optimal
 *	  value, strict reductions every optimum, certified fixing an optimum unless the
 *	  incumbent is one, bounds stay on their side, and no minimiser of an encoding
 *	  breaks a row it promises to keep.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "bound/bound.h"
#include "encode/encode.h"
#include "presolve/presolve.h"
#include "relax/relax.h"
#include "rows/tighten.h"
#include "classes/classes.h"

#define MODELS		10000
#define VARIABLES	8			/* assignments: order 2 */
#define LARGER		9			/* every eighth model; assignments: order 3 */
#define MOST_QUBITS	12
#define CLOSE		1e-9

/* All assignments of one model */
typedef struct Table
{
	const QsModel *model;
	bool		feasible[1 << LARGER];
	double		objective[1 << LARGER];
	double		best;			/* INFINITY: no solution */
	double		worst;			/* -INFINITY: no solution */
} Table;

static void
bits_of(uint32_t bits, int n, uint8_t *x)
{
	for (int i = 0; i < n; i++)
		x[i] = (uint8_t) (bits >> i & 1);
}

static void
tabulate(Table *table, const QsModel *model)
{
	uint8_t		x[LARGER];

	table->model = model;
	table->best = INFINITY;
	table->worst = -INFINITY;
	for (uint32_t bits = 0; bits < 1u << model->n; bits++)
	{
		bits_of(bits, model->n, x);
		table->feasible[bits] = qs_model_feasible(model, x);
		table->objective[bits] = qs_model_objective(model, x);
		if (table->feasible[bits])
		{
			table->best = fmin(table->best, table->objective[bits]);
			table->worst = fmax(table->worst, table->objective[bits]);
		}
	}
}

static bool
is_optimum(const Table *table, uint32_t bits)
{
	return table->feasible[bits] && table->objective[bits] <= table->best + CLOSE;
}

/* Can the contraction still say x? */
static bool
expresses(QsContraction *contraction, int n, uint32_t bits)
{
	for (int i = 0; i < n; i++)
	{
		bool		flipped;
		int			root = qs_contraction_find(contraction, i, &flipped);
		unsigned	value = root == QS_REFERENCE ? 0 : bits >> root & 1;

		if ((bits >> i & 1) != (value ^ (unsigned) flipped))
			return false;
	}
	return true;
}

/* How many optima, and how many of them the contraction expresses */
static void
count_optima(const Table *table, QsContraction *contraction, int *optima, int *expressed)
{
	*optima = *expressed = 0;
	for (uint32_t bits = 0; bits < 1u << table->model->n; bits++)
		if (is_optimum(table, bits))
		{
			++*optima;
			*expressed += expresses(contraction, table->model->n, bits);
		}
}

static int
check_presolve(QsHost *host, const Table *table, bool strict)
{
	QsContraction *contraction = qs_contraction_create(host, table->model);
	QsPresolveSettings settings = qs_presolve_defaults;
	int			optima,
				expressed,
				steps = (int) contraction->step_count;

	settings.strict_only = strict;
	if (qs_presolve(host, contraction, qs_classes, &settings) == QS_INFEASIBLE)
		assert_true(isinf(table->best));
	else
	{
		count_optima(table, contraction, &optima, &expressed);
		if (strict)
			assert_int_equal(expressed, optima);
		else
			assert_true(optima == 0 || expressed > 0);
	}
	steps = (int) contraction->step_count - steps;
	qs_contraction_free(host, contraction);
	return steps;
}

static void
check_tightening(QsHost *host, const Table *table)
{
	QsTightening done;
	QsModel    *tightened = table->model->assignment ? NULL : qs_tighten(host, table->model, &done);
	uint8_t		x[LARGER];

	for (uint32_t bits = 0; tightened && bits < 1u << tightened->n; bits++)
	{
		bits_of(bits, tightened->n, x);
		assert_int_equal(qs_model_feasible(tightened, x), table->feasible[bits]);
	}
	qs_model_free(host, tightened);
}

/* The incumbent is any solution; what is strictly better survives. */
static int
check_certified_fixing(QsHost *host, const Table *table, QsRandom *random,
					   const QsRelaxation *relaxation)
{
	QsContraction *contraction = qs_contraction_create(host, table->model);
	double		incumbent = INFINITY;
	int			fixed,
				optima,
				expressed;

	for (int tries = 0; tries < 20 && isinf(incumbent); tries++)
	{
		uint32_t	bits = qs_random_below(random, 1u << table->model->n);

		if (table->feasible[bits])
			incumbent = table->objective[bits];
	}
	if (isinf(incumbent))
		incumbent = table->worst;
	fixed = qs_bound_certified_fixing(host, table->model, relaxation->dual, incumbent, contraction);
	count_optima(table, contraction, &optima, &expressed);
	assert_true(incumbent <= table->best + CLOSE || (fixed >= 0 && expressed > 0));
	qs_contraction_free(host, contraction);
	return fixed > 0;
}

static void
check_bounds(QsHost *host, const Table *table, const QsStructure *structure)
{
	static const QsBoundMethod method[] = {
		QS_BOUND_AUTO, QS_BOUND_TRIVIAL, QS_BOUND_LP, QS_BOUND_SDP, QS_BOUND_GILMORE_LAWLER
	};

	for (size_t k = 0; k < sizeof(method) / sizeof(*method); k++)
	{
		double		bound = -INFINITY;
		QsBoundMethod used;
		QsStatus	status = qs_bound(host, table->model, structure, method[k], 1, &bound, &used);

		if (status == QS_INFEASIBLE)
			assert_true(isinf(table->best));
		else if (status == QS_OK)
			assert_true(bound <= table->best ||
						(!table->model->integral &&
						 bound <= table->best + 1e-9 * fmax(1.0, fabs(table->best))));
	}
}

/* Every minimiser of the QUBO keeps the rows that the encoding promises. */
static int
check_encoding(QsHost *host, const Table *table, const QsStructure *structure, QsEncodingKind kind,
			   const double *dual)
{
	const QsModel *model = table->model;
	QsEncoding *encoding = NULL;
	int			promises = 0;
	double		ground = INFINITY;

	if (qs_encode_qubits(model, structure, kind) > MOST_QUBITS ||
		qs_encode(host, model, structure, kind, dual, &encoding) != QS_OK)
		return 0;
	for (int pass = 0; pass < 2; pass++)
		for (uint32_t bits = 0; bits < 1u << encoding->qubo->n; bits++)
		{
			uint8_t		qubits[MOST_QUBITS],
						x[LARGER];
			double		energy;

			bits_of(bits, encoding->qubo->n, qubits);
			energy = qs_qubo_energy(encoding->qubo, qubits);
			if (pass == 0)
				ground = fmin(ground, energy);
			else if (energy <= ground + 1e-9 * fmax(1.0, fabs(ground)))
			{
				qs_decode(encoding, qubits, x);
				for (int r = 0; r < model->m; r++)
				{
					double		activity = qs_model_activity(model, r, x);
					double		tolerance = qs_model_row_tolerance(model, r);

					promises += encoding->promised[r];
					assert_true(!encoding->promised[r] ||
								(activity >= model->row_lower[r] - tolerance &&
								 activity <= model->row_upper[r] + tolerance));
				}
			}
		}
	qs_encoding_free(host, encoding);
	return promises;
}

static void
ten_thousand_models(void **state)
{
	QsHost	   *host = unit_host(state);
	static Table table;
	QsRandom	random;
	int64_t		reductions = 0,
				fixings = 0,
				promises = 0,
				solvable = 0;

	qs_random_seed(&random, 71, 0);
	for (int k = 0; k < MODELS; k++)
	{
		QsModel    *model = unit_random_model(host, &random, (UnitKind) (k % UNIT_KINDS),
											  k % 8 == 0 ? LARGER : VARIABLES);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsRelaxation *relaxation = NULL;
		QsStatus	status = unit_relax(host, model, NULL, 0, &relaxation);

		tabulate(&table, model);
		solvable += isfinite(table.best);
		reductions += check_presolve(host, &table, false);
		check_presolve(host, &table, true);
		check_tightening(host, &table);
		assert_true(status != QS_INFEASIBLE || isinf(table.best));
		if (relaxation && model->linear && isfinite(table.best))
			fixings += check_certified_fixing(host, &table, &random, relaxation);
		check_bounds(host, &table, structure);
		promises += check_encoding(host, &table, structure, QS_ENCODING_DUAL,
								   relaxation ? relaxation->dual : NULL);
		qs_relaxation_free(host, relaxation);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_true(solvable > MODELS / 2);
	assert_true(reductions > MODELS);
	assert_true(fixings > MODELS / 20);
	assert_true(promises > MODELS / 4);
}

/* The same, but for encodings, with numbers that rounding and tolerances get wrong */
static void
ten_thousand_models_of_odd_numbers(void **state)
{
	QsHost	   *host = unit_host(state);
	static Table table;
	QsRandom	random;
	int64_t		reductions = 0,
				fixings = 0,
				integral = 0;

	qs_random_seed(&random, 72, 0);
	for (int k = 0; k < MODELS; k++)
	{
		QsModel    *model = unit_random_numbers_model(host, &random, (UnitKind) (k % UNIT_KINDS),
													  VARIABLES);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsRelaxation *relaxation = NULL;
		QsStatus	status = unit_relax(host, model, NULL, 0, &relaxation);

		tabulate(&table, model);
		for (int r = 0; r < model->m; r++)
			assert_true(qs_model_row_is_exact(model, r));
		integral += model->integral;
		reductions += check_presolve(host, &table, false);
		check_presolve(host, &table, true);
		check_tightening(host, &table);
		assert_true(status != QS_INFEASIBLE || isinf(table.best));
		if (relaxation && model->linear && isfinite(table.best))
			fixings += check_certified_fixing(host, &table, &random, relaxation);
		check_bounds(host, &table, structure);
		qs_relaxation_free(host, relaxation);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_int_equal(integral, MODELS);
	assert_true(reductions > MODELS);
	assert_true(fixings > MODELS / 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(ten_thousand_models),
		UNIT_TEST(ten_thousand_models_of_odd_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
