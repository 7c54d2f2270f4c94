/*
 * importer_internal.h
 *	  What the parsers of the formats share.
 *
 * A parser reads the scanner's content to its end into an empty import.  On
 * false it has complained through the scanner and may leave the import half
 * filled (the caller frees it), but no memory of its own.
 */
#ifndef QS_IMPORTER_INTERNAL_H
#define QS_IMPORTER_INTERNAL_H

#include "base/token.h"
#include "importer/importer.h"

extern bool qs_import_knapsack(QsScanner *scanner, QsImport *import);
extern bool qs_import_dimacs(QsScanner *scanner, QsImport *import);
extern bool qs_import_rudy(QsScanner *scanner, QsImport *import);
extern bool qs_import_assignment(QsScanner *scanner, QsImport *import);
extern bool qs_import_bqp(QsScanner *scanner, QsImport *import);
extern bool qs_import_qs(QsScanner *scanner, QsImport *import);
extern bool qs_import_qbsolv(QsScanner *scanner, QsImport *import);
extern bool qs_import_lp(QsScanner *scanner, QsImport *import);
extern bool qs_import_mps(QsScanner *scanner, QsImport *import);
extern bool qs_import_opb(QsScanner *scanner, QsImport *import);
extern bool qs_import_ising(QsScanner *scanner, QsImport *import);
extern bool qs_import_metis(QsScanner *scanner, QsImport *import);
extern bool qs_import_colouring(QsScanner *scanner, QsImport *import);

/* count empty problems in the import */
extern void qs_import_reserve(QsHost *host, QsImport *import, int count);

/* The binary form of what a reader stated becomes the problem's terms and rows. */
extern bool qs_import_rewrite(QsHost *host, QsImported *problem, QsError *error);

/* Terms read so far; grows by doubling */
typedef struct QsTermList
{
	QsTerm	   *items;
	int32_t    *line;			/* where each was read */
	int64_t		count;
	int64_t		capacity;
} QsTermList;

/* Room for the claimed number of terms, but never for more than the rest of the
 * content can hold at tokens per term. */
extern void qs_term_list_start(QsTermList *list, const QsScanner *scanner, int64_t claimed,
							   int tokens);
extern void qs_term_list_add(const QsScanner *scanner, QsTermList *list, int i, int j,
							 double coefficient);
extern void qs_term_list_free(QsHost *host, QsTermList *list);

/* Complain if a pair is in the list twice, in either order; base is what the
 * format counts from. */
extern bool qs_import_distinct(QsScanner *scanner, const QsTermList *list, int base);

/* The list's terms, made canonical, move to the problem; complains about sums
 * that are not finite and about more than QS_MAX_TERMS. */
extern bool qs_import_terms(QsScanner *scanner, QsTermList *list, QsImported *problem);

#endif
