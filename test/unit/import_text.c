/*
 * import_text.c
 *	  Reading a content that must be accepted, or must be refused.
 */
#include "import_text.h"

#include <string.h>

QsImport *
import_text(QsHost *host, const char *content, QsFormat format)
{
	QsImport   *import;
	QsError		error;

	if (qs_import(host, content, strlen(content), format, &import, &error) != QS_OK)
		fail_msg("%s: %s", content, error.message);
	return import;
}

void
refuse(QsHost *host, const char *content, QsFormat format, int line, const char *part)
{
	QsImport   *import;
	QsError		error;

	if (qs_import(host, content, strlen(content), format, &import, &error) == QS_OK)
		fail_msg("%s: was read", content);
	assert_null(import);
	if (strstr(error.message, part) == NULL || error.line != line)
		fail_msg("%s: line %d, %s", content, error.line, error.message);
	assert_int_equal(host->memory_used, 0);
}
