/*
 * retired.c
 *	  C symbols that the SQL objects of released versions name and those of this version
 *	  do not: a database that was not updated yet gets an error with a hint from them.
 *
 * A C function whose SQL signature changes (arguments, result, STRICT) gets a new symbol;
 * the old one comes here, in one line, and never goes.  test/t/symbols.t compares.
 */
#include "compat.h"

#include "sql_version.h"

#define RETIRED(symbol) \
	PG_FUNCTION_INFO_V1(symbol); \
	Datum \
	symbol(PG_FUNCTION_ARGS) \
	{ \
		qshrink_refuse_retired(fcinfo); \
	} \
	extern int	no_such_variable

/* RETIRED(symbol);  what it was, and the version whose script is the last to name it */
