/*
 * importer_terms.c
 *	  Lists of terms as a format gives them, and what becomes of them.
 */
#include "importer/importer_internal.h"

#include <math.h>

/* Terms between two interrupt points */
#define CHECK_EVERY		65536

void
qs_term_list_start(QsTermList *list, const QsScanner *scanner, int64_t claimed, int tokens)
{
	int64_t		most = (int64_t) (scanner->end - scanner->at) / (2 * tokens) + 1;

	list->count = 0;
	list->capacity = claimed < most ? claimed : most;
	list->items = QS_ARRAY(scanner->host, QsTerm, list->capacity);
	list->line = QS_ARRAY(scanner->host, int32_t, list->capacity);
}

void
qs_term_list_add(const QsScanner *scanner, QsTermList *list, int i, int j, double coefficient)
{
	if (list->count == list->capacity)
	{
		size_t		old = (size_t) list->capacity;

		list->capacity = list->capacity * 2 + 16;
		list->items = qs_realloc(scanner->host, list->items, old, (size_t) list->capacity,
								 sizeof(QsTerm));
		list->line = qs_realloc(scanner->host, list->line, old, (size_t) list->capacity,
								sizeof(int32_t));
	}
	list->line[list->count] = scanner->line;
	list->items[list->count++] = (QsTerm) {i, j, coefficient};
}

void
qs_term_list_free(QsHost *host, QsTermList *list)
{
	qs_free(host, list->items);
	qs_free(host, list->line);
}

static bool
same_pair(const QsTerm *a, const QsTerm *b)
{
	return (a->i == b->i && a->j == b->j) || (a->i == b->j && a->j == b->i);
}

/* Point at the second of two terms of one pair. */
static bool
complain_twice(QsScanner *scanner, const QsTermList *list, const QsTerm *pair, int base)
{
	int64_t		first = 0,
				second;

	while (!same_pair(&list->items[first], pair))
		first++;
	second = first + 1;
	while (!same_pair(&list->items[second], pair))
		second++;
	scanner->line = list->line[second];
	return qs_scan_fail(scanner, "entry %d %d was given before, on line %d",
						list->items[second].i + base, list->items[second].j + base,
						list->line[first]);
}

bool
qs_import_distinct(QsScanner *scanner, const QsTermList *list, int base)
{
	QsHost	   *host = scanner->host;
	QsTerm	   *sorted = QS_ARRAY(host, QsTerm, list->count);
	int64_t		distinct;
	bool		good = true;

	/* terms of coefficient one sum up to how often each pair occurs */
	for (int64_t k = 0; k < list->count; k++)
	{
		sorted[k] = (QsTerm) {list->items[k].i, list->items[k].j, 1.0};
		if (k % CHECK_EVERY == 0)
			qs_check(host);
	}
	distinct = qs_terms_add_up_decimals(host, sorted, list->count);
	for (int64_t k = 0; k < distinct && good && distinct < list->count; k++)
		if (sorted[k].coefficient > 1.0)
			good = complain_twice(scanner, list, &sorted[k], base);
	qs_free(host, sorted);
	return good;
}

bool
qs_import_terms(QsScanner *scanner, QsTermList *list, QsImported *problem)
{
	problem->terms = list->items;
	list->items = NULL;
	problem->term_count = qs_terms_add_up_decimals(scanner->host, problem->terms, list->count);
	if (problem->term_count > QS_MAX_TERMS)
		return qs_scan_fail(scanner, "the objective would have %lld terms, more than the limit of %d",
							(long long) problem->term_count, QS_MAX_TERMS);
	for (int64_t k = 0; k < problem->term_count; k++)
		if (!isfinite(problem->terms[k].coefficient))
			return qs_scan_fail(scanner, "the coefficients of a variable or pair sum up to more "
								"than double precision holds");
	return true;
}
