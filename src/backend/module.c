/*
 * module.c
 *	  Entry point of the shared library.
 */
#include "compat.h"

#include "option_settings.h"
#include "utils/builtins.h"

PG_MODULE_MAGIC;

void		_PG_init(void);

void
_PG_init(void)
{
	qshrink_define_settings();
}

/* qshrink_version() -> text: the version this library was built as */
PG_FUNCTION_INFO_V1(qshrink_version);
Datum
qshrink_version(PG_FUNCTION_ARGS pg_attribute_unused())
{
	PG_RETURN_TEXT_P(cstring_to_text(QSHRINK_VERSION));
}
