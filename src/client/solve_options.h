/*
 * solve_options.h
 *	  The options of qshrink_solve on the command line, as the server lists them
 *	  (qshrink_options()): none is named here.
 */
#ifndef QSHRINK_CLIENT_SOLVE_OPTIONS_H
#define QSHRINK_CLIENT_SOLVE_OPTIONS_H

#include "arguments.h"
#include "connection.h"
#include "text.h"

typedef struct SolveOptions
{
	Option	   *option;			/* for arguments_read, ends with a NULL name */
	char	  **kind;			/* of each, as qshrink_options() says */
	bool	   *is_argument;	/* of qshrink_solve; otherwise a key of its options */
	int			count;
} SolveOptions;

/* A call of qshrink_solve: the list behind the problem, and the values of its parameters */
typedef struct SolveCall
{
	Text		list;			/* ", solver => $2, ..." */
	char	   *value[MOST_PARAMETERS];
	int			count;			/* $1 is the problem */
} SolveCall;

extern SolveOptions solve_options_read(Connection *connection);
extern void solve_options_free(SolveOptions *options);

/* Ends the program with EXIT_USAGE for a value that is none */
extern SolveCall solve_call(const SolveOptions *options, const Arguments *arguments, const char *problem_id);
extern void solve_call_free(SolveCall *call);

/* The same as one JSON object: arguments and options together, as tasks keep settings */
extern void solve_settings_json(const SolveOptions *options, const Arguments *arguments, Text *json);

/* "solver: qaoa, tabu, ..." lines for the help */
extern void solve_options_print(Connection *connection);

#endif
