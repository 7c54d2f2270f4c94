/*
 * permutation.c
 *	  Finds the two families of exactly-one rows of a permutation.
 *
 * Every binding row is exactly-one over order variables, there are 2 * order rows,
 * every variable is in two of them.  The first row and all rows disjoint from it form
 * one family; the rest must be the other, and each pair of rows across the families
 * meets in one variable.
 */
#include "structure/permutation.h"

#include <math.h>

enum {UNKNOWN, FACILITY, LOCATION};

typedef struct Grid
{
	const QsModel *model;
	const QsRowKind *kind;
	int			order;
	uint8_t    *family;			/* m: of each binding row */
	int32_t    *index;			/* m: its number within the family */
	int			count[LOCATION + 1];	/* of each family */
} Grid;

static bool
binds(const Grid *grid, int row)
{
	return grid->kind[row] != QS_ROW_FREE;
}

static bool
has_rows_of_a_grid(const Grid *grid)
{
	const QsModel *model = grid->model;
	int			rows = 0;

	if (grid->order < 2 || grid->order * grid->order != model->n || model->m < 2 * grid->order)
		return false;
	for (int r = 0; r < model->m; r++)
	{
		if (!binds(grid, r))
			continue;
		if (grid->kind[r] != QS_ROW_ONE_HOT ||
			model->row_start[r + 1] - model->row_start[r] != grid->order ||
			++rows > 2 * grid->order)
			return false;
	}
	return rows == 2 * grid->order;
}

static bool
is_each_in_two_rows(const Grid *grid)
{
	const QsModel *model = grid->model;

	for (int i = 0; i < model->n; i++)
	{
		int			rows = 0;

		for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
			rows += binds(grid, model->column_row[k]);
		if (rows != 2)
			return false;
	}
	return true;
}

static void
join_family(Grid *grid, int row, int family)
{
	grid->family[row] = (uint8_t) family;
	grid->index[row] = grid->count[family]++;
}

/* All rows crossing a facility row are location rows. */
static bool
mark_crossing(Grid *grid, int row)
{
	const QsModel *model = grid->model;

	for (int64_t k = model->row_start[row]; k < model->row_start[row + 1]; k++)
	{
		int			i = model->row_variable[k];

		for (int64_t c = model->column_start[i]; c < model->column_start[i + 1]; c++)
		{
			int			other = model->column_row[c];

			if (other == row || !binds(grid, other))
				continue;
			if (grid->family[other] == FACILITY)
				return false;
			if (grid->family[other] == UNKNOWN)
				join_family(grid, other, LOCATION);
		}
	}
	return true;
}

/* The first row crosses every location row, so whatever is unknown after it is a
 * facility row. */
static bool
divide_rows(Grid *grid)
{
	for (int r = 0; r < grid->model->m; r++)
	{
		if (!binds(grid, r))
			continue;
		if (grid->family[r] == UNKNOWN)
			join_family(grid, r, FACILITY);
		if (grid->family[r] == FACILITY && !mark_crossing(grid, r))
			return false;
	}
	return grid->count[FACILITY] == grid->order && grid->count[LOCATION] == grid->order;
}

/* Put every variable at its cell; false when two would be at one. */
static bool
fill_cells(const Grid *grid, QsStructure *structure)
{
	const QsModel *model = grid->model;

	for (int i = 0; i < model->n; i++)
		structure->variable_at[i] = -1;
	for (int i = 0; i < model->n; i++)
	{
		int			f = -1,
					l = -1;

		for (int64_t k = model->column_start[i]; k < model->column_start[i + 1]; k++)
		{
			int			r = model->column_row[k];

			if (grid->family[r] == FACILITY)
				f = grid->index[r];
			else if (grid->family[r] == LOCATION)
				l = grid->index[r];
		}
		if (f < 0 || l < 0 || structure->variable_at[f * grid->order + l] >= 0)
			return false;
		structure->variable_at[f * grid->order + l] = i;
		structure->facility_of[i] = f;
		structure->location_of[i] = l;
	}
	return true;
}

static bool
fill_structure(QsHost *host, const Grid *grid, QsStructure *structure)
{
	structure->variable_at = QS_ARRAY(host, int32_t, grid->model->n);
	structure->facility_of = QS_ARRAY(host, int32_t, grid->model->n);
	structure->location_of = QS_ARRAY(host, int32_t, grid->model->n);
	if (fill_cells(grid, structure))
	{
		structure->order = grid->order;
		return true;
	}
	qs_free(host, structure->variable_at);
	qs_free(host, structure->facility_of);
	qs_free(host, structure->location_of);
	structure->variable_at = structure->facility_of = structure->location_of = NULL;
	return false;
}

bool
qs_find_permutation(QsHost *host, const QsModel *model, QsStructure *structure)
{
	Grid		grid = {
		.model = model, .kind = structure->row_kind, .order = (int) lround(sqrt((double) model->n))
	};
	bool		found;

	if (!has_rows_of_a_grid(&grid) || !is_each_in_two_rows(&grid))
		return false;
	grid.family = QS_ARRAY0(host, uint8_t, model->m);
	grid.index = QS_ARRAY0(host, int32_t, model->m);
	found = divide_rows(&grid) && fill_structure(host, &grid, structure);
	qs_free(host, grid.family);
	qs_free(host, grid.index);
	return found;
}
