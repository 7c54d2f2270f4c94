/*
 * importer_evidence.c
 *	  What tells a weighted graph from a quadratic form, both lists of triples.
 */
#include "importer/importer_evidence.h"

#include <ctype.h>
#include <string.h>

/* The chance of an empty diagonal is below exp(-twice the entries / variables). */
#define DENSE	10

static const struct
{
	const char *word;
	QsFormat	format;
} words[] = {
	{"max-cut", QS_FORMAT_RUDY}, {"maxcut", QS_FORMAT_RUDY}, {"max cut", QS_FORMAT_RUDY},
	{"rudy", QS_FORMAT_RUDY}, {"gset", QS_FORMAT_RUDY}, {"g-set", QS_FORMAT_RUDY},
	{"biq mac", QS_FORMAT_RUDY}, {"biqmac", QS_FORMAT_RUDY}, {"bqp", QS_FORMAT_BQP},
	{"boolean quadratic", QS_FORMAT_BQP}, {"qubo", QS_FORMAT_BQP}, {"beasley", QS_FORMAT_BQP},
	{"qoblib", QS_FORMAT_QS},
};

#define WORDS	(sizeof(words) / sizeof(words[0]))

/* Does the word stand at the text, in any case, and alone? */
static bool
stands_at(const char *text, const char *end, const char *word)
{
	for (; *word; word++, text++)
		if (text == end || tolower((unsigned char) *text) != *word)
			return false;
	return text == end || !isalnum((unsigned char) *text);
}

/* The one format a comment names; AUTO: none, or several */
static QsFormat
named_in(const char *text, const char *end, QsFormat named)
{
	for (const char *at = text; at < end; at++)
		for (size_t k = 0; k < WORDS; k++)
		{
			if ((at > text && isalnum((unsigned char) at[-1])) || !stands_at(at, end, words[k].word))
				continue;
			if (named != QS_FORMAT_AUTO && named != words[k].format)
				return QS_FORMAT_MODEL_JSON;
			named = words[k].format;
		}
	return named;
}

QsFormat
qs_import_evidence(const QsScanner *scanner, bool may_be_graph)
{
	QsScanner	at = *scanner;
	QsError		ignored;
	QsFormat	named = QS_FORMAT_AUTO;
	int			n = 0;
	int64_t		entries = 0;

	at.by_line = true;
	at.error = &ignored;
	while (qs_scan_line(&at, '\0') && *at.at == '#')
	{
		const char *end = memchr(at.at, '\n', (size_t) (at.end - at.at));

		if (end == NULL)
			end = at.end;
		named = named == QS_FORMAT_MODEL_JSON ? named : named_in(at.at, end, named);
		at.at = end;
	}
	if (named == QS_FORMAT_MODEL_JSON || (named == QS_FORMAT_RUDY && !may_be_graph))
		return QS_FORMAT_AUTO;
	if (named != QS_FORMAT_AUTO || !may_be_graph)
		return named;
	if (!qs_scan_int(&at, "", 1, QS_MAX_VARIABLES, &n) ||
		!qs_scan_integer(&at, "", 0, QS_MAX_TERMS, &entries))
		return QS_FORMAT_AUTO;
	return 2 * entries >= (int64_t) DENSE * n ? QS_FORMAT_RUDY : QS_FORMAT_AUTO;
}
