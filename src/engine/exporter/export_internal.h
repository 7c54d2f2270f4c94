/*
 * export_internal.h
 *	  Text that grows, and names that a format allows.
 */
#ifndef QS_EXPORT_INTERNAL_H
#define QS_EXPORT_INTERNAL_H

#include "base/name_table.h"
#include "exporter/exporter.h"

typedef struct QsExport
{
	QsHost	   *host;
	const QsFormulation *model; /* tidy */
	QsError    *error;
	char	   *text;
	size_t		length;
	size_t		capacity;
	size_t		line;			/* where the current line begins */
	QsNameTable names;			/* entry v: variable v */
	char	   *made;			/* text of names that were made */
} QsExport;

extern void qs_export_bytes(QsExport *export, const char *bytes, size_t length);
extern void qs_export_string(QsExport *export, const char *string);
extern void qs_export_number(QsExport *export, double value);
extern void qs_export_integer(QsExport *export, int64_t value);

/* "+ 3 " or "- 3 ", the number left out if it is 1 and bare is allowed; breaks long
 * lines first. */
extern void qs_export_coefficient(QsExport *export, double value, bool bare);

/* Set the error and return false. */
extern bool qs_export_fails(QsExport *export, const char *format, ...)
			__attribute__((format(printf, 2, 3)));

/* Names that the format allows, each once: as they are where allowed says so, else with
 * other bytes replaced, else prefix and number.  table gets count entries in order; returns the text of the made
 * names, which must live as long. */
typedef bool (*QsNameAllowed) (const char *name, size_t length);
extern char *qs_export_make_names(QsExport *export, bool rows, char prefix, QsNameAllowed allowed,
								  QsNameTable *table);
extern void qs_export_name(QsExport *export, const QsNameTable *table, int k);

/* Terms of the objective or of a row */
typedef struct QsExportTerms
{
	const QsExpressions *expressions;
	int64_t		start;
	int64_t		end;
	int64_t		product_start;
	int64_t		product_end;
} QsExportTerms;

extern QsExportTerms qs_export_objective(const QsFormulation *model);
extern QsExportTerms qs_export_row(const QsFormulation *model, int row);

/* What a format cannot hold: false with a complaint */
extern bool qs_export_refuse_prices(QsExport *export);
extern bool qs_export_refuse_degrees(QsExport *export);	/* above 2 */
extern bool qs_export_require_binary(QsExport *export);
extern bool qs_export_require_no_rows(QsExport *export);

/* The writers */
extern bool qs_export_lp(QsExport *export);
extern bool qs_export_mps(QsExport *export);
extern bool qs_export_opb(QsExport *export);
extern bool qs_export_qs(QsExport *export);
extern bool qs_export_qbsolv(QsExport *export);
extern bool qs_export_ising(QsExport *export);

#endif
