/*
 * trace.c
 *	  Lines of a trace.
 */
#include "base/trace.h"

#include <stdarg.h>
#include <stdio.h>

#define LINE	1000

void
qs_trace(QsHost *host, const char *format, ...)
{
	char		line[LINE];
	va_list		arguments;

	if (host->trace == NULL)
		return;
	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	host->trace(host->context, line);
}
