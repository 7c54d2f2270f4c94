/*
 * cover.c
 *	  Lifted cover cuts of single rows.
 *
 * Literals that together pass a row's capacity are not all true.  A minimal such set is
 * found greedily against the point; those of its literals that are whole there are
 * taken as given at first.  Every other literal then gets the largest coefficient that
 * excludes nothing, and the given ones theirs, one after the other: the most that
 * the rest can reach within the capacity comes from a table of least weights by value.
 * Crowder, Johnson & Padberg 1983; Zemel, "Easily computable facets of the knapsack
 * polytope", 1989; Gu, Nemhauser & Savelsbergh, "Lifted cover inequalities for 0-1
 * integer programs: computation", 1998.
 */
#include "cuts/cover.h"

#include <math.h>

#include "base/sort.h"

#define NEARLY			1e-6
#define MOST_COVER		500			/* literals of a cover */
#define MOST_VALUE		1000		/* right-hand side of a lifted cut */
#define MOST_CELLS		200000		/* of a table of sums */
#define ROUND_WORK		30000000	/* entries of tables a round */
#define SLACK_ROW		0.9			/* of the capacity: a row the point does not fill */

/* A cut in the making, of one row */
typedef struct Lifting
{
	const double *weight;
	double	   *coefficient;	/* length; 0: not in it */
	double	   *least;			/* MOST_VALUE + 1: least weight of so much value or more */
	int			top;			/* the most value there is */
	int			value;			/* the right-hand side */
	double		capacity;		/* left by what is taken as given */
	int64_t		work;
} Lifting;

typedef struct Item
{
	double		key;
	int			at;				/* in the row */
} Item;

typedef enum Place
{
	PLACE_NONE,
	PLACE_COVER,				/* in the cover, free */
	PLACE_GIVEN,				/* in the cover, taken as true */
	PLACE_LIFTED
} Place;

typedef struct Cover
{
	Item	   *item;			/* n: scratch, as all of these */
	int		   *member;
	int		   *given;
	uint8_t    *place;
	double	   *value;			/* of the row's literals */
	Lifting		lifting;
} Cover;

static void *
cover_create(const QsSeparation *separation)
{
	QsHost	   *host = separation->host;
	size_t		n = (size_t) separation->model->n;
	Cover	   *cover;

	if (separation->rows->count == 0)
		return NULL;
	cover = QS_NEW(host, Cover);
	cover->item = QS_ARRAY(host, Item, n);
	cover->member = QS_ARRAY(host, int, n);
	cover->given = QS_ARRAY(host, int, n);
	cover->place = QS_ARRAY(host, uint8_t, n);
	cover->value = QS_ARRAY(host, double, n);
	cover->lifting.coefficient = QS_ARRAY(host, double, n);
	cover->lifting.least = QS_ARRAY(host, double, MOST_VALUE + 1);
	return cover;
}

static void
cover_free(QsHost *host, void *data)
{
	Cover	   *cover = data;

	qs_free(host, cover->item);
	qs_free(host, cover->member);
	qs_free(host, cover->given);
	qs_free(host, cover->place);
	qs_free(host, cover->value);
	qs_free(host, cover->lifting.coefficient);
	qs_free(host, cover->lifting.least);
	qs_free(host, cover);
}

static int
compare_items(const void *a, const void *b)
{
	const Item *x = a;
	const Item *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static void
sort_items(QsHost *host, Cover *cover, int count)
{
	if (count > 1)
		qs_sort(host, cover->item, (size_t) count, sizeof(Item), compare_items);
}

/* ---- lifting ------------------------------------------------------------ */

/* The largest value that weighs no more than `room`; -1: there is no room at all */
static int
most_value(const Lifting *lifting, double room)
{
	int			low = 0,
				high = lifting->top;

	if (room < 0.0)
		return -1;
	/* least[] ascends */
	while (low < high)
	{
		int			middle = low + (high - low + 1) / 2;

		if (lifting->least[middle] <= room)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

/* The literal enters with so much value; false when the table would be too long. */
static bool
enter(Lifting *lifting, int at, int value)
{
	double		weight = lifting->weight[at];

	lifting->coefficient[at] = value;
	if (value == 0)
		return true;
	if (lifting->top + value > MOST_VALUE)
		return false;
	for (int v = 1; v <= value; v++)
		lifting->least[lifting->top + v] = INFINITY;
	lifting->top += value;
	for (int v = lifting->top; v > 0; v--)
		lifting->least[v] = fmin(lifting->least[v],
								 lifting->least[v > value ? v - value : 0] + weight);
	lifting->work += lifting->top;
	return true;
}

/* One that may be false: the most that leaves what the rest reaches beside it below the
 * right-hand side */
static bool
lift(Lifting *lifting, int at)
{
	int			most = most_value(lifting, lifting->capacity - lifting->weight[at]);

	return enter(lifting, at, most < 0 ? lifting->value : lifting->value - most);
}

/* One that was taken as true: what the rest reaches more without it is its value. */
static bool
release(Lifting *lifting, int at)
{
	int			most;

	lifting->capacity += lifting->weight[at];
	most = most_value(lifting, lifting->capacity);
	if (most > lifting->value)
	{
		int			value = most - lifting->value;

		lifting->value = most;
		return enter(lifting, at, value);
	}
	return enter(lifting, at, 0);
}

/* ---- covers ------------------------------------------------------------- */

/* The first `count` items as a cover, without the last of those that are not needed;
 * its length, 0 if they do not pass the capacity. */
static int
take_cover(Cover *cover, const double *weight, double capacity, int count)
{
	double		sum = 0.0;
	int			kept = 0;

	for (int k = 0; k < count; k++)
		sum += weight[cover->item[k].at];
	if (sum <= capacity)
		return 0;
	for (int k = count - 1; k >= 0; k--)
	{
		int			at = cover->item[k].at;

		if (sum - weight[at] > capacity)
			sum -= weight[at];
		else
		{
			cover->member[kept++] = at;
			cover->place[at] = PLACE_COVER;
		}
	}
	return kept;
}

/* A cover of the items in their order */
static int
first_cover(Cover *cover, const double *weight, double capacity, int items)
{
	double		sum = 0.0;
	int			count = 0;

	while (count < items && sum <= capacity)
		sum += weight[cover->item[count++].at];
	return take_cover(cover, weight, capacity, count);
}

/* The cover of least keys, by a table over the sums of weights, those beyond the
 * capacity taken together; 0 where that would be too large. */
static int
least_cover(QsHost *host, Cover *cover, const double *weight, double capacity, int items)
{
	size_t		top = (size_t) fmin(capacity, MOST_CELLS) + 1;
	double	   *least;
	int32_t    *from;			/* sum before the item, plus 1; 0: it is not taken */
	int			count = 0;
	size_t		sum = top;

	if (capacity != floor(capacity) || (top + 1) * (size_t) items > MOST_CELLS)
		return 0;
	least = QS_ARRAY(host, double, top + 1);
	from = QS_ARRAY0(host, int32_t, (top + 1) * (size_t) items);
	for (size_t s = 0; s <= top; s++)
		least[s] = s == 0 ? 0.0 : INFINITY;
	for (int k = 0; k < items; k++)
		for (size_t s = top; s-- > 0;)
		{
			size_t		to = s + (size_t) weight[cover->item[k].at];

			to = to < top ? to : top;
			if (least[s] + cover->item[k].key < least[to])
			{
				least[to] = least[s] + cover->item[k].key;
				from[(size_t) k * (top + 1) + to] = (int32_t) s + 1;
			}
		}
	for (int k = items - 1; k >= 0 && isfinite(least[top]); k--)
	{
		int32_t		before = from[(size_t) k * (top + 1) + sum];

		if (before == 0)
			continue;
		sum = (size_t) before - 1;
		cover->given[count++] = k;
	}
	for (int k = 0; k < count; k++)
		cover->item[k] = cover->item[cover->given[count - 1 - k]];
	cover->lifting.work += (int64_t) ((top + 1) * (size_t) items);
	qs_free(host, least);
	qs_free(host, from);
	return take_cover(cover, weight, capacity, count);
}

/* Whole members are taken as given, as long as two free ones are left. */
static void
divide_cover(Cover *cover, const double *weight, double capacity, int members, bool given)
{
	Lifting    *lifting = &cover->lifting;
	int			free = members;

	lifting->capacity = capacity;
	for (int k = members - 1; k >= 0 && free > 2 && given; k--)
	{
		int			at = cover->member[k];

		if (cover->value[at] < 1.0 - NEARLY)
			continue;
		cover->place[at] = PLACE_GIVEN;
		lifting->capacity -= weight[at];
		free--;
	}
	lifting->value = free - 1;
	lifting->top = 0;
	lifting->least[0] = 0.0;
}

/* Lift everything outside the cover of which the point holds something, or nothing. */
static bool
lift_others(QsHost *host, Cover *cover, int length, double capacity, bool held)
{
	Lifting    *lifting = &cover->lifting;
	int			count = 0;

	for (int k = 0; k < length; k++)
		if (cover->place[k] == PLACE_NONE && (cover->value[k] > NEARLY) == held &&
			lifting->weight[k] <= capacity)
			cover->item[count++] = (Item) {held ? -cover->value[k] : -lifting->weight[k], k};
	sort_items(host, cover, count);
	for (int k = 0; k < count; k++)
	{
		if (lifting->work > ROUND_WORK || !lift(lifting, cover->item[k].at))
			return false;
		cover->place[cover->item[k].at] = PLACE_LIFTED;
	}
	return true;
}

/* Coefficients of the whole row; false when that takes too much. */
static bool
lift_cover(QsHost *host, Cover *cover, int length, double capacity, int members, bool given)
{
	Lifting    *lifting = &cover->lifting;

	divide_cover(cover, lifting->weight, capacity, members, given);
	for (int k = 0; k < members; k++)
		if (cover->place[cover->member[k]] == PLACE_COVER && !enter(lifting, cover->member[k], 1))
			return false;
	if (!lift_others(host, cover, length, capacity, true))
		return false;
	for (int k = 0; k < members; k++)
		if (cover->place[cover->member[k]] == PLACE_GIVEN && !release(lifting, cover->member[k]))
			return false;
	return lift_others(host, cover, length, capacity, false);
}

/* Which covers of a row are looked for */
typedef struct Choice
{
	bool		by_weight;		/* items by what they lack per unit of weight, or as it is */
	bool		without_first;	/* the heaviest literal excludes all others: what the point
								 * holds of them counts by how far it is false */
	bool		none_given;		/* whole members are lifted like others */
	bool		exact;			/* the cover that lacks least, where weights are small */
} Choice;

static const Choice choices[] = {
	{.by_weight = true},
	{.by_weight = false},
	{.by_weight = true, .none_given = true},
	{.by_weight = true, .without_first = true},
	{.by_weight = false, .without_first = true},
	{.exact = true},
	{.exact = true, .without_first = true},
};

#define CHOICES		((int) (sizeof(choices) / sizeof(choices[0])))

static void
separate_row(const QsSeparation *separation, Cover *cover, QsCutPool *pool, int row,
			 const Choice *choice)
{
	const QsLiteralRows *rows = separation->rows;
	const int32_t *literal = rows->literal + rows->start[row];
	const double *weight = rows->weight + rows->start[row];
	double		capacity = rows->capacity[row];
	int			length = (int) (rows->start[row + 1] - rows->start[row]);
	double		whole = choice->without_first ? 1.0 - cover->value[0] : 1.0;
	int			items = 0;
	int			members;

	for (int k = 0; k < length; k++)
	{
		double		lack = fmax(0.0, 1.0 - cover->value[k] / whole);

		cover->place[k] = PLACE_NONE;
		cover->lifting.coefficient[k] = 0.0;
		if (lack < 1.0 - NEARLY && weight[k] <= capacity && (k > 0 || !choice->without_first))
			cover->item[items++] = (Item) {choice->by_weight ? lack / weight[k] : lack, k};
	}
	sort_items(separation->host, cover, items);
	members = choice->exact ? least_cover(separation->host, cover, weight, capacity, items)
		: first_cover(cover, weight, capacity, items);
	if (members < 2 || members > MOST_COVER)
		return;
	cover->lifting.weight = weight;
	if (lift_cover(separation->host, cover, length, capacity, members, !choice->none_given))
		qs_cut_pool_add_literals(pool, length, literal, cover->lifting.coefficient,
								 cover->lifting.value);
}

/* Does the heaviest literal leave no room for any other, and is it fractional? */
static bool
first_excludes_all(const QsLiteralRows *rows, int row, const Cover *cover)
{
	const double *weight = rows->weight + rows->start[row];
	int64_t		length = rows->start[row + 1] - rows->start[row];

	return length > 2 && weight[0] + weight[length - 1] > rows->capacity[row] &&
		cover->value[0] > NEARLY && cover->value[0] < 1.0 - NEARLY;
}

/* Rows all of one weight have no covers that say more than they do. */
static bool
worth_a_cover(const QsLiteralRows *rows, int row)
{
	return rows->weight[rows->start[row]] != rows->weight[rows->start[row + 1] - 1];
}

static void
separate(const QsSeparation *separation, void *data, QsCutPool *pool)
{
	const QsLiteralRows *rows = separation->rows;
	Cover	   *cover = data;

	cover->lifting.work = 0;
	for (int r = 0; r < rows->count && cover->lifting.work < ROUND_WORK; r++)
	{
		int64_t		first = rows->start[r];
		int			length = (int) (rows->start[r + 1] - first);
		double		activity = 0.0;

		if (!worth_a_cover(rows, r))
			continue;
		for (int k = 0; k < length; k++)
		{
			cover->value[k] = qs_literal_value(pool->x, rows->literal[first + k]);
			activity += rows->weight[first + k] * cover->value[k];
		}
		cover->lifting.work += length;
		/* cuts that a slack row gives are hardly ever broken */
		if (activity < SLACK_ROW * rows->capacity[r])
			continue;
		for (int k = 0; k < CHOICES; k++)
			if (!choices[k].without_first || first_excludes_all(rows, r, cover))
				separate_row(separation, cover, pool, r, &choices[k]);
		qs_check(separation->host);
	}
	pool->work += 1.5 * (double) cover->lifting.work;
}

const QsSeparator qs_cover_separator = {
	.name = "cover",
	.create = cover_create,
	.free = cover_free,
	.separate = separate,
};
