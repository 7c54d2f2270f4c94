/*
 * shrink_map.h
 *	  What the steps of a run made of each variable.
 */
#ifndef QSHRINK_CLIENT_SHRINK_MAP_H
#define QSHRINK_CLIENT_SHRINK_MAP_H

#include <stdbool.h>

#include "connection.h"

typedef enum VariableFate
{
	STAYS,						/* a variable of the shrunk problem */
	MERGED,						/* equal or opposite to another one */
	FIXED,						/* to a value */
	ELIMINATED					/* decided only when the others are known */
} VariableFate;

typedef struct ShrinkMap
{
	int			count;
	VariableFate *fate;			/* where the chain of merges ends */
	int		   *root;			/* the variable there; itself if it stays */
	bool	   *opposite;		/* 1 - root; if fixed: to 1 */
} ShrinkMap;

/* Of presolve and the best round; count is the problem's number of variables */
extern ShrinkMap shrink_map_read(Connection *connection, const char *problem_id, const char *run_id, int count);
extern void shrink_map_free(ShrinkMap *map);

#endif
