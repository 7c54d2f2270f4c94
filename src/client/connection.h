/*
 * connection.h
 *	  Connections to the server and statements on them.
 *
 * Statements name the extension's objects as @extschema@.name, as its install script
 * does; values are always parameters.
 */
#ifndef QSHRINK_CLIENT_CONNECTION_H
#define QSHRINK_CLIENT_CONNECTION_H

#include <stdbool.h>

#include <libpq-fe.h>

#include "arguments.h"

typedef struct Connection
{
	PGconn	   *server;
	char	   *schema;			/* of the extension, quoted */
	char	   *extension_version;
	Target		target;			/* as it was asked for, to connect a second time */
	char	   *password;		/* as it was typed in; NULL: libpq knew it */
} Connection;

/* Most parameters of a statement */
#define MOST_PARAMETERS 64

/* Connect, or end the program with EXIT_CONNECTION; schema is NULL without the extension */
extern Connection connection_open(const Target *target);

/* The same, where the extension must be there: else EXIT_ERROR */
extern Connection connection_open_extension(const Target *target);

/* Another one to the same server; server is NULL where that fails, reason says why */
extern Connection connection_open_again(const Connection *first, char **reason);
extern void connection_close(Connection *connection);

/* The statement with the schema in its place; to be freed */
extern char *statement_text(const Connection *connection, const char *sql);

/*
 * Run a statement with parameters as text (NULL: null) and return its result, whatever
 * it is; or one with rows (or nothing to return), any error ending the program.
 */
extern PGresult *try_statement(Connection *connection, const char *sql, int count,
							   const char *const *value);
extern PGresult *run_statement(Connection *connection, const char *sql, int count,
							   const char *const *value);

/* Ask the server to cancel what the connection runs; a warning where that cannot be asked */
extern void cancel_statement(Connection *connection);

/* Whether a result is what was asked for */
extern bool result_is_good(const PGresult *result);

/* End the program with the server's error, EXIT_CONNECTION if the connection is gone */
extern _Noreturn void fail_by_server(Connection *connection, const PGresult *result);

/* Whether the extension has a function or relation of that name */
extern bool extension_has(Connection *connection, const char *name);

/* Field as text; NULL: null */
extern const char *field(const PGresult *result, int row, int column);
extern const char *field_or(const PGresult *result, int row, int column, const char *otherwise);

/* The problem that a name or number means, as text; else the program ends */
extern char *problem_of(Connection *connection, const char *word);

#endif
