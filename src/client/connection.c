/*
 * connection.c
 *	  Connections to the server and statements on them.
 */
#include "connection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "password.h"

/* A session whose settings cannot change what our statements mean */
static const char session_settings[] =
	"SELECT pg_catalog.set_config('search_path', '', false),"
	" pg_catalog.set_config('DateStyle', 'ISO', false),"
	" pg_catalog.set_config('IntervalStyle', 'postgres', false),"
	" pg_catalog.set_config('bytea_output', 'hex', false),"
	" pg_catalog.set_config('extra_float_digits', '1', false),"
	/* statements of a page run once: compiling them costs more than it gains */
	" pg_catalog.set_config('jit', 'off', false)";

static const char extension_place[] =
	"SELECT pg_catalog.quote_ident(n.nspname), e.extversion"
	" FROM pg_catalog.pg_extension AS e"
	" JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace"
	" WHERE e.extname = 'qshrink'";

/* Notices in one line each, on standard error */
static void
receive_notice(void *context, const PGresult *result)
{
	char	   *line = server_error(NULL, result);
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY);

	(void) context;
	warn("%s: %s", severity ? severity : "NOTICE", line);
	free(line);
}

static PGconn *
connect_once(const Target *target, const char *password)
{
	const char *keyword[] = {"host", "port", "user", "password", "dbname", "client_encoding",
	"fallback_application_name", NULL};
	const char *value[] = {target->host, target->port, target->user, password, target->database,
	"UTF8", "qshrink", NULL};

	return PQconnectdbParams(keyword, value, 1);
}

static void
prepare_session(Connection *connection)
{
	PGresult   *result;

	PQsetNoticeReceiver(connection->server, receive_notice, NULL);
	result = PQexec(connection->server, session_settings);
	if (!result_is_good(result))
		fail_by_server(connection, result);
	PQclear(result);
}

Connection
connection_open(const Target *target)
{
	Connection	connection = {.target = *target};
	PGresult   *result;

	connection.server = connect_once(target, NULL);
	if (PQstatus(connection.server) == CONNECTION_BAD &&
		PQconnectionNeedsPassword(connection.server) && !target->no_password)
	{
		connection.password = password_ask(PQuser(connection.server));
		if (connection.password)
		{
			PQfinish(connection.server);
			connection.server = connect_once(target, connection.password);
		}
	}
	if (PQstatus(connection.server) == CONNECTION_BAD)
		fail_by_server(&connection, NULL);
	prepare_session(&connection);
	result = PQexec(connection.server, extension_place);
	if (!result_is_good(result))
		fail_by_server(&connection, result);
	if (PQntuples(result) == 1)
	{
		connection.schema = copy_text(PQgetvalue(result, 0, 0));
		connection.extension_version = copy_text(PQgetvalue(result, 0, 1));
	}
	PQclear(result);
	return connection;
}

Connection
connection_open_extension(const Target *target)
{
	Connection	connection = connection_open(target);

	if (connection.schema == NULL)
		fail(EXIT_ERROR, "database \"%s\" has no extension qshrink; hint: psql -d %s -c 'CREATE EXTENSION qshrink'",
			 PQdb(connection.server), PQdb(connection.server));
	return connection;
}

Connection
connection_open_again(const Connection *first, char **reason)
{
	Connection	connection = {.target = first->target};

	*reason = NULL;
	connection.server = connect_once(&first->target, first->password);
	if (PQstatus(connection.server) == CONNECTION_BAD)
	{
		*reason = server_error(connection.server, NULL);
		PQfinish(connection.server);
		connection.server = NULL;
		return connection;
	}
	prepare_session(&connection);
	if (first->schema)
		connection.schema = copy_text(first->schema);
	if (first->extension_version)
		connection.extension_version = copy_text(first->extension_version);
	if (first->password)
		connection.password = copy_text(first->password);
	return connection;
}

void
connection_close(Connection *connection)
{
	PQfinish(connection->server);
	free(connection->schema);
	free(connection->extension_version);
	free(connection->password);
	*connection = (Connection) {0};
}

char *
statement_text(const Connection *connection, const char *sql)
{
	static const char place[] = "@extschema@";
	Text		text = {0};
	const char *found;

	while ((found = strstr(sql, place)) != NULL)
	{
		text_append_bytes(&text, sql, (size_t) (found - sql));
		text_append(&text, connection->schema);
		sql = found + sizeof(place) - 1;
	}
	text_append(&text, sql);
	return text.data;
}

bool
result_is_good(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_SINGLE_TUPLE;
}

PGresult *
try_statement(Connection *connection, const char *sql, int count, const char *const *value)
{
	char	   *text = statement_text(connection, sql);
	PGresult   *result = PQexecParams(connection->server, text, count, NULL, value, NULL, NULL, 0);

	free(text);
	return result;
}

PGresult *
run_statement(Connection *connection, const char *sql, int count, const char *const *value)
{
	PGresult   *result = try_statement(connection, sql, count, value);

	if (!result_is_good(result))
		fail_by_server(connection, result);
	return result;
}

_Noreturn void
fail_by_server(Connection *connection, const PGresult *result)
{
	bool		lost = PQstatus(connection->server) == CONNECTION_BAD;

	fail(lost ? EXIT_CONNECTION : EXIT_ERROR, "%s", server_error(connection->server, result));
}

bool
extension_has(Connection *connection, const char *name)
{
	static const char sql[] =
		"SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS d"
		" JOIN pg_catalog.pg_extension AS e ON e.oid = d.refobjid"
		" AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass"
		" LEFT JOIN pg_catalog.pg_proc AS p ON p.oid = d.objid"
		" AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass"
		" LEFT JOIN pg_catalog.pg_class AS c ON c.oid = d.objid"
		" AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass"
		" WHERE e.extname = 'qshrink'"
		" AND $1 = ANY (ARRAY[p.proname, c.relname]::text[]))";
	PGresult   *result = run_statement(connection, sql, 1, &name);
	bool		has = PQgetvalue(result, 0, 0)[0] == 't';

	PQclear(result);
	return has;
}

const char *
field(const PGresult *result, int row, int column)
{
	return PQgetisnull(result, row, column) ? NULL : PQgetvalue(result, row, column);
}

const char *
field_or(const PGresult *result, int row, int column, const char *otherwise)
{
	const char *value = field(result, row, column);

	return value ? value : otherwise;
}

static bool
is_number(const char *word)
{
	size_t		digits = strspn(word, "0123456789");

	return digits > 0 && digits < 19 && word[digits] == '\0';
}

char *
problem_of(Connection *connection, const char *word)
{
	PGresult   *result;
	char	   *id;

	if (is_number(word))
	{
		result = run_statement(connection, "SELECT p.problem_id FROM @extschema@.qshrink_problem AS p"
							   " WHERE p.problem_id = $1::bigint", 1, &word);
		if (PQntuples(result) == 1)
		{
			PQclear(result);
			return copy_text(word);
		}
		PQclear(result);
	}
	result = run_statement(connection, "SELECT @extschema@.qshrink_id($1)", 1, &word);
	id = copy_text(field_or(result, 0, 0, ""));
	PQclear(result);
	return id;
}

void
cancel_statement(Connection *connection)
{
	PGcancel   *handle = PQgetCancel(connection->server);
	char		reason[256];

	if (handle && !PQcancel(handle, reason, (int) sizeof(reason)))
		warn("could not cancel: %s", reason);
	PQfreeCancel(handle);
}
