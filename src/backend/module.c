/*
 * module.c
 *	  Entry point of the shared library.
 */
#include "compat.h"

#include "option_settings.h"

PG_MODULE_MAGIC;

void		_PG_init(void);

void
_PG_init(void)
{
	qshrink_define_settings();
}
