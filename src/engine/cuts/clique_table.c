/*
 * clique_table.c
 *	  A table of cliques of literals, and violated cliques grown greedily.
 *
 * In a row whose weights descend, literals are pairwise in conflict as long as two
 * neighbours pass the capacity, and each later one is with those of the beginning that
 * pass it together with it.  Achterberg, "Constraint integer programming", 2007;
 * Brito & Santos, "Preprocessing and cutting planes with conflict graphs", 2021.
 */
#include "cuts/clique_table.h"

#include <string.h>

#include "base/sort.h"

#define MOST_ENTRIES	4000000		/* of the table */
#define MOST_SEEDS		2000		/* cliques grown a round */
#define ROUND_WORK		10000000	/* entries looked at a round */
#define NEARLY			1e-6
#define MOST_LENGTH		2000		/* of a cut */

typedef struct Table
{
	int			count;
	int			capacity;
	int64_t    *start;			/* count + 1: literals of each clique */
	int32_t    *literal;
	int64_t		entries;
	int64_t		entry_capacity;
	int64_t    *of_start;		/* 2 n + 1: cliques of each literal */
	int32_t    *of;
	int			literals;

	/* scratch: 2 n each */
	int32_t    *met;			/* members of the grown clique a literal excludes */
	int32_t    *stamp;			/* the latest literal that met was counted for */
	int32_t    *candidate;
	double	   *value;
	int32_t    *clique;
	double	   *ones;
	int32_t    *seed;
	int32_t		tick;
	int64_t		work;
} Table;

/* ---- the table ---------------------------------------------------------- */

static int32_t *
new_clique(QsHost *host, Table *table, int length)
{
	if (table->count == table->capacity)
	{
		size_t		old = (size_t) table->count;
		size_t		capacity = 2 * old + 256;

		table->start = qs_realloc(host, table->start, old + 1, capacity + 1, sizeof(int64_t));
		table->start[0] = 0;
		table->capacity = (int) capacity;
	}
	if (table->entries + length > table->entry_capacity)
	{
		int64_t		capacity = 2 * table->entries + length + 1024;

		table->literal = qs_realloc(host, table->literal, (size_t) table->entries,
									(size_t) capacity, sizeof(int32_t));
		table->entry_capacity = capacity;
	}
	table->entries += length;
	table->start[++table->count] = table->entries;
	return table->literal + table->entries - length;
}

/* Literals at the beginning of a row that pass its capacity together with `weight` */
static int
partners(const double *weight, int among, double own, double capacity)
{
	int			low = 0,
				high = among;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (weight[middle] + own > capacity)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
add_row(QsHost *host, Table *table, const QsLiteralRows *rows, int row)
{
	const int32_t *literal = rows->literal + rows->start[row];
	const double *weight = rows->weight + rows->start[row];
	double		capacity = rows->capacity[row];
	int			length = (int) (rows->start[row + 1] - rows->start[row]);
	int			first = 0;
	int			together;

	/* one that does not fit by itself is false: no conflict of two */
	while (first < length && weight[first] > capacity)
		first++;
	literal += first;
	weight += first;
	length -= first;
	if (length < 2 || weight[0] + weight[1] <= capacity)
		return;
	together = 2;
	while (together < length && weight[together - 1] + weight[together] > capacity)
		together++;
	memcpy(new_clique(host, table, together), literal, (size_t) together * sizeof(int32_t));
	for (int k = together; k < length && table->entries < MOST_ENTRIES; k++)
	{
		int			count = partners(weight, together, weight[k], capacity);
		int32_t    *member;

		if (count == 0)
			break;
		member = new_clique(host, table, count + 1);
		memcpy(member, literal, (size_t) count * sizeof(int32_t));
		member[count] = literal[k];
	}
}

static void
index_literals(QsHost *host, Table *table)
{
	table->of_start = QS_ARRAY0(host, int64_t, table->literals + 1);
	table->of = QS_ARRAY(host, int32_t, table->entries);
	for (int64_t k = 0; k < table->entries; k++)
		table->of_start[table->literal[k] + 1]++;
	for (int l = 0; l < table->literals; l++)
		table->of_start[l + 1] += table->of_start[l];
	/* filled from behind, which moves every start to where it belongs */
	for (int c = table->count - 1; c >= 0; c--)
		for (int64_t k = table->start[c]; k < table->start[c + 1]; k++)
			table->of[--table->of_start[table->literal[k] + 1]] = c;
	memmove(table->of_start, table->of_start + 1, (size_t) table->literals * sizeof(int64_t));
	table->of_start[table->literals] = table->entries;
	qs_check(host);
}

static void
table_free(QsHost *host, void *data)
{
	Table	   *table = data;

	qs_free(host, table->start);
	qs_free(host, table->literal);
	qs_free(host, table->of_start);
	qs_free(host, table->of);
	qs_free(host, table->met);
	qs_free(host, table->stamp);
	qs_free(host, table->candidate);
	qs_free(host, table->value);
	qs_free(host, table->clique);
	qs_free(host, table->ones);
	qs_free(host, table->seed);
	qs_free(host, table);
}

static void *
table_create(const QsSeparation *separation)
{
	QsHost	   *host = separation->host;
	const QsLiteralRows *rows = separation->rows;
	Table	   *table = QS_NEW(host, Table);
	size_t		literals = 2 * (size_t) separation->model->n;

	table->literals = (int) literals;
	for (int r = 0; r < rows->count && table->entries < MOST_ENTRIES; r++)
	{
		add_row(host, table, rows, r);
		if ((r & 255) == 0)
			qs_check(host);
	}
	if (table->count == 0)
	{
		table_free(host, table);
		return NULL;
	}
	index_literals(host, table);
	table->met = QS_ARRAY0(host, int32_t, literals);
	table->stamp = QS_ARRAY0(host, int32_t, literals);
	table->candidate = QS_ARRAY(host, int32_t, literals);
	table->value = QS_ARRAY(host, double, literals);
	table->clique = QS_ARRAY(host, int32_t, literals);
	table->ones = QS_ARRAY(host, double, literals);
	table->seed = QS_ARRAY(host, int32_t, literals);
	for (size_t l = 0; l < literals; l++)
		table->ones[l] = 1.0;
	return table;
}

/* ---- growing ------------------------------------------------------------ */

typedef struct Ranked
{
	double		value;
	int32_t		literal;
} Ranked;

static int
compare_ranked(const void *a, const void *b)
{
	const Ranked *x = a;
	const Ranked *y = b;

	if (x->value != y->value)
		return x->value > y->value ? -1 : 1;
	return (x->literal > y->literal) - (x->literal < y->literal);
}

/* Count once more for every literal that excludes this one; `found`: list those that
 * had excluded all `size` members before. */
static int
count_neighbours(Table *table, int32_t literal, int size, int32_t *found)
{
	int			count = 0;

	table->tick++;
	table->stamp[literal] = table->tick;
	for (int64_t c = table->of_start[literal]; c < table->of_start[literal + 1]; c++)
	{
		int32_t		clique = table->of[c];

		for (int64_t k = table->start[clique]; k < table->start[clique + 1]; k++)
		{
			int32_t		other = table->literal[k];

			if (table->stamp[other] == table->tick)
				continue;
			table->stamp[other] = table->tick;
			if (table->met[other] != size)
				continue;
			table->met[other] = size + 1;
			found[count++] = other;
		}
		table->work += table->start[clique + 1] - table->start[clique];
	}
	return count;
}

/* Grow a clique from a literal, by value; its length and value. */
static int
grow(QsHost *host, Table *table, int32_t seed, Ranked *ranked, int32_t *scratch, double *value)
{
	int			candidates = count_neighbours(table, seed, 0, table->candidate);
	int			length = 1;

	table->clique[0] = seed;
	*value = table->value[seed];
	for (int k = 0; k < candidates; k++)
		ranked[k] = (Ranked) {table->value[table->candidate[k]], table->candidate[k]};
	if (candidates > 1)
		qs_sort(host, ranked, (size_t) candidates, sizeof(Ranked), compare_ranked);
	for (int k = 0; k < candidates && length < MOST_LENGTH; k++)
	{
		int32_t		literal = ranked[k].literal;

		if (table->met[literal] != length || (literal ^ 1) == seed)
			continue;
		/* what is left adds too little: only make a violated one longer */
		if (ranked[k].value <= NEARLY && *value <= 1.0 + NEARLY)
			break;
		table->met[literal] = -1;
		table->clique[length] = literal;
		count_neighbours(table, literal, length, scratch);
		length++;
		*value += ranked[k].value;
	}
	for (int k = 0; k < candidates; k++)
		table->met[table->candidate[k]] = 0;
	table->met[seed] = 0;
	return length;
}

/* No variable twice: a clique that holds a literal and its opposite says that all
 * others are false, which is presolve's to find. */
static bool
variables_differ(Table *table, int length)
{
	table->tick++;
	for (int k = 0; k < length; k++)
	{
		if (table->stamp[table->clique[k] ^ 1] == table->tick)
			return false;
		table->stamp[table->clique[k]] = table->tick;
	}
	return true;
}

static void
separate(const QsSeparation *separation, void *data, QsCutPool *pool)
{
	QsHost	   *host = separation->host;
	Table	   *table = data;
	Ranked	   *ranked = QS_ARRAY(host, Ranked, table->literals);
	Ranked	   *order = QS_ARRAY(host, Ranked, table->literals);
	int32_t    *scratch = QS_ARRAY(host, int32_t, table->literals);
	int			seeds = 0;

	for (int l = 0; l < table->literals; l++)
	{
		double		value = qs_literal_value(pool->x, l);

		table->value[l] = value;
		if (value > NEARLY && value < 1.0 - NEARLY && table->of_start[l + 1] > table->of_start[l])
			order[seeds++] = (Ranked) {value, l};
	}
	if (seeds > 1)
		qs_sort(host, order, (size_t) seeds, sizeof(Ranked), compare_ranked);
	table->work = 0;
	for (int s = 0; s < seeds && s < MOST_SEEDS && table->work < ROUND_WORK; s++)
	{
		double		value;
		int			length = grow(host, table, order[s].literal, ranked, scratch, &value);

		if (value > 1.0 + NEARLY && variables_differ(table, length))
			qs_cut_pool_add_literals(pool, length, table->clique, table->ones, 1.0);
		qs_check(host);
	}
	pool->work += 2.0 * (double) table->work + 50.0 * (double) table->literals;
	qs_free(host, ranked);
	qs_free(host, order);
	qs_free(host, scratch);
}

const QsSeparator qs_clique_separator = {
	.name = "clique",
	.create = table_create,
	.free = table_free,
	.separate = separate,
};
