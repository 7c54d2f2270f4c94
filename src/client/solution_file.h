/*
 * solution_file.h
 *	  Solutions as files have them: names and values.
 */
#ifndef QSHRINK_CLIENT_SOLUTION_FILE_H
#define QSHRINK_CLIENT_SOLUTION_FILE_H

#include <stdbool.h>

#include "text.h"

typedef struct SolutionFile
{
	char	   *bits;			/* a bit for each variable; NULL: names and values */
	Text		pairs;			/* [["name", "value"], ...] as JSON */
	int			count;
	char	   *objective;		/* what the file says it is worth; NULL: nothing */
} SolutionFile;

/*
 * Read what `qshrink solve` prints (--csv, --json), lines "name value" as SCIP, Gurobi and
 * MIPLIB write them, those of CBC, or bits.  Ends the program with EXIT_ERROR for anything
 * else.
 */
extern SolutionFile solution_file_read(const char *path, const char *content);
extern void solution_file_free(SolutionFile *solution);

#endif
