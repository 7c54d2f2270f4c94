/*
 * solve_storing.c
 *	  Whether it is this library that writes the rows of a run.
 */
#include "compat.h"

#include "solve_storing.h"

PG_FUNCTION_INFO_V1(qshrink_is_storing);

static int	depth = 0;			/* of qshrink_while_storing() */

void
qshrink_while_storing(void (*step) (void *argument), void *argument)
{
	int			before = depth;

	depth = before + 1;
	PG_TRY();
	{
		step(argument);
	}
	PG_FINALLY();
	{
		depth = before;
	}
	PG_END_TRY();
}

/* qshrink_is_storing() -> boolean */
Datum
qshrink_is_storing(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	PG_RETURN_BOOL(depth > 0);
}
