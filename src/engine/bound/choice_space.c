/*
 * choice_space.c
 *	  Groups, and the changes of basis: a reflection a group turns the mean of its positions
 *	  into its first one, another an equality row drops a coordinate.
 */
#include "bound/choice_space.h"

#include <math.h>
#include <string.h>

#include "bound/positive_part.h"
#include "rows/relax_rows.h"

#define LEAST_COVERED	0.5		/* of the variables, in one-hot rows */
#define INDEPENDENT		1e-3	/* what is left of an equality row that says something new, of its length */
#define MOST_EQUALITIES	200

/* ---- groups -------------------------------------------------------------- */

static bool
may_be_group(const QsModel *model, const QsStructure *structure, int row, const size_t *position)
{
	if (structure->row_kind[row] != QS_ROW_ONE_HOT || !qs_model_row_is_exact(model, row))
		return false;
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
		if (position[model->row_variable[k]] != 0)
			return false;
	return true;
}

static void
add_position(QsChoiceSpace *space, int variable)
{
	space->variable[space->size] = variable;
	space->group[space->size] = space->groups;
	if (variable >= 0)
		space->position[variable] = space->size;
	space->size++;
}

/* Rows in their order, then what is left; how many variables rows took */
static int
make_groups(QsChoiceSpace *space, const QsModel *model, const QsStructure *structure)
{
	int			covered = 0;

	space->size = 1;
	space->variable[0] = -1;
	space->start[0] = 1;
	for (int r = 0; r < model->m; r++)
		if (may_be_group(model, structure, r, space->position))
		{
			for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++, covered++)
				add_position(space, model->row_variable[k]);
			space->start[++space->groups] = space->size;
		}
	for (int i = 0; i < model->n; i++)
		if (space->position[i] == 0)
		{
			add_position(space, i);
			add_position(space, -1);
			space->start[++space->groups] = space->size;
		}
	return covered;
}

/* Products of two of a group, and of a row of which one at most is 1 */
static void
forbid_products(QsChoiceSpace *space, const QsModel *model, const QsStructure *structure)
{
	size_t		size = space->size;

	for (size_t g = 0; g < space->groups; g++)
		for (size_t i = space->start[g]; i < space->start[g + 1]; i++)
			memset(space->forbidden + i * size + space->start[g], 1, space->start[g + 1] - space->start[g]);
	for (int r = 0; r < model->m; r++)
	{
		if ((structure->row_kind[r] != QS_ROW_ONE_HOT && structure->row_kind[r] != QS_ROW_CONFLICT) ||
			!qs_model_row_is_exact(model, r))
			continue;
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			for (int64_t l = model->row_start[r]; l < model->row_start[r + 1]; l++)
				space->forbidden[space->position[model->row_variable[k]] * size +
								 space->position[model->row_variable[l]]] = 1;
		qs_check(space->host);
	}
	for (size_t i = 0; i < size; i++)
		space->forbidden[i * size + i] = 0;
}

/* ---- reflections ----------------------------------------------------------- */

/* The reflection of a group of `count`: to[0] becomes the sum over the root of count. */
static void
reflect_group(double *to, size_t count)
{
	double		root = sqrt((double) count),
				sum = 0.0,
				share;

	if (count == 1)
		return;
	for (size_t k = 0; k < count; k++)
		sum += to[k];
	share = (to[0] - sum / root) / (root - 1.0);
	to[0] = sum / root;
	for (size_t k = 1; k < count; k++)
		to[k] += share;
}

static void
reflect_groups(const QsChoiceSpace *space, double *vector)
{
	for (size_t g = 0; g < space->groups; g++)
		reflect_group(vector + space->start[g], space->start[g + 1] - space->start[g]);
}

/* The same on the other side: rows instead of entries */
static void
reflect_rows(const QsChoiceSpace *space, double *matrix, double *sum)
{
	size_t		size = space->size;

	for (size_t g = 0; g < space->groups; g++)
	{
		size_t		count = space->start[g + 1] - space->start[g];
		double		root = sqrt((double) count);
		double	   *rows = matrix + space->start[g] * size;

		if (count == 1)
			continue;
		memset(sum, 0, size * sizeof(double));
		for (size_t k = 0; k < count; k++)
			for (size_t j = 0; j < size; j++)
				sum[j] += rows[k * size + j];
		for (size_t j = 0; j < size; j++)
		{
			double		mean = sum[j] / root;

			sum[j] = (rows[j] - mean) / (root - 1.0);
			rows[j] = mean;
		}
		for (size_t k = 1; k < count; k++)
			for (size_t j = 0; j < size; j++)
				rows[k * size + j] += sum[j];
	}
}

/* Coordinates of (1, x) without equalities: 0 along first, then all positions but those a
 * group begins with */
static void
gather(const QsChoiceSpace *space, const double *vector, double *out)
{
	size_t		at = 1;

	out[0] = space->first[0] * vector[0];
	for (size_t g = 0; g < space->groups; g++)
	{
		out[0] += space->first[g + 1] * vector[space->start[g]];
		for (size_t i = space->start[g] + 1; i < space->start[g + 1]; i++)
			out[at++] = vector[i];
	}
}

static void
scatter(const QsChoiceSpace *space, const double *vector, double *out)
{
	size_t		at = 1;

	out[0] = space->first[0] * vector[0];
	for (size_t g = 0; g < space->groups; g++)
	{
		out[space->start[g]] = space->first[g + 1] * vector[0];
		for (size_t i = space->start[g] + 1; i < space->start[g + 1]; i++)
			out[i] = vector[at++];
	}
}

/* ---- equality rows -------------------------------------------------------- */

/* (a, -b) of a row over positions, of length 1; false: no equality over integers */
static bool
row_vector(const QsChoiceSpace *space, const QsModel *model, int row, double *vector)
{
	double		lower,
				upper,
				square = 0.0;

	qs_row_effective(model, row, &lower, &upper);
	if (!qs_model_row_is_exact(model, row) || lower != upper)
		return false;
	memset(vector, 0, space->size * sizeof(double));
	vector[0] = -upper;
	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
		vector[space->position[model->row_variable[k]]] = model->row_value[k];
	for (size_t i = 0; i < space->size; i++)
		square += vector[i] * vector[i];
	for (size_t i = 0; i < space->size && square > 0.0; i++)
		vector[i] /= sqrt(square);
	return square > 0.0;
}

/*
 * (a, -b).y = 0 becomes c.r = 0 with r = V'y: a reflector turns what earlier ones leave of
 * c into one coordinate, which is then dropped.  outside: how large each dropped one may
 * be in truth, for |r| = 1, as c was rounded.
 */
static void
take_equality(QsChoiceSpace *space, double *vector, double *c, double *outside)
{
	size_t		n = space->whole,
				e = space->equalities;
	double	   *v = space->reflector + e * n;
	double		error = 0x1p-49 * ((double) space->size + 16.0) * ((double) e + 2.0);
	double		square = 0.0,
				length;

	reflect_groups(space, vector);
	gather(space, vector, c);
	for (size_t k = 0; k < e; k++)
	{
		const double *other = space->reflector + k * n;
		double		share = 0.0;

		for (size_t i = k; i < n; i++)
			share += other[i] * c[i];
		for (size_t i = k; i < n; i++)
			c[i] -= space->factor[k] * share * other[i];
		error += fabs(c[k]) * outside[k];
	}
	for (size_t i = e; i < n; i++)
		square += c[i] * c[i];
	length = sqrt(square);
	if (length < INDEPENDENT)
		return;
	memset(v, 0, n * sizeof(double));
	memcpy(v + e, c + e, (n - e) * sizeof(double));
	v[e] += c[e] > 0.0 ? length : -length;
	space->factor[e] = 2.0 / (square - c[e] * c[e] + v[e] * v[e]);
	outside[e] = error / length * 1.01;
	space->leak += outside[e];
	space->equalities++;
}

static void
take_equalities(QsChoiceSpace *space, const QsModel *model)
{
	QsHost	   *host = space->host;
	double	   *vector = QS_ARRAY(host, double, space->size);
	double	   *c = QS_ARRAY(host, double, space->whole);
	double	   *outside = QS_ARRAY(host, double, MOST_EQUALITIES);

	space->reflector = QS_ARRAY(host, double, MOST_EQUALITIES * space->whole);
	space->factor = QS_ARRAY(host, double, MOST_EQUALITIES);
	for (int r = 0; r < model->m && space->equalities < MOST_EQUALITIES &&
		 space->equalities + 2 < space->whole; r++)
		if (row_vector(space, model, r, vector))
			take_equality(space, vector, c, outside);
	space->dimension = space->whole - space->equalities;
	qs_free(host, vector);
	qs_free(host, c);
	qs_free(host, outside);
}

/* ---- the whole ------------------------------------------------------------- */

static void
measure(QsChoiceSpace *space)
{
	double		square = 1.0;

	space->whole = 1;
	for (size_t g = 0; g < space->groups; g++)
	{
		size_t		count = space->start[g + 1] - space->start[g];

		square += 1.0 / (double) count;
		space->whole += count - 1;
	}
	space->first[0] = 1.0 / sqrt(square);
	for (size_t g = 0; g < space->groups; g++)
		space->first[g + 1] = 1.0 / sqrt(square * (double) (space->start[g + 1] - space->start[g]));
}

QsChoiceSpace *
qs_choice_space_create(QsHost *host, const QsModel *model, const QsStructure *structure)
{
	size_t		most = 2 * (size_t) model->n + 1;
	QsChoiceSpace *space = QS_NEW(host, QsChoiceSpace);
	int			covered;

	space->host = host;
	space->start = QS_ARRAY(host, size_t, most);
	space->group = QS_ARRAY0(host, size_t, most);
	space->variable = QS_ARRAY(host, int, most);
	space->position = QS_ARRAY0(host, size_t, model->n);
	covered = make_groups(space, model, structure);
	if (covered < LEAST_COVERED * model->n ||
		!qs_memory_fits(host, 128.0 * (double) space->size * (double) space->size))
	{
		qs_choice_space_free(space);
		return NULL;
	}
	space->first = QS_ARRAY(host, double, space->groups + 1);
	space->forbidden = QS_ARRAY0(host, uint8_t, space->size * space->size);
	space->scratch = QS_ARRAY(host, double, space->size * space->size);
	measure(space);
	space->square = QS_ARRAY(host, double, space->whole * space->whole);
	forbid_products(space, model, structure);
	take_equalities(space, model);
	return space;
}

void
qs_choice_space_free(QsChoiceSpace *space)
{
	QsHost	   *host;

	if (space == NULL)
		return;
	host = space->host;
	qs_free(host, space->start);
	qs_free(host, space->group);
	qs_free(host, space->variable);
	qs_free(host, space->position);
	qs_free(host, space->forbidden);
	qs_free(host, space->reflector);
	qs_free(host, space->factor);
	qs_free(host, space->first);
	qs_free(host, space->scratch);
	qs_free(host, space->square);
	qs_free(host, space);
}

void
qs_choice_restrict(QsChoiceSpace *space, const double *matrix, double *out)
{
	QsHost	   *host = space->host;
	size_t		size = space->size,
				n = space->whole,
				e = space->equalities;
	double	   *line = QS_ARRAY(host, double, size);
	double	   *square = space->square;
	size_t		at = 1;

	memcpy(space->scratch, matrix, size * size * sizeof(double));
	reflect_rows(space, space->scratch, line);
	/* the first row of the result is a combination of those a group begins with */
	for (size_t j = 0; j < size; j++)
		line[j] = space->first[0] * space->scratch[j];
	for (size_t g = 0; g < space->groups; g++)
		for (size_t j = 0; j < size; j++)
			line[j] += space->first[g + 1] * space->scratch[space->start[g] * size + j];
	reflect_groups(space, line);
	gather(space, line, square);
	for (size_t g = 0; g < space->groups; g++)
		for (size_t i = space->start[g] + 1; i < space->start[g + 1]; i++, at++)
		{
			reflect_groups(space, space->scratch + i * size);
			gather(space, space->scratch + i * size, square + at * n);
		}
	qs_check(host);
	for (size_t k = 0; k < e; k++)
	{
		qs_reflect_triangle(host, square, n, space->reflector + k * n, space->factor[k], line);
		qs_check(host);
	}
	for (size_t i = e; i < n; i++)
		memcpy(out + (i - e) * space->dimension, square + i * n + e, (n - e) * sizeof(double));
	qs_free(host, line);
}

void
qs_choice_lift(QsChoiceSpace *space, const double *matrix, double *out)
{
	QsHost	   *host = space->host;
	size_t		size = space->size,
				n = space->whole,
				e = space->equalities;
	double	   *line = QS_ARRAY(host, double, size);
	double	   *square = space->square;
	size_t		at = 1;

	memset(square, 0, n * n * sizeof(double));
	for (size_t i = e; i < n; i++)
		memcpy(square + i * n + e, matrix + (i - e) * space->dimension, (n - e) * sizeof(double));
	for (size_t k = e; k > 0; k--)
	{
		qs_reflect_triangle(host, square, n, space->reflector + (k - 1) * n, space->factor[k - 1], line);
		qs_check(host);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			square[j * n + i] = square[i * n + j];
	scatter(space, square, line);
	for (size_t j = 0; j < size; j++)
		out[j] = space->first[0] * line[j];
	for (size_t g = 0; g < space->groups; g++)
	{
		for (size_t j = 0; j < size; j++)
			out[space->start[g] * size + j] = space->first[g + 1] * line[j];
		for (size_t i = space->start[g] + 1; i < space->start[g + 1]; i++, at++)
			scatter(space, square + at * n, out + i * size);
	}
	for (size_t i = 0; i < size; i++)
		reflect_groups(space, out + i * size);
	qs_check(host);
	reflect_rows(space, out, line);
	qs_free(host, line);
}
