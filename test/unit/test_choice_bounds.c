/*
 * test_choice_bounds.c
 *	  Bounds over choices: what they are made of, and that they stay below the optimum
 *	  whatever the rows, the numbers and the time.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "bound/bound.h"
#include "bound/bound_choices.h"
#include "bound/choice_space.h"
#include "bound/choice_triangles.h"
#include "bound/positive_part.h"
#include "classes/classes.h"

#define MODELS		300
#define MOST_N		14
#define MOST_ROWS	12
#define SIZE		40

/* ---- the semidefinite part ------------------------------------------------ */

static double
triangle_entry(const double *matrix, size_t n, size_t i, size_t j)
{
	return i >= j ? matrix[i * n + j] : matrix[j * n + i];
}

/* x'Ax */
static double
form(const double *matrix, size_t n, const double *x)
{
	double		sum = 0.0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			sum += triangle_entry(matrix, n, i, j) * x[i] * x[j];
	return sum;
}

/* Neither part has the other's sign, and the product of both is 0 */
static void
test_positive_part(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 1, 0);
	for (size_t n = 2; n <= SIZE; n++)
	{
		QsPositivePart *part = qs_positive_part_create(host, n);
		double		matrix[SIZE * SIZE],
					out[SIZE * SIZE],
					x[SIZE],
					both = 0.0,
					work = 0.0;

		/* every third of low rank: many eigenvalues are equal */
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j <= i; j++)
				matrix[i * n + j] = n % 3 == 0 ? (i == j ? 2.0 : 1.0) : qs_random_normal(&random);
		assert_true(qs_positive_part(part, matrix, out, &work));
		assert_true(work > 0.0);
		for (int k = 0; k < 20; k++)
		{
			for (size_t i = 0; i < n; i++)
				x[i] = qs_random_normal(&random);
			assert_true(form(out, n, x) > -1e-9);
			assert_true(form(out, n, x) - form(matrix, n, x) > -1e-9);
		}
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++)
				both += triangle_entry(out, n, i, j) *
					(triangle_entry(out, n, i, j) - triangle_entry(matrix, n, i, j));
		assert_true(fabs(both) < 1e-9);
		qs_positive_part_free(part);
	}
}

/* ---- models ---------------------------------------------------------------- */

typedef struct Draft
{
	int			n;
	QsTerm		term[MOST_N * MOST_N];
	int			terms;
	QsRow		row[MOST_ROWS];
	int			rows;
	int32_t		variable[MOST_ROWS][MOST_N];
	double		coefficient[MOST_ROWS][MOST_N];
} Draft;

static void
add_row(Draft *draft, const int32_t *variable, const double *coefficient, int count, char sense, double rhs)
{
	int			r = draft->rows++;

	memcpy(draft->variable[r], variable, (size_t) count * sizeof(int32_t));
	memcpy(draft->coefficient[r], coefficient, (size_t) count * sizeof(double));
	draft->row[r] = (QsRow)
	{
		.count = count, .variables = draft->variable[r], .coefficients = draft->coefficient[r],
		.sense = sense, .rhs = rhs
	};
}

/* Some other row that a known x keeps, so that there is a solution */
static void
add_other_row(Draft *draft, QsRandom *random, const uint8_t *x)
{
	int32_t		variable[MOST_N];
	double		coefficient[MOST_N];
	bool		unit = qs_random_below(random, 2) == 0;
	double		sum = 0.0;
	int			count = 0;

	for (int i = 0; i < draft->n; i++)
		if (qs_random_below(random, 2) == 0)
		{
			variable[count] = i;
			coefficient[count] = unit ? 1.0 : (double) qs_random_below(random, 9) - 4.0;
			sum += coefficient[count] * x[i];
			count += coefficient[count] != 0.0;
		}
	if (count >= 2)
		add_row(draft, variable, coefficient, count, "=<>"[qs_random_below(random, 3)], sum);
}

/* Groups of 1 to 4, a rest of variables that stand in none, some other rows */
static QsModel *
random_choices(QsHost *host, QsRandom *random, double scale)
{
	Draft		draft = {.n = 4 + (int) qs_random_below(random, MOST_N - 3)};
	int			grouped = draft.n - (int) qs_random_below(random, (uint32_t) draft.n / 3);
	uint8_t		x[MOST_N] = {0};
	double		ones[MOST_N];

	for (int i = 0; i < MOST_N; i++)
		ones[i] = 1.0;
	for (int first = 0; first < grouped && draft.rows < 8;)
	{
		int			count = 1 + (int) qs_random_below(random, 4);
		int32_t		variable[4];

		count = first + count > grouped ? grouped - first : count;
		for (int k = 0; k < count; k++)
			variable[k] = first + k;
		x[first + (int) qs_random_below(random, (uint32_t) count)] = 1;
		add_row(&draft, variable, ones, count, '=', 1.0);
		first += count;
	}
	for (int k = (int) qs_random_below(random, 4); k > 0; k--)
		add_other_row(&draft, random, x);
	for (int i = 0; i < draft.n; i++)
		for (int j = 0; j <= i; j++)
			if (qs_random_below(random, 4) > 0)
				draft.term[draft.terms++] = (QsTerm) {j, i, scale * ((double) qs_random_below(random, 41) - 20.0)};
	return qs_model_create(host, draft.n, false, 7.0 * scale, draft.term, draft.terms, draft.row, draft.rows);
}

/* y of x: 1, then variables and complements by position */
static void
lift_point(const QsChoiceSpace *space, const uint8_t *x, double *y)
{
	y[0] = 1.0;
	for (size_t p = 1; p < space->size; p++)
		y[p] = space->variable[p] >= 0 ? x[space->variable[p]] : 1.0 - x[space->variable[p - 1]];
}

static void
assert_products_return(QsHost *host, QsChoiceSpace *space, const double *y)
{
	size_t		size = space->size;
	double	   *matrix = QS_ARRAY(host, double, size * size);
	double	   *inner = QS_ARRAY(host, double, space->dimension * space->dimension);
	double	   *back = QS_ARRAY(host, double, size * size);
	double		trace = 0.0;

	for (size_t i = 0; i < size; i++)
		for (size_t j = 0; j < size; j++)
		{
			matrix[i * size + j] = y[i] * y[j];
			if (space->forbidden[i * size + j])
				assert_true(matrix[i * size + j] == 0.0);
		}
	qs_choice_restrict(space, matrix, inner);
	for (size_t i = 0; i < space->dimension; i++)
		trace += inner[i * space->dimension + i];
	assert_true(fabs(trace - 1.0 - (double) space->groups) < 1e-9);
	qs_choice_lift(space, inner, back);
	for (size_t k = 0; k < size * size; k++)
		assert_true(fabs(back[k] - matrix[k]) < 1e-9);
	qs_free(host, matrix);
	qs_free(host, inner);
	qs_free(host, back);
}

/* Products of every feasible x lie in the subspace, with the trace that is claimed */
static void
test_space_holds_solutions(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			held = 0;

	qs_random_seed(&random, 2, 0);
	for (int k = 0; k < MODELS / 3; k++)
	{
		QsModel    *model = random_choices(host, &random, 1.0);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsChoiceSpace *space = qs_choice_space_create(host, model, structure);
		uint8_t		x[MOST_N];
		double		y[2 * MOST_N + 1];

		for (uint32_t bits = 0; space && bits < (uint32_t) 1 << model->n; bits++)
		{
			for (int i = 0; i < model->n; i++)
				x[i] = (uint8_t) (bits >> i & 1);
			if (!qs_model_feasible(model, x))
				continue;
			lift_point(space, x, y);
			assert_products_return(host, space, y);
			held++;
		}
		qs_choice_space_free(space);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_true(held > MODELS);
}

/* Priced triangles take away from every binary y, never add */
static void
test_triangles_lower(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	QsModel    *model;
	QsStructure *structure;
	QsChoiceSpace *space;
	QsTriangles *triangles;
	size_t		n;
	double	   *product,
			   *objective;

	qs_random_seed(&random, 3, 0);
	do
	{
		model = random_choices(host, &random, 1.0);
		structure = qs_structure_create(host, model, qs_classes);
		space = qs_choice_space_create(host, model, structure);
		if (space && space->groups >= 4 && space->size > 12)
			break;
		qs_choice_space_free(space);
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	} while (true);
	n = space->size;
	product = QS_ARRAY(host, double, n * n);
	objective = QS_ARRAY0(host, double, n * n);
	triangles = qs_triangles_create(host, n);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++)
			product[i * n + j] = product[j * n + i] = qs_random_unit(&random);
	assert_true(qs_triangles_separate(triangles, space, product) > 0);
	for (int k = 0; k < 3; k++)
		assert_true(qs_triangles_move(triangles, product, 1.0, objective) > 0.0);
	for (uint32_t bits = 0; bits < (uint32_t) 1 << (n - 1); bits++)
	{
		double		y[2 * MOST_N + 1] = {1.0};

		for (size_t i = 1; i < n; i++)
			y[i] = bits >> (i - 1) & 1;
		assert_true(form(objective, n, y) < 1e-9);
	}
	/* none twice */
	for (int t = 1; t < triangles->count; t++)
		assert_true(memcmp(&triangles->triangle[t], &triangles->triangle[t - 1], 3 * sizeof(int32_t)) != 0);
	qs_free(host, product);
	qs_free(host, objective);
	qs_triangles_free(triangles);
	qs_choice_space_free(space);
	qs_structure_free(host, structure);
	qs_model_free(host, model);
}

/* ---- the bound ---------------------------------------------------------------- */

/* The linear function is nowhere above the objective, its bound not above the optimum */
static void
assert_below(const QsModel *model, const QsUnderestimate *below)
{
	double		best;
	uint8_t		x[MOST_N];

	if (!unit_brute_force(model, &best, NULL))
		return;
	assert_true(below->relaxation->bound <= best + 1e-9 * fabs(best));
	for (uint32_t bits = 0; bits < (uint32_t) 1 << model->n; bits++)
	{
		double		value;

		for (int i = 0; i < model->n; i++)
			x[i] = (uint8_t) (bits >> i & 1);
		if (!qs_model_feasible(model, x))
			continue;
		value = qs_model_objective(model, x);
		assert_true(qs_model_objective(below->model, x) <= value + 1e-9 * fabs(value));
	}
}

static void
check_model(QsHost *host, const QsModel *model, double seconds, int *applied)
{
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	QsChoiceProducts *choices = qs_choice_products_create(host, model, structure);
	double		before = -INFINITY;

	/* in one call, or in several that are cut short */
	for (int call = 0; choices && call < (isfinite(seconds) ? 4 : 1); call++)
	{
		QsUnderestimate below;

		host->deadline = qs_clock(host) + seconds;
		if (qs_choice_products_bound(choices, model, structure, INFINITY, &below) == QS_OK)
		{
			assert_below(model, &below);
			before = fmax(before, below.relaxation->bound);
			qs_underestimate_free(host, &below);
		}
		host->deadline = INFINITY;
	}
	*applied += before > -INFINITY;
	qs_choice_products_free(choices);
	qs_structure_free(host, structure);
}

static void
test_bounds_stay_below(void **state)
{
	static const double scales[] = {1.0, 1e-9, 0.1, 1e9};
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			applied = 0;

	qs_random_seed(&random, 4, 0);
	for (int k = 0; k < MODELS; k++)
	{
		QsModel    *model = random_choices(host, &random, scales[k % 4]);

		check_model(host, model, k % 3 == 2 ? 0.001 : INFINITY, &applied);
		qs_model_free(host, model);
	}
	assert_true(applied > MODELS / 2);
}

/* Vertices in three parts, the weights between equal parts; best known by brute force */
static QsModel *
three_parts(QsHost *host, QsRandom *random, int vertices)
{
	QsTerm		term[3 * 64];
	QsRow		row[8];
	int32_t		variable[8][3];
	double		ones[3] = {1.0, 1.0, 1.0};
	int			terms = 0;

	for (int v = 0; v < vertices; v++)
	{
		for (int w = 0; w < v; w++)
		{
			double		weight = (double) qs_random_below(random, 21) - 10.0;

			for (int c = 0; c < 3; c++)
				term[terms++] = (QsTerm) {3 * w + c, 3 * v + c, weight};
		}
		for (int c = 0; c < 3; c++)
			variable[v][c] = 3 * v + c;
		row[v] = (QsRow) {.count = 3, .variables = variable[v], .coefficients = ones, .sense = '=', .rhs = 1.0};
	}
	return qs_model_create(host, 3 * vertices, false, 0.0, term, terms, row, vertices);
}

/* Eight vertices in three parts: nearly every one is closed by the bound alone */
static void
test_partitions_are_bounded_well(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	int			closed = 0;

	qs_random_seed(&random, 5, 0);
	for (int k = 0; k < 20; k++)
	{
		QsModel    *model = three_parts(host, &random, 6);
		QsStructure *structure = qs_structure_create(host, model, qs_classes);
		QsBoundMethod used;
		uint8_t		x[32];
		double		best,
					bound;

		assert_true(unit_brute_force(model, &best, x));
		assert_int_equal(qs_bound(host, model, structure, QS_BOUND_CHOICES, 1, &bound, &used), QS_OK);
		assert_true(bound <= best + 1e-9 * fabs(best));
		closed += qs_bound_round(model, bound) >= best;
		qs_structure_free(host, structure);
		qs_model_free(host, model);
	}
	assert_true(closed >= 16);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(test_positive_part),
		UNIT_TEST(test_space_holds_solutions),
		UNIT_TEST(test_triangles_lower),
		UNIT_TEST(test_bounds_stay_below),
		UNIT_TEST(test_partitions_are_bounded_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
