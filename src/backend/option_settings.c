/*
 * option_settings.c
 *	  Defines the qshrink.* configuration parameters that the table of options has, and
 *	  reserves the prefix.
 */
#include "compat.h"

#include "utils/guc.h"
#include "utils/memutils.h"

#include "option_settings.h"
#include "option_table.h"

/* A list as the server wants it; the parameter keeps it for good. */
static const struct config_enum_entry *
enum_entries(const QsNames *names)
{
	struct config_enum_entry *entries =
		MemoryContextAllocZero(TopMemoryContext, (names->count + 1) * sizeof(*entries));

	for (int k = 0; k < names->count; k++)
	{
		const QsName *entry = qs_name_at(names, k);

		entries[k] = (struct config_enum_entry) {entry->name, entry->value, false};
	}
	return entries;
}

/* The value a parameter begins with */
static double
initial_value(const QshrinkOption *option)
{
	QshrinkOptions initial = qshrink_option_initial();
	const char *field = (const char *) &initial + option->offset;

	if (!qshrink_option_has_field(option))
		return option->initial;
	switch (option->kind)
	{
		case QSHRINK_BOOLEAN:
			return *(const bool *) field;
		case QSHRINK_INTEGER:
		case QSHRINK_NAME:
			return *(const int *) field;
		default:
			return *(const double *) field;
	}
}

static void
define_setting(const QshrinkOption *option)
{
	char	   *name = psprintf("qshrink.%s", option->name);
	char	   *help = MemoryContextStrdup(TopMemoryContext, option->help);
	GucContext	context = option->given & QSHRINK_SUPERUSER ? PGC_SUSET : PGC_USERSET;
	double		initial = initial_value(option);
	double		scale = option->kind == QSHRINK_INTERVAL ? 1000.0 : 1.0;

	help[0] = pg_toupper((unsigned char) help[0]);
	switch (option->kind)
	{
		case QSHRINK_BOOLEAN:
			DefineCustomBoolVariable(name, help, NULL, option->setting, initial != 0.0,
									 context, option->unit, NULL, NULL, NULL);
			break;
		case QSHRINK_INTEGER:
			DefineCustomIntVariable(name, help, NULL, option->setting, (int) initial,
									(int) option->least, (int) option->most,
									context, option->unit, NULL, NULL, NULL);
			break;
		case QSHRINK_NAME:
			DefineCustomEnumVariable(name, help, NULL, option->setting, (int) initial,
									 enum_entries(option->names), context, option->unit,
									 NULL, NULL, NULL);
			break;
		default:
			DefineCustomRealVariable(name, help, NULL, option->setting, initial * scale,
									 option->least * scale, option->most * scale,
									 context, option->unit, NULL, NULL, NULL);
			break;
	}
}

void
qshrink_define_settings(void)
{
	for (int k = 0; k < qshrink_option_count; k++)
		if (qshrink_option[k].given & QSHRINK_SETTING)
			define_setting(&qshrink_option[k]);
	MarkGUCPrefixReserved("qshrink");
}
