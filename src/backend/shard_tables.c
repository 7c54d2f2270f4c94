/*
 * shard_tables.c
 *	  Copies of the extension's tables that Citus may distribute.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "problem_arguments.h"
#include "problem_sql.h"
#include "problem_tables.h"

PG_FUNCTION_INFO_V1(qshrink_distribute);

/* ---------------------------------------------------------------------------
 * Copies
 */

/* Those with rows of problems; the first is what the others are colocated with */
static const char *const copied[] = {
	"qshrink_problem", "qshrink_variable", "qshrink_constraint", "qshrink_run", "qshrink_round",
	"qshrink_step", "qshrink_solution", "qshrink_incumbent", "qshrink_shot"
};

/* An object of the extension, or of the copies when `schema` is theirs: a name for SQL */
static const char *
object(const char *schema, const char *name)
{
	return psprintf("%s.%s", schema, name);
}

typedef struct Copying
{
	Oid			namespace;
	char	   *schema;			/* quoted, of the copies */
	char	   *distribute;		/* the function of Citus, with its schema; NULL: it is not there */
	ReturnSetInfo *result;
} Copying;

static void
execute(const char *statement, int expected)
{
	int			result = SPI_execute(statement, false, 0);

	if (result != expected)
		elog(ERROR, "could not copy: %s", SPI_result_code_string(result));
}

/* The schema that create_distributed_table lies in, quoted; NULL: there is none */
static char *
find_citus(void)
{
	Oid			citus = get_extension_oid("citus", true);
	bool		is_null;
	Oid			type = OIDOID;
	Datum		value = ObjectIdGetDatum(citus);

	if (!OidIsValid(citus))
		return NULL;
	SPI_execute_with_args("SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_proc AS p"
						  " JOIN pg_catalog.pg_depend AS d ON d.objid OPERATOR(pg_catalog.=) p.oid"
						  " AND d.classid OPERATOR(pg_catalog.=) CAST('pg_catalog.pg_proc' AS pg_catalog.regclass)"
						  " AND d.refobjid OPERATOR(pg_catalog.=) $1 AND d.deptype OPERATOR(pg_catalog.=) 'e'"
						  " JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace"
						  " WHERE p.proname OPERATOR(pg_catalog.=) 'create_distributed_table'",
						  1, &type, &value, NULL, true, 1);
	if (SPI_processed == 0)
		return NULL;
	return psprintf("%s.create_distributed_table",
					TextDatumGetCString(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null)));
}

static void
distribute(const Copying *copying, const char *name)
{
	char	   *table = quote_literal_cstr(psprintf("%s.%s", copying->schema, name));
	char	   *first = quote_literal_cstr(psprintf("%s.%s", copying->schema, copied[0]));

	if (copying->distribute == NULL)
		return;
	if (strcmp(name, copied[0]) == 0)
		execute(psprintf("SELECT %s(CAST(%s AS pg_catalog.regclass), 'problem_id')", copying->distribute, table),
				SPI_OK_SELECT);
	else
		execute(psprintf("SELECT %s(CAST(%s AS pg_catalog.regclass), 'problem_id', colocate_with => %s)",
						 copying->distribute, table, first), SPI_OK_SELECT);
}

static void
put_row(const Copying *copying, const char *name, int64 rows)
{
	Datum		values[] = {
		CStringGetTextDatum(psprintf("%s.%s", copying->schema, name)), Int64GetDatum(rows),
		BoolGetDatum(copying->distribute != NULL)
	};
	bool		nulls[] = {false, false, false};

	tuplestore_putvalues(copying->result->setResult, copying->result->setDesc, values, nulls);
}

/*
 * Whoever the caller lets read a copy sees the rows of roles whose privileges it has, as in
 * the original.  Citus takes such policies to the shards, where it asks as the same role;
 * it takes none with a sub-query, and loses that one is restrictive.
 */
static void
protect(const Copying *copying, const char *name)
{
	const char *copy = object(copying->schema, name);
	const char *may = object(qshrink_schema(copying->namespace), "qshrink_may");

	execute(psprintf("ALTER TABLE %s ENABLE ROW LEVEL SECURITY", copy), SPI_OK_UTILITY);
	execute(psprintf("CREATE POLICY qshrink_owner ON %s USING (%s(owner)) WITH CHECK (%s(owner))", copy, may, may),
			SPI_OK_UTILITY);
}

/* The rows of a table that the caller sees, with its primary key and checks */
static void
copy_table(const Copying *copying, const char *name)
{
	const char *original = qshrink_table(copying->namespace, name);
	char	   *copy = psprintf("%s.%s", copying->schema, name);
	bool		is_null;
	int64		rows;

	execute(psprintf("CREATE TABLE %s (LIKE %s INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING COMMENTS)", copy, original),
			SPI_OK_UTILITY);
	execute(psprintf("SELECT pg_catalog.pg_get_constraintdef(c.oid) FROM pg_catalog.pg_constraint AS c"
					 " WHERE c.conrelid OPERATOR(pg_catalog.=) CAST(%s AS pg_catalog.regclass) AND c.contype OPERATOR(pg_catalog.=) 'p'",
					 quote_literal_cstr(original)), SPI_OK_SELECT);
	if (SPI_processed == 1)
		execute(psprintf("ALTER TABLE %s ADD %s", copy,
						 TextDatumGetCString(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &is_null))),
				SPI_OK_UTILITY);
	execute(psprintf("INSERT INTO %s SELECT * FROM %s", copy, original), SPI_OK_INSERT);
	rows = (int64) SPI_processed;
	protect(copying, name);
	distribute(copying, name);
	put_row(copying, name, rows);
}

/* Every problem as one value, for the pure form, and a table for what that finds */
static void
create_models(const Copying *copying)
{
	const char *own = qshrink_schema(copying->namespace);
	const char *model = object(copying->schema, "qshrink_model");
	int64		rows;

	execute(psprintf("CREATE TABLE %s (problem_id bigint PRIMARY KEY, name text, fingerprint text NOT NULL, model jsonb NOT NULL, owner %s NOT NULL)",
					 model, object(own, "qshrink_role")), SPI_OK_UTILITY);
	execute(psprintf("INSERT INTO %s SELECT p.problem_id, p.name, %s(p.problem_id), %s(p.problem_id), p.owner FROM %s AS p",
					 model, object(own, "qshrink_fingerprint"), object(own, "qshrink_model"),
					 qshrink_table(copying->namespace, "qshrink_problem")), SPI_OK_INSERT);
	rows = (int64) SPI_processed;
	protect(copying, "qshrink_model");
	distribute(copying, "qshrink_model");
	put_row(copying, "qshrink_model", rows);
	execute(psprintf("CREATE TABLE %s (problem_id bigint NOT NULL, seed bigint NOT NULL, label text NOT NULL DEFAULT '',"
					 " answer %s NOT NULL, PRIMARY KEY (problem_id, seed, label))",
					 object(copying->schema, "qshrink_answer"), object(own, "qshrink_answer_record")), SPI_OK_UTILITY);
	distribute(copying, "qshrink_answer");
	put_row(copying, "qshrink_answer", 0);
}

/* What qshrink_selection and qshrink_history say, as joins on problem_id without a function
 * that would query within a row: they are planned on shards */
static void
create_views(const Copying *copying)
{
	const char *schema = copying->schema;

	execute(psprintf("CREATE VIEW %s WITH (security_invoker = true) AS"
					 " SELECT s.problem_id, s.run_id, v.variable, v.keys FROM %s AS s"
					 " JOIN %s AS v ON v.problem_id OPERATOR(pg_catalog.=) s.problem_id"
					 " WHERE s.rank OPERATOR(pg_catalog.=) 1 AND s.feasible AND v.variable OPERATOR(pg_catalog.<) pg_catalog.length(s.assignment)"
					 " AND pg_catalog.get_bit(s.assignment, v.variable) OPERATOR(pg_catalog.=) 1",
					 object(schema, "qshrink_selection"), object(schema, "qshrink_solution"),
					 object(schema, "qshrink_variable")), SPI_OK_UTILITY);
	execute(psprintf("CREATE VIEW %s WITH (security_invoker = true) AS"
					 " SELECT r.run_id, r.problem_id, m.name AS problem, r.solver, r.status, r.stop_reason, r.n_variables, r.qubits, r.objective, r.bound,"
					 " %s(r.objective, r.bound) AS gap_to_bound, r.milliseconds, r.started_at,"
					 " r.fingerprint IS NULL OR r.fingerprint OPERATOR(pg_catalog.<>) m.fingerprint AS model_changed"
					 " FROM %s AS r JOIN %s AS m ON m.problem_id OPERATOR(pg_catalog.=) r.problem_id",
					 object(schema, "qshrink_history"), object(qshrink_schema(copying->namespace), "qshrink_gap"),
					 object(schema, "qshrink_run"), object(schema, "qshrink_model")), SPI_OK_UTILITY);
}

/* qshrink_distribute(schema name) -> setof (table_name, rows, distributed) */
Datum
qshrink_distribute(PG_FUNCTION_ARGS)
{
	Copying		copying = {.namespace = qshrink_namespace(fcinfo)};
	char	   *schema;

	qshrink_require_argument(fcinfo, 0, "schema");
	qshrink_require_writable(fcinfo, NULL);
	schema = NameStr(*PG_GETARG_NAME(0));
	if (get_namespace_oid(schema, false) == copying.namespace)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the copies cannot lie in the schema of the extension"),
				 errhint("Create a schema for them.")));
	InitMaterializedSRF(fcinfo, 0);
	copying.result = (ReturnSetInfo *) fcinfo->resultinfo;
	copying.schema = pstrdup(quote_identifier(schema));
	SPI_connect();
	copying.distribute = find_citus();
	for (int k = 0; k < (int) lengthof(copied); k++)
		copy_table(&copying, copied[k]);
	create_models(&copying);
	create_views(&copying);
	ereport(NOTICE,
			(errmsg("the copies in schema %s show a role the rows of problems whose owner's privileges it has", copying.schema),
			 errdetail("qshrink_answer has no owner: whoever may read it reads all of it."),
			 errhint("GRANT USAGE on the schema and SELECT on its tables to who is to read; what qshrink_grant allows does not count here.")));
	if (copying.distribute == NULL)
		ereport(NOTICE,
				(errmsg("the copies in schema %s are plain tables", copying.schema),
				 errdetail("The extension citus is not installed in this database.")));
	SPI_finish();
	return (Datum) 0;
}
