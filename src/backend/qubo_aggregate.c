/*
 * qubo_aggregate.c
 *	  The aggregates qubo_agg(i, j, c), qubo_agg(n, i, j, c) and sum(qubo).
 *
 * The transition state is an ordinary bytea to SQL, so partial states travel
 * between parallel workers and between servers without helper functions.
 * While rows arrive it is an expanded object (utils/expandeddatum.h): a growing
 * array of terms that is changed in place and written as bytea only when it
 * leaves the backend.  Sums are exact until the end (qubo_exact_sum.h), so the
 * result depends on the rows only, not on their order or the plan.
 *
 * A row with a NULL index or coefficient adds nothing, as for every aggregate
 * of SQL; its n counts all the same.
 */
#include "compat.h"

#include <math.h>

#include "utils/expandeddatum.h"

#include "qubo_exact_sum.h"
#include "qubo_type.h"

PG_FUNCTION_INFO_V1(qubo_agg_transition);
PG_FUNCTION_INFO_V1(qubo_agg_sized_transition);
PG_FUNCTION_INFO_V1(qubo_sum_transition);
PG_FUNCTION_INFO_V1(qubo_agg_combine);
PG_FUNCTION_INFO_V1(qubo_agg_final);

#define FIRST_CAPACITY		16

/* A full list of so many terms (16 MB) is compacted before it grows. */
#define COMPACT_FROM		(1 << 20)

/* Terms copied between two interrupt points (4 MB) */
#define COPY_PIECE			(1 << 18)

typedef struct TermList
{
	QsTerm	   *terms;
	int64		count;
	int64		capacity;
} TermList;

typedef struct State
{
	ExpandedObjectHeader header;
	int32		n;				/* variables so far */
	TermList	terms;			/* i <= j < n, finite, no zeros, in any order */
	TermList	offsets;		/* of sum(qubo), as terms (0,0) */
} State;

/* The state as bytea: this and the terms of both lists, in the byte order of
 * the machine.  magic tells byte order and version. */
typedef struct FlatState
{
	int32		vl_len_;
	uint32		magic;
	int32		n;
	int32		unused;
	int64		terms;
	int64		offsets;
} FlatState;

#define FLAT_MAGIC		UINT32_C(0x71756202)

static Size state_flat_size(ExpandedObjectHeader *header);
static void state_flatten(ExpandedObjectHeader *header, void *result, Size size);

static const ExpandedObjectMethods state_methods = {state_flat_size, state_flatten};

static State *
state_create(MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "qubo_agg state",
												  ALLOCSET_SMALL_SIZES);
	State	   *state = MemoryContextAllocZero(context, sizeof(State));

	EOH_init_header(&state->header, &state_methods, context);
	return state;
}

static void
list_compact(TermList *list)
{
	int64		pairs;

	list->count = qshrink_terms_compact(list->terms, list->count, &pairs);
	if (pairs > QS_MAX_TERMS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("qubo of more than %d terms is too large", QS_MAX_TERMS)));
}

/* Make room for `more` terms.  A long list is compacted first, and when that gains
 * little it grows by much, so that few compactions are for nothing. */
static void
list_reserve(State *state, TermList *list, int64 more)
{
	int64		capacity = Max(list->capacity, FIRST_CAPACITY);

	if (list->capacity - list->count >= more)
		return;
	if (list->count >= COMPACT_FROM)
	{
		list_compact(list);
		if (list->capacity / 2 >= list->count + more)
			return;
		if (capacity <= QS_MAX_TERMS / 4)
			capacity *= 2;
		capacity *= 2;
	}
	while (capacity < list->count + more)
		capacity *= 2;
	qshrink_check_memory((double) capacity * sizeof(QsTerm));
	if (list->terms)
		list->terms = repalloc_huge(list->terms, capacity * sizeof(QsTerm));
	else
		list->terms = MemoryContextAllocHuge(state->header.eoh_context,
											 capacity * sizeof(QsTerm));
	list->capacity = capacity;
}

/* memcpy of terms, in pieces; either end may be NULL when there are none */
static void
copy_terms(void *to, const void *from, int64 count)
{
	for (int64 done = 0; done < count; done += COPY_PIECE)
	{
		CHECK_FOR_INTERRUPTS();
		memcpy((char *) to + done * sizeof(QsTerm), (const char *) from + done * sizeof(QsTerm),
			   Min(count - done, COPY_PIECE) * sizeof(QsTerm));
	}
}

static void
list_append(State *state, TermList *list, const void *terms, int64 count)
{
	if (count == 0)
		return;					/* terms may be NULL */
	list_reserve(state, list, count);
	copy_terms(list->terms + list->count, terms, count);
	list->count += count;
}

static inline void
list_add(State *state, TermList *list, int i, int j, double coefficient)
{
	if (list->count == list->capacity)
		list_reserve(state, list, 1);
	list->terms[list->count++] = (QsTerm) {i, j, coefficient};
}

static Size
state_flat_size(ExpandedObjectHeader *header)
{
	State	   *state = (State *) header;
	Size		size;

	list_compact(&state->terms);
	list_compact(&state->offsets);
	size = sizeof(FlatState) +
		(Size) (state->terms.count + state->offsets.count) * sizeof(QsTerm);
	if (!AllocSizeIsValid(size))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("partial state of a qubo aggregate is too large: %zu bytes",
						(size_t) size)));
	return size;
}

/* result is aligned as bytea is, to 4 bytes */
static void
state_flatten(ExpandedObjectHeader *header, void *result, Size size)
{
	State	   *state = (State *) header;
	char	   *at = result;
	FlatState	flat = {
		.magic = FLAT_MAGIC,
		.n = state->n,
		.terms = state->terms.count,
		.offsets = state->offsets.count,
	};

	SET_VARSIZE(&flat, size);
	memcpy(at, &flat, sizeof(flat));
	at += sizeof(flat);
	copy_terms(at, state->terms.terms, flat.terms);
	at += flat.terms * sizeof(QsTerm);
	copy_terms(at, state->offsets.terms, flat.offsets);
}

static void
check_flat(bool valid)
{
	if (!valid)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid transition state of a qubo aggregate")));
}

/* Anybody may call the support functions with any bytes. */
static void
check_terms(const TermList *list, int32 n)
{
	for (int64 k = 0; k < list->count; k++)
	{
		const QsTerm *term = &list->terms[k];

		check_flat(term->i >= 0 && term->i <= term->j && term->j < n &&
				   isfinite(term->coefficient));
		if (k % COPY_PIECE == 0)
			CHECK_FOR_INTERRUPTS();
	}
}

/* Add what a state written as bytea holds */
static void
state_add_flat(State *state, const struct varlena *bytes)
{
	const char *at = (const char *) bytes;
	FlatState	flat;
	int64		room;

	check_flat(VARSIZE(bytes) >= sizeof(flat));
	memcpy(&flat, at, sizeof(flat));
	at += sizeof(flat);
	room = (VARSIZE(bytes) - sizeof(flat)) / sizeof(QsTerm);
	check_flat(flat.magic == FLAT_MAGIC && flat.unused == 0 &&
			   flat.n >= 0 && flat.n <= QS_MAX_VARIABLES &&
			   flat.terms >= 0 && flat.terms <= room &&
			   flat.offsets == room - flat.terms &&
			   VARSIZE(bytes) == sizeof(flat) + room * sizeof(QsTerm));
	list_append(state, &state->terms, at, flat.terms);
	list_append(state, &state->offsets, at + flat.terms * sizeof(QsTerm), flat.offsets);
	state->n = Max(state->n, flat.n);
	check_terms(&state->terms, state->n);
	check_terms(&state->offsets, 1);
}

static void
state_add_state(State *state, const State *other)
{
	list_append(state, &state->terms, other->terms.terms, other->terms.count);
	list_append(state, &state->offsets, other->offsets.terms, other->offsets.count);
	state->n = Max(state->n, other->n);
}

/* The expanded state behind a datum, or NULL */
static State *
expanded_state(Datum datum)
{
	struct varlena *pointer = (struct varlena *) DatumGetPointer(datum);
	ExpandedObjectHeader *header;

	if (!VARATT_IS_EXTERNAL_EXPANDED(pointer))
		return NULL;
	header = DatumGetEOHP(datum);
	return header->eoh_methods == &state_methods ? (State *) header : NULL;
}

/* Add the state of argument k, of whichever form */
static void
state_add_argument(State *state, FunctionCallInfo fcinfo, int k)
{
	State	   *other = expanded_state(PG_GETARG_DATUM(k));

	if (other)
		state_add_state(state, other);
	else
		state_add_flat(state, (struct varlena *) PG_DETOAST_DATUM(PG_GETARG_DATUM(k)));
}

/* The state of argument 0 to be changed in place; a new one if it is NULL or
 * not ours to change */
static State *
state_of_argument(FunctionCallInfo fcinfo)
{
	State	   *state;
	MemoryContext parent;

	if (!PG_ARGISNULL(0) && (state = expanded_state(PG_GETARG_DATUM(0))) != NULL &&
		VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(PG_GETARG_DATUM(0))))
		return state;
	if (!AggCheckCallContext(fcinfo, &parent))
		parent = CurrentMemoryContext;
	state = state_create(parent);
	if (!PG_ARGISNULL(0))
		state_add_argument(state, fcinfo, 0);
	return state;
}

#define PG_RETURN_STATE(state)	PG_RETURN_DATUM(EOHPGetRWDatum(&(state)->header))

/* The state as it came in */
static Datum
unchanged(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

static void
add_coefficient(State *state, int32 i, int32 j, double coefficient)
{
	if (!isfinite(coefficient))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("coefficient of (%d,%d) must be finite, not %s", i, j,
						qshrink_float_text(coefficient))));
	if (coefficient != 0.0)
		list_add(state, &state->terms, Min(i, j), Max(i, j), coefficient);
}

/* (state, i, j, coefficient) */
Datum
qubo_agg_transition(PG_FUNCTION_ARGS)
{
	State	   *state;
	int32		i;
	int32		j;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return unchanged(fcinfo);
	state = state_of_argument(fcinfo);
	i = PG_GETARG_INT32(1);
	j = PG_GETARG_INT32(2);
	qshrink_check_index("i", i, QS_MAX_VARIABLES);
	qshrink_check_index("j", j, QS_MAX_VARIABLES);
	state->n = Max(state->n, Max(i, j) + 1);
	add_coefficient(state, i, j, PG_GETARG_FLOAT8(3));
	PG_RETURN_STATE(state);
}

/* (state, n, i, j, coefficient) */
Datum
qubo_agg_sized_transition(PG_FUNCTION_ARGS)
{
	State	   *state;
	int32		n;

	if (PG_ARGISNULL(1))
		return unchanged(fcinfo);
	state = state_of_argument(fcinfo);
	n = PG_GETARG_INT32(1);
	if (n < 0 || n > QS_MAX_VARIABLES)
		ereport(ERROR,
				(errcode(n < 0 ? ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE : ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("n = %d is out of range", n),
				 errdetail("A qubo has 0 to %d variables.", QS_MAX_VARIABLES)));
	state->n = Max(state->n, n);
	if (!PG_ARGISNULL(2) && !PG_ARGISNULL(3) && !PG_ARGISNULL(4))
	{
		qshrink_check_index("i", PG_GETARG_INT32(2), n);
		qshrink_check_index("j", PG_GETARG_INT32(3), n);
		add_coefficient(state, PG_GETARG_INT32(2), PG_GETARG_INT32(3), PG_GETARG_FLOAT8(4));
	}
	PG_RETURN_STATE(state);
}

/* (state, qubo) */
Datum
qubo_sum_transition(PG_FUNCTION_ARGS)
{
	State	   *state;
	Qubo	   *q;

	if (PG_ARGISNULL(1))
		return unchanged(fcinfo);
	state = state_of_argument(fcinfo);
	q = PG_GETARG_QUBO(1);
	list_append(state, &state->terms, q->terms, q->count);
	if (q->offset != 0.0)
		list_add(state, &state->offsets, 0, 0, q->offset);
	state->n = Max(state->n, q->n);
	PG_FREE_IF_COPY(q, 1);
	PG_RETURN_STATE(state);
}

/* (state, state) */
Datum
qubo_agg_combine(PG_FUNCTION_ARGS)
{
	State	   *state;

	if (PG_ARGISNULL(1))
		return unchanged(fcinfo);
	state = state_of_argument(fcinfo);
	state_add_argument(state, fcinfo, 1);
	PG_RETURN_STATE(state);
}

/* (state) -> qubo.  Compacts the state, which leaves its value as it is. */
Datum
qubo_agg_final(PG_FUNCTION_ARGS)
{
	State	   *state;
	Qubo	   *result;
	QsTerm		offset;
	int64		pairs;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = expanded_state(PG_GETARG_DATUM(0));
	if (state == NULL)
	{
		state = state_create(CurrentMemoryContext);
		state_add_argument(state, fcinfo, 0);
	}
	state->terms.count = qshrink_terms_compact(state->terms.terms, state->terms.count, &pairs);
	list_compact(&state->offsets);
	result = qshrink_qubo_allocate(state->n, pairs);
	if (qshrink_terms_round(state->offsets.terms, state->offsets.count, &offset) > 0)
		result->offset = offset.coefficient;
	PG_RETURN_QUBO(qshrink_qubo_finish(result,
									   qshrink_terms_round(state->terms.terms,
														   state->terms.count,
														   result->terms)));
}
