/*
 * arguments.h
 *	  Reading the command line by a table of options.
 */
#ifndef QSHRINK_CLIENT_ARGUMENTS_H
#define QSHRINK_CLIENT_ARGUMENTS_H

#include <stdbool.h>

typedef struct Option
{
	const char *name;			/* long name; a table ends with NULL */
	char		letter;			/* 0: it has none */
	const char *value;			/* what the help calls its value; NULL: a flag */
	const char *help;
	bool		value_may_lack; /* alone it stands for "true", --no-NAME for "false" */
} Option;

/* Everything that was given, in its order */
typedef struct Given
{
	const Option *option;		/* NULL: a word that is no option */
	const char *value;			/* the word, or the option's value; NULL: a flag */
} Given;

typedef struct Arguments
{
	Given	   *given;
	int			count;
} Arguments;

/* Where the server is, and what it is talked about; every command takes these */
typedef struct Target
{
	const char *host;
	const char *port;
	const char *user;
	const char *database;
	bool		no_password;	/* never ask for one */
	bool		quiet;
} Target;

extern const Option target_options[];

/*
 * Read words by two tables (one may be NULL) after those of every command.  What is in
 * none of them ends the program with EXIT_USAGE.
 */
extern Arguments arguments_read(const char *command, int words, char **word,
								const Option *own, const Option *more);

/* The target alone, before the tables of a command are known: unknown options pass */
extern Target arguments_target(int words, char **word);

/* Where the first word that is no option stands, the command; -1: there is none */
extern int	arguments_command(int words, char **word);

/* The last value given for an option; NULL: not given.  A flag's value is "". */
extern const char *argument(const Arguments *arguments, const char *name);
extern bool argument_given(const Arguments *arguments, const char *name);

/* Word k that is no option; NULL: there are not so many */
extern const char *argument_word(const Arguments *arguments, int k);
extern int	argument_words(const Arguments *arguments);

/* A whole number between bounds, or the program ends with EXIT_USAGE */
extern long argument_number(const Arguments *arguments, const char *name, long otherwise,
							long least, long most);

/* Ends the program unless between least and most words were given (most < 0: any) */
extern void arguments_expect(const char *command, const Arguments *arguments, int least, int most);

#endif
