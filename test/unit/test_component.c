/*
 * test_component.c
 *	  Models that fall into parts: found, cut out, solved part by part.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "model/component.h"
#include "solve/pipeline.h"
#include "presolve/presolve.h"
#include "classes/classes.h"

#define MOST_PARTS	4

/* Two ends of a range are two rows */
static int
copy_rows(const QsModel *part, int offset, QsRow *rows, int32_t *variable)
{
	int			count = 0;

	for (int r = 0; r < part->m; r++)
	{
		int			length = (int) (part->row_start[r + 1] - part->row_start[r]);
		QsRow		row = {length, variable, part->row_value + part->row_start[r], '=', part->row_upper[r]};

		for (int k = 0; k < length; k++)
			variable[k] = part->row_variable[part->row_start[r] + k] + offset;
		variable += length;
		if (part->row_upper[r] == part->row_lower[r])
		{
			rows[count++] = row;
			continue;
		}
		if (part->row_upper[r] < INFINITY)
		{
			row.sense = '<';
			rows[count++] = row;
		}
		if (part->row_lower[r] > -INFINITY)
		{
			row.sense = '>';
			row.rhs = part->row_lower[r];
			rows[count++] = row;
		}
	}
	return count;
}

/* Terms of a part, matrices written out by evaluation */
static int
copy_terms(const QsModel *part, int offset, QsTerm *terms)
{
	int			count = 0;
	uint8_t		x[32] = {0};
	double		none = qs_model_objective(part, x);

	for (int i = 0; i < part->n; i++)
	{
		double		one;

		x[i] = 1;
		one = qs_model_objective(part, x) - none;
		x[i] = 0;
		terms[count++] = (QsTerm) {i + offset, i + offset, one};
		for (int j = 0; j < i; j++)
			terms[count++] = (QsTerm) {j + offset, i + offset, qs_model_pair(part, j, i)};
	}
	return count;
}

/* The disjoint union, its variables side by side; frees the parts */
static QsModel *
unite(QsHost *host, QsModel **part, int parts)
{
	int			n = 0,
				row_count = 0,
				term_count = 0;
	int64_t		entries = 0;
	double		constant = 0.0;
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, 4096);
	QsRow	   *rows = QS_ARRAY(host, QsRow, 4096);
	int32_t    *variable = QS_ARRAY(host, int32_t, 65536);
	QsModel    *model;

	for (int p = 0; p < parts; p++)
	{
		uint8_t		zero[32] = {0};

		row_count += copy_rows(part[p], n, rows + row_count, variable + entries);
		term_count += copy_terms(part[p], n, terms + term_count);
		entries += part[p]->row_start[part[p]->m];
		constant += qs_model_objective(part[p], zero);
		n += part[p]->n;
	}
	model = qs_model_create(host, n, false, constant, terms, term_count, rows, row_count);
	for (int p = 0; p < parts; p++)
		qs_model_free(host, part[p]);
	qs_free(host, terms);
	qs_free(host, rows);
	qs_free(host, variable);
	return model;
}

/* A random union and its optimum from the parts' (INFINITY: no solution) */
static QsModel *
random_union(QsHost *host, QsRandom *random, int parts, int size, double *best)
{
	QsModel    *part[MOST_PARTS];

	*best = 0.0;
	for (int p = 0; p < parts; p++)
	{
		double		value;
		uint8_t		x[32];

		part[p] = unit_random_model(host, random,
									(UnitKind) qs_random_below(random, UNIT_KINDS), size);
		*best += unit_brute_force(part[p], &value, x) ? value : INFINITY;
	}
	return unite(host, part, parts);
}

static void
components_are_found(void **state)
{
	QsHost	   *host = unit_host(state);
	QsTerm		terms[2] = {{0, 3, 1.0}, {1, 1, 2.0}};
	int32_t		variables[2] = {4, 1};
	int32_t		loose[2] = {2, 5};
	QsRow		rows[2] = {{2, variables, NULL, '<', 1.0}, {2, loose, NULL, '<', 2.0}};
	QsModel    *model = qs_model_create(host, 6, false, 0.0, terms, 2, rows, 2);
	QsComponents *components = qs_components_create(host, model);
	const int32_t expected[6] = {0, 1, 2, 0, 1, 3};
	const int32_t listed[6] = {0, 3, 1, 4, 2, 5};

	assert_int_equal(components->count, 4);
	assert_memory_equal(components->component, expected, sizeof(expected));
	assert_memory_equal(components->variable, listed, sizeof(listed));
	qs_components_free(host, components);
	qs_model_free(host, model);
}

/* Objectives and feasibility of a union are those of its components together. */
static void
component_models_make_up_the_whole(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 81, 0);
	for (int trial = 0; trial < 400; trial++)
	{
		double		best;
		QsModel    *model = random_union(host, &random, 2 + trial % 3, 7, &best);
		QsComponents *components = qs_components_create(host, model);
		double	   *value = QS_ARRAY(host, double, components->count);
		uint8_t		x[64];
		uint8_t		y[64];

		assert_true(components->count >= 2 + trial % 3);
		for (int sample = 0; sample < 20; sample++)
		{
			double		sum = model->constant;
			bool		feasible = true;

			for (int i = 0; i < model->n; i++)
				x[i] = qs_random_unit(&random) < 0.3;
			qs_component_objectives(model, components, x, value);
			for (int c = 0; c < components->count; c++)
			{
				QsModel    *part = qs_component_model(host, model, components, c);

				for (int k = 0; k < part->n; k++)
					y[k] = x[components->variable[components->start[c] + k]];
				assert_true(fabs(qs_model_objective(part, y) - value[c]) <= 1e-9 * (1.0 + fabs(value[c])));
				sum += value[c];
				feasible &= qs_model_feasible(part, y);
				qs_model_free(host, part);
			}
			assert_true(fabs(sum - qs_model_objective(model, x)) <= 1e-9 * (1.0 + fabs(sum)));
			assert_int_equal(feasible, qs_model_feasible(model, x));
		}
		qs_free(host, value);
		qs_components_free(host, components);
		qs_model_free(host, model);
	}
}

/* Presolve enumerates small components; the optimal value stays. */
static void
presolve_solves_small_components(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsPresolveSettings alone = {.components = true};
	int			solved = 0;

	qs_random_seed(&random, 82, 0);
	for (int trial = 0; trial < 1200; trial++)
	{
		double		best;
		QsModel    *model = random_union(host, &random, 2 + trial % 3, 7, &best);
		QsContraction *contraction = qs_contraction_create(host, model);
		QsStatus	status = qs_presolve(host, contraction, qs_classes, trial % 2 ? &alone : &qs_presolve_defaults);

		if (status == QS_INFEASIBLE)
			assert_true(isinf(best));
		else
		{
			QsReduced  *reduced = qs_contraction_reduce(host, contraction);
			QsComponents *left = qs_components_create(host, reduced->model);
			double		value = 0.0;
			uint8_t		x[32];

			/* the last one is the solver's */
			assert_int_equal(status, QS_OK);
			assert_true(left->count <= 1);
			solved += left->count == 0;
			if (reduced->infeasible || !unit_brute_force(reduced->model, &value, x))
				value = INFINITY;
			assert_true(value == best || fabs(value - best) <= 1e-9 * (1.0 + fabs(best)));
			qs_components_free(host, left);
			qs_reduced_free(host, reduced);
		}
		qs_contraction_free(host, contraction);
		qs_model_free(host, model);
	}
	assert_true(solved > 500);
}

static QsRun *
solve_union(QsHost *host, const QsModel *model, bool proof)
{
	QsSettings	settings = qs_settings_defaults;

	settings.solver = QS_SOLVER_EXACT;
	settings.max_qubits = 5;
	settings.rounds = 12;
	settings.effort = 0.02;
	settings.presolve = false;
	settings.proof = proof;
	return qs_solve(host, model, &settings);
}

/* Rounds take a component each, mixtures are kept, proofs go part by part. */
static void
solves_go_component_by_component(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			found = 0,
				feasible = 0;

	qs_random_seed(&random, 83, 0);
	for (int trial = 0; trial < 120; trial++)
	{
		double		best;
		QsModel    *model = random_union(host, &random, 2 + trial % 3, 9, &best);
		QsRun	   *run = solve_union(host, model, trial % 2);

		if (run->status == QS_RUN_OPTIMAL || run->status == QS_RUN_FEASIBLE)
		{
			assert_true(run->objective >= best - 1e-9 * (1.0 + fabs(best)));
			feasible++;
			found += run->objective <= best + 1e-9 * (1.0 + fabs(best));
		}
		if (trial % 2)
			assert_int_equal(run->status, isinf(best) ? QS_RUN_INFEASIBLE : QS_RUN_OPTIMAL);
		if (run->status == QS_RUN_OPTIMAL)
			assert_true(fabs(run->objective - best) <= 1e-9 * (1.0 + fabs(best)));
		for (int k = 0; k < run->rounds; k++)
			assert_true(run->round[k].qubits <= 5);
		qs_run_free(host, run);
		qs_model_free(host, model);
	}
	assert_true(feasible > 60 && found >= feasible - 2);
}

static void
same_union_same_run(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 84, 0);
	for (int trial = 0; trial < 20; trial++)
	{
		double		best;
		QsModel    *model = random_union(host, &random, 3, 9, &best);
		QsRun	   *first = solve_union(host, model, false);
		QsRun	   *second = solve_union(host, model, false);

		assert_int_equal(first->rounds, second->rounds);
		assert_int_equal(first->solutions, second->solutions);
		for (int k = 0; k < first->solutions; k++)
			assert_memory_equal(first->solution[k].x, second->solution[k].x, model->n);
		for (int k = 0; k < first->rounds; k++)
			assert_int_equal(first->round[k].merges, second->round[k].merges);
		qs_run_free(host, first);
		qs_run_free(host, second);
		qs_model_free(host, model);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(components_are_found),
		UNIT_TEST(component_models_make_up_the_whole),
		UNIT_TEST(presolve_solves_small_components),
		UNIT_TEST(solves_go_component_by_component),
		UNIT_TEST(same_union_same_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
