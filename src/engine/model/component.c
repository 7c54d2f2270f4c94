/*
 * component.c
 *	  Connected components by union-find, and the models of the parts.
 */
#include "model/component.h"

#include <math.h>

static int
find_root(int32_t *parent, int i)
{
	while (parent[i] != i)
	{
		parent[i] = parent[parent[i]];
		i = parent[i];
	}
	return i;
}

/* The smaller index becomes the root, so that numbering follows it. */
static void
join(int32_t *parent, int i, int j)
{
	int			a = find_root(parent, i);
	int			b = find_root(parent, j);

	if (a < b)
		parent[b] = a;
	else
		parent[a] = b;
}

/* Can the row be broken at all?  Rounding of the sums is far below the rows'
 * tolerance. */
static bool
can_bind(const QsModel *model, int row)
{
	double		least = 0.0;
	double		most = 0.0;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		least += fmin(model->row_value[k], 0.0);
		most += fmax(model->row_value[k], 0.0);
	}
	return most > model->row_upper[row] || least < model->row_lower[row];
}

static void
join_all(QsHost *host, const QsModel *model, int32_t *parent)
{
	for (int i = 0; i < model->n; i++)
		parent[i] = model->assignment ? 0 : i;
	for (int r = 0; r < model->m && model->assignment == NULL; r++)
	{
		if (can_bind(model, r))
			for (int64_t k = model->row_start[r] + 1; k < model->row_start[r + 1]; k++)
				join(parent, model->row_variable[k - 1], model->row_variable[k]);
		if ((r & 1023) == 0)
			qs_check(host);
	}
	for (int i = 0; i < model->n; i++)
	{
		for (int64_t k = model->objective->start[i]; k < model->objective->start[i + 1] &&
			 model->objective->neighbour[k] < i; k++)
			join(parent, model->objective->neighbour[k], i);
		if ((i & 1023) == 0)
			qs_check(host);
	}
}

QsComponents *
qs_components_create(QsHost *host, const QsModel *model)
{
	QsComponents *components = QS_NEW(host, QsComponents);
	int32_t    *parent = QS_ARRAY(host, int32_t, model->n);
	int32_t    *filled;

	components->n = model->n;
	components->component = QS_ARRAY(host, int32_t, model->n);
	components->variable = QS_ARRAY(host, int32_t, model->n);
	join_all(host, model, parent);
	for (int i = 0; i < model->n; i++)
	{
		int			root = find_root(parent, i);

		components->component[i] = root == i ? components->count++ : components->component[root];
	}
	components->start = QS_ARRAY0(host, int32_t, (size_t) components->count + 1);
	filled = QS_ARRAY0(host, int32_t, components->count);
	for (int i = 0; i < model->n; i++)
		components->start[components->component[i] + 1]++;
	for (int c = 0; c < components->count; c++)
		components->start[c + 1] += components->start[c];
	for (int i = 0; i < model->n; i++)
	{
		int			c = components->component[i];

		components->variable[components->start[c] + filled[c]++] = i;
	}
	qs_free(host, filled);
	qs_free(host, parent);
	return components;
}

void
qs_components_free(QsHost *host, QsComponents *components)
{
	if (components == NULL)
		return;
	qs_free(host, components->component);
	qs_free(host, components->start);
	qs_free(host, components->variable);
	qs_free(host, components);
}

/* Place of a variable among those of its component.  O(log size). */
static int
place(const QsComponents *components, int which, int variable)
{
	int			low = components->start[which];
	int			high = components->start[which + 1] - 1;

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (components->variable[middle] < variable)
			low = middle + 1;
		else
			high = middle;
	}
	return low - components->start[which];
}

static QsQubo *
part_objective(QsHost *host, const QsQubo *objective, const QsComponents *components, int which)
{
	const int32_t *variable = components->variable + components->start[which];
	int			n = qs_component_size(components, which);
	int64_t		capacity = n;
	int64_t		count = 0;
	QsTerm	   *terms;
	QsQubo	   *part;

	for (int a = 0; a < n; a++)
		capacity += objective->start[variable[a] + 1] - objective->start[variable[a]];
	terms = QS_ARRAY(host, QsTerm, capacity);
	for (int a = 0; a < n; a++)
	{
		int			i = variable[a];

		if (objective->linear[i] != 0.0)
			terms[count++] = (QsTerm) {a, a, objective->linear[i]};
		for (int64_t k = objective->start[i]; k < objective->start[i + 1]; k++)
			if (objective->neighbour[k] > i)
				terms[count++] = (QsTerm)
			{
				a, place(components, which, objective->neighbour[k]), objective->weight[k]
			};
	}
	part = qs_qubo_create(host, n, 0.0, terms, count);
	qs_free(host, terms);
	return part;
}

/* The rows of the component that can bind, each found at its first variable */
static int
list_rows(const QsModel *model, const int32_t *variable, int n, int32_t *rows, int64_t *entries)
{
	int			count = 0;

	*entries = 0;
	for (int a = 0; a < n; a++)
		for (int64_t k = model->column_start[variable[a]]; k < model->column_start[variable[a] + 1]; k++)
		{
			int			r = model->column_row[k];

			if (model->row_variable[model->row_start[r]] != variable[a] || !can_bind(model, r))
				continue;
			rows[count++] = r;
			*entries += model->row_start[r + 1] - model->row_start[r];
		}
	return count;
}

QsModel *
qs_component_model(QsHost *host, const QsModel *model, const QsComponents *components, int which)
{
	const int32_t *variable = components->variable + components->start[which];
	int			n = qs_component_size(components, which);
	int64_t		columns = 0;
	int64_t		entries;
	int			m;
	int32_t    *rows;
	int64_t    *row_start;
	int32_t    *row_variable;
	double	   *row_value,
			   *row_lower,
			   *row_upper,
			   *row_tolerance;
	int32_t    *row_origin;
	QsModel    *part;

	for (int a = 0; a < n; a++)
		columns += model->column_start[variable[a] + 1] - model->column_start[variable[a]];
	rows = QS_ARRAY(host, int32_t, columns);
	m = list_rows(model, variable, n, rows, &entries);
	row_start = QS_ARRAY0(host, int64_t, (size_t) m + 1);
	row_variable = QS_ARRAY(host, int32_t, entries);
	row_value = QS_ARRAY(host, double, entries);
	row_lower = QS_ARRAY(host, double, m);
	row_upper = QS_ARRAY(host, double, m);
	row_tolerance = QS_ARRAY(host, double, m);
	row_origin = QS_ARRAY(host, int32_t, m);
	for (int r = 0; r < m; r++)
	{
		int64_t		at = row_start[r];

		for (int64_t k = model->row_start[rows[r]]; k < model->row_start[rows[r] + 1]; k++, at++)
		{
			row_variable[at] = place(components, which, model->row_variable[k]);
			row_value[at] = model->row_value[k];
		}
		row_start[r + 1] = at;
		row_lower[r] = model->row_lower[rows[r]];
		row_upper[r] = model->row_upper[rows[r]];
		row_tolerance[r] = model->row_tolerance[rows[r]];
		row_origin[r] = model->row_origin[rows[r]];
	}
	qs_free(host, rows);
	part = qs_model_assemble(host, n, model->maximise, 0.0,
							 part_objective(host, model->objective, components, which), m,
							 row_start, row_variable, row_value, row_lower, row_upper,
							 row_tolerance, row_origin);
	part->tolerance = model->tolerance;
	return part;
}

void
qs_component_objectives(const QsModel *model, const QsComponents *components, const uint8_t *x,
						double *value)
{
	const QsQubo *objective = model->objective;

	for (int c = 0; c < components->count; c++)
		value[c] = 0.0;
	for (int i = 0; i < model->n; i++)
	{
		double		sum = objective->linear[i];

		if (!x[i])
			continue;
		for (int64_t k = objective->start[i]; k < objective->start[i + 1] &&
			 objective->neighbour[k] < i; k++)
			if (x[objective->neighbour[k]])
				sum += objective->weight[k];
		value[components->component[i]] += sum;
	}
}
