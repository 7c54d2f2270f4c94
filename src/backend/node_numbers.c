/*
 * node_numbers.c
 *	  Ranges of numbers for several servers whose rows are to be put together.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"

#include "problem_arguments.h"
#include "problem_sql.h"

PG_FUNCTION_INFO_V1(qshrink_number_node);

#define NODE_BITS		48		/* as Citus has it: so many numbers for each node */
#define MOST_NODES		32766

/* Sequences of the extension's tables, the columns they number and the tables */
#define SEQUENCES \
	"SELECT CAST(CAST(c.oid AS pg_catalog.regclass) AS pg_catalog.text), CAST(CAST(d.refobjid AS pg_catalog.regclass) AS pg_catalog.text)," \
	" pg_catalog.quote_ident(a.attname)" \
	" FROM pg_catalog.pg_class AS c" \
	" JOIN pg_catalog.pg_depend AS d ON d.classid OPERATOR(pg_catalog.=) CAST('pg_catalog.pg_class' AS pg_catalog.regclass)" \
	" AND d.objid OPERATOR(pg_catalog.=) c.oid AND d.refclassid OPERATOR(pg_catalog.=) d.classid" \
	" AND (d.deptype OPERATOR(pg_catalog.=) 'a' OR d.deptype OPERATOR(pg_catalog.=) 'i')" \
	" JOIN pg_catalog.pg_attribute AS a ON a.attrelid OPERATOR(pg_catalog.=) d.refobjid AND a.attnum OPERATOR(pg_catalog.=) d.refobjsubid" \
	" JOIN pg_catalog.pg_depend AS e ON e.classid OPERATOR(pg_catalog.=) d.classid AND e.objid OPERATOR(pg_catalog.=) d.refobjid" \
	" AND e.refclassid OPERATOR(pg_catalog.=) CAST('pg_catalog.pg_extension' AS pg_catalog.regclass) AND e.deptype OPERATOR(pg_catalog.=) 'e'" \
	" JOIN pg_catalog.pg_extension AS x ON x.oid OPERATOR(pg_catalog.=) e.refobjid AND x.extname OPERATOR(pg_catalog.=) 'qshrink'" \
	" WHERE c.relkind OPERATOR(pg_catalog.=) 'S' ORDER BY c.oid"

static char *
text_of(const SPITupleTable *table, uint64 row, int column)
{
	bool		is_null;

	return TextDatumGetCString(SPI_getbinval(table->vals[row], table->tupdesc, column, &is_null));
}

/* The first number of the range that no row has */
static int64
first_free(const char *table, const char *column, int64 least, int64 most)
{
	Oid			types[] = {INT8OID, INT8OID};
	Datum		values[] = {Int64GetDatum(least), Int64GetDatum(most)};
	bool		is_null;
	Datum		largest;

	if (SPI_execute_with_args(psprintf("SELECT pg_catalog.max(%s) FROM %s WHERE %s OPERATOR(pg_catalog.>=) $1 AND %s OPERATOR(pg_catalog.<=) $2",
									   column, table, column, column),
							  lengthof(types), types, values, NULL, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not read table %s", table);
	largest = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null);
	if (is_null)
		return least;
	if (DatumGetInt64(largest) == most)
		ereport(ERROR,
				(errcode(ERRCODE_SEQUENCE_GENERATOR_LIMIT_EXCEEDED),
				 errmsg("table %s has used the last number of the range", table)));
	return DatumGetInt64(largest) + 1;
}

/* qshrink_number_node(node integer): numbers from node * 2^48 on */
Datum
qshrink_number_node(PG_FUNCTION_ARGS)
{
	int			node = PG_GETARG_INT32(0);
	int64		least = node == 0 ? 1 : (int64) node << NODE_BITS;
	int64		most = ((int64) (node + 1) << NODE_BITS) - 1;
	SPITupleTable *sequences;
	uint64		count;

	qshrink_require_writable(fcinfo, NULL);
	if (node < 0 || node > MOST_NODES)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("node is %d", node),
				 errhint("It must lie between 0 and %d.", MOST_NODES)));
	SPI_connect();
	if (SPI_execute(SEQUENCES, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not list sequences");
	sequences = SPI_tuptable;
	count = SPI_processed;
	for (uint64 k = 0; k < count; k++)
	{
		int64		next = first_free(text_of(sequences, k, 2), text_of(sequences, k, 3), least, most);

		if (SPI_execute(psprintf("ALTER SEQUENCE %s MINVALUE " INT64_FORMAT " MAXVALUE " INT64_FORMAT
								 " START " INT64_FORMAT " RESTART " INT64_FORMAT,
								 text_of(sequences, k, 1), least, most, least, next), false, 0) != SPI_OK_UTILITY)
			elog(ERROR, "could not alter a sequence");
	}
	SPI_finish();
	PG_RETURN_VOID();
}
