/*
 * mps_line.c
 *	  Lines of the MPS format, by words or by columns.
 */
#include "importer/mps_line.h"

#include <string.h>

#include "base/excerpt.h"
#include "base/float_parse.h"
#include "importer/import_notes.h"

/* Lines between two interrupt points */
#define CHECK_EVERY		4096

/* Columns of the fixed format, from 0 */
static const int column[QS_MPS_FIELDS + 1] = {1, 4, 14, 24, 39, 49, 61};

static inline bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static QsToken
trimmed(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	while (at < end && is_blank(end[-1]))
		end--;
	return (QsToken) {at, (size_t) (end - at)};
}

static bool
split_words(QsScanner *scanner, const char *at, const char *end, QsMpsLine *line)
{
	line->fields = 0;
	for (;;)
	{
		const char *start;

		while (at < end && is_blank(*at))
			at++;
		if (at == end)
			return true;
		start = at;
		while (at < end && !is_blank(*at))
			at++;
		if (line->fields == QS_MPS_FIELDS)
			return qs_scan_fail(scanner, "more than %d fields", QS_MPS_FIELDS);
		line->field[line->fields++] = (QsToken) {start, (size_t) (at - start)};
	}
}

/* Field k lies between columns; the last ones may be absent. */
static void
split_columns(const char *at, const char *end, QsMpsLine *line)
{
	line->fields = QS_MPS_FIELDS;
	for (int k = 0; k < QS_MPS_FIELDS; k++)
	{
		const char *from = end - at > column[k] ? at + column[k] : end;
		const char *to = end - at > column[k + 1] ? at + column[k + 1] : end;

		line->field[k] = trimmed(from, to);
	}
}

bool
qs_mps_line(QsScanner *scanner, QsImported *problem, bool by_columns, QsMpsLine *line)
{
	for (; scanner->at < scanner->end; scanner->line++)
	{
		const char *at = scanner->at;
		const char *end = memchr(at, '\n', (size_t) (scanner->end - at));

		if (scanner->line % CHECK_EVERY == 0)
			qs_check(scanner->host);
		scanner->at = end ? end + 1 : scanner->end;
		if (end == NULL)
			end = scanner->end;
		if (*at == '*')
		{
			qs_import_best_in_comment(at, (size_t) (end - at), problem);
			continue;
		}
		if (trimmed(at, end).length == 0)
			continue;
		line->header = !is_blank(*at);
		if (by_columns && !line->header)
		{
			split_columns(at, end, line);
			return true;
		}
		return split_words(scanner, at, end, line);
	}
	return false;
}

bool
qs_mps_unexpected(QsScanner *scanner, const QsToken *token, const char *expected)
{
	char		found[QS_EXCERPT_SIZE];

	/* how far the content was read: to here */
	if (token->length > 0)
		scanner->at = token->text;
	if (token->length == 0)
		return qs_scan_fail(scanner, "expected %s but the line ends", expected);
	qs_excerpt(token->text, token->length, found);
	return qs_scan_fail(scanner, "expected %s but found \"%s\"", expected, found);
}

bool
qs_mps_number(QsScanner *scanner, const QsToken *token, const char *expected, bool infinite,
			  double *value)
{
	const char *at = token->text;
	const char *end = token->text + token->length;
	QsFloatStatus status = token->length == 0 ? QS_FLOAT_NONE : qs_float_parse(&at, end, value);
	char		first = token->length > 0 ? *token->text : '\0';

	if (status == QS_FLOAT_NONE || at != end)
		return qs_mps_unexpected(scanner, token, expected);
	if (infinite && status == QS_FLOAT_NOT_FINITE && end[-1] != 'n' && end[-1] != 'N')
		*value = first == '-' ? -INFINITY : INFINITY;
	else if (infinite && status == QS_FLOAT_OK && fabs(*value) >= 1e20)
		*value = *value > 0.0 ? INFINITY : -INFINITY;
	else if (status == QS_FLOAT_NOT_FINITE)
		return qs_mps_unexpected(scanner, token, expected);
	return true;
}
