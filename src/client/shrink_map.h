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
	STAYS,						/* its group is a variable of the shrunk problem */
	FIXED,						/* to a value */
	ELIMINATED					/* decided only when the others are known */
} VariableFate;

/* Groups of variables that are equal or opposite to each other */
typedef struct ShrinkMap
{
	int			count;
	VariableFate *fate;
	int		   *first;			/* the first variable of its group, itself perhaps */
	bool	   *opposite;		/* to that one; if fixed: to 0, so it is 1 */
} ShrinkMap;

/* Of presolve and the best round; count is the problem's number of variables */
extern ShrinkMap shrink_map_read(Connection *connection, const char *problem_id, const char *run_id, int count);
extern void shrink_map_free(ShrinkMap *map);

#endif
