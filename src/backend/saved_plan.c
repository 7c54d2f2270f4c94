/*
 * saved_plan.c
 *	  Plans of our own statements, kept for the session.
 *
 * The server analyses and plans anew what altered tables, a changed search path, another
 * role or switched row-level security have made invalid, from the text.  So a plan outlives
 * the extension it was made for: dropped and created again, the text finds the new tables,
 * and types that have other numbers now make another plan.
 */
#include "compat.h"

#include "common/hashfn.h"

#include "saved_plan.h"

#define MOST_PLANS			64
#define MOST_PARAMETERS		48

typedef struct SavedPlan
{
	char	   *query;			/* NULL: the place is free */
	uint32		hash;
	int			count;
	Oid			types[MOST_PARAMETERS];
	SPIPlanPtr	plan;
	int			running;		/* calls that are using it: triggers may solve, too */
	uint64		uses;
	uint64		last_use;
} SavedPlan;

static SavedPlan saved_plan[MOST_PLANS];
static uint64 use_clock;

static uint32
hash_of(const char *query, int count, const Oid *types)
{
	uint32		hash = hash_bytes((const unsigned char *) query, (int) strlen(query));

	return hash_combine(hash, count == 0 ? 0 :
						hash_bytes((const unsigned char *) types, count * (int) sizeof(Oid)));
}

static SPIPlanPtr
prepare(const char *query, int count, Oid *types)
{
	/* no value of a parameter makes another plan better */
	SPIPlanPtr	plan = SPI_prepare_cursor(query, count, types, CURSOR_OPT_GENERIC_PLAN);

	if (plan == NULL)
		elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
	return plan;
}

static void
forget(SavedPlan *saved)
{
	SPIPlanPtr	plan = saved->plan;
	char	   *query = saved->query;

	saved->query = NULL;
	saved->plan = NULL;
	SPI_freeplan(plan);
	pfree(query);
}

/* A free place, that of the plan not used for longest if need be; NULL: all are running */
static SavedPlan *
find_place(void)
{
	SavedPlan  *oldest = NULL;

	for (int k = 0; k < MOST_PLANS; k++)
	{
		SavedPlan  *saved = &saved_plan[k];

		if (saved->query == NULL)
			return saved;
		if (saved->running == 0 && (oldest == NULL || saved->last_use < oldest->last_use))
			oldest = saved;
	}
	if (oldest)
		forget(oldest);
	return oldest;
}

static SavedPlan *
find_saved(const char *query, uint32 hash, int count, const Oid *types)
{
	for (int k = 0; k < MOST_PLANS; k++)
	{
		SavedPlan  *saved = &saved_plan[k];

		if (saved->query && saved->hash == hash && saved->count == count &&
			memcmp(saved->types, types, (Size) count * sizeof(Oid)) == 0 &&
			strcmp(saved->query, query) == 0)
			return saved;
	}
	return NULL;
}

/*
 * Tables that were empty when a plan was made may have grown since, in this very
 * transaction, which tells nobody: a plan is made anew at every doubling of its uses.
 */
static bool
is_stale(const SavedPlan *saved)
{
	return saved->running == 0 && (saved->uses & (saved->uses - 1)) == 0;
}

/* The kept plan; NULL: there is no place for it */
static SavedPlan *
plan_for(const char *query, int count, Oid *types)
{
	uint32		hash = hash_of(query, count, types);
	SavedPlan  *saved = find_saved(query, hash, count, types);
	SPIPlanPtr	plan;
	char	   *copy;

	if (saved && is_stale(saved))
	{
		SPIPlanPtr	old = saved->plan;

		plan = prepare(query, count, types);
		SPI_keepplan(plan);
		saved->plan = plan;
		SPI_freeplan(old);
	}
	if (saved == NULL)
	{
		if (count > MOST_PARAMETERS)
			return NULL;
		plan = prepare(query, count, types);
		copy = MemoryContextStrdup(TopMemoryContext, query);
		saved = find_place();
		if (saved == NULL)
		{
			pfree(copy);
			SPI_freeplan(plan);
			return NULL;
		}
		SPI_keepplan(plan);
		*saved = (SavedPlan) {.query = copy, .hash = hash, .count = count, .plan = plan};
		memcpy(saved->types, types, (Size) count * sizeof(Oid));
	}
	saved->uses++;
	saved->last_use = ++use_clock;
	return saved;
}

int
qshrink_execute(const char *query, int count, Oid *types, Datum *values, const char *nulls,
				bool read_only, long limit)
{
	SavedPlan  *saved = plan_for(query, count, types);
	volatile int result = 0;

	if (saved == NULL)
		return SPI_execute_with_args(query, count, types, values, nulls, read_only, limit);
	saved->running++;
	PG_TRY();
	{
		result = SPI_execute_plan(saved->plan, values, nulls, read_only, limit);
	}
	PG_FINALLY();
	{
		saved->running--;
	}
	PG_END_TRY();
	return result;
}

Portal
qshrink_open(const char *query, int count, Oid *types, Datum *values)
{
	SavedPlan  *saved = plan_for(query, count, types);

	/* the portal holds what it needs of the plan */
	return SPI_cursor_open(NULL, saved ? saved->plan : prepare(query, count, types), values,
						   NULL, true);
}
