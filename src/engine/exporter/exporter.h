/*
 * exporter.h
 *	  Writers of the formats in which models are exchanged.
 */
#ifndef QS_EXPORTER_H
#define QS_EXPORTER_H

#include "base/names.h"
#include "formulation/formulation.h"
#include "model/model.h"

typedef enum QsExportFormat
{
	QS_EXPORT_LP,				/* CPLEX LP */
	QS_EXPORT_MPS,				/* free MPS, with QUADOBJ, QCMATRIX and INDICATORS where needed */
	QS_EXPORT_OPB,				/* binary variables x1, x2, ..., whole numbers */
	QS_EXPORT_QS,				/* QOBLIB: no rows */
	QS_EXPORT_QBSOLV,			/* no rows */
	QS_EXPORT_ISING,			/* Pauli Z strings with coefficients: no rows */
	QS_EXPORT_MODEL_JSON		/* in the list only: written by the backend */
} QsExportFormat;

extern const QsNames qs_export_names;

/*
 * Write the model; *text is zero-terminated and in host memory, *length without the zero
 * byte.  Reading it gives the same model: numbers are the shortest decimals that read
 * back.  In names that the format does not allow, _ replaces all but letters and digits, with
 * an x (rows: a c) in front where they begin with a digit; those that others have already
 * give way to x1, x2, ... (c1, c2, ...).  QS_UNSUPPORTED with error->message saying what the format cannot
 * hold: rows, integers, prices, products.  O(terms), ising: O(terms * variables).
 */
extern QsStatus qs_export(QsHost *host, const QsFormulation *model, QsExportFormat format,
						  char **text, size_t *length, QsError *error);

/* Names of the variables and rows of a binary model; a length of 0: none.  The text must
 * stay until the next call. */
typedef struct QsNaming
{
	const char *(*variable) (void *context, int variable, size_t *length);
	const char *(*row) (void *context, int row, size_t *length);
	void	   *context;
} QsNaming;

/* A binary quadratic model with linear rows as a stated one; naming may be NULL. */
extern QsFormulation *qs_formulation_of_binary(QsHost *host, int n, bool maximise, double constant,
											   const QsTerm *terms, int64_t term_count,
											   const QsRow *rows, int row_count,
											   const QsNaming *naming);

/* To which integer every bit belongs: value = lower[v] + sum of weight * bit over the bits
 * that v owns, which lie together, in the order of their integers */
typedef struct QsBits
{
	int			variables;
	const int32_t *owner;		/* n */
	const double *weight;		/* n */
	const double *lower;		/* variables */
} QsBits;

/*
 * The same with integers instead of their bits (naming->variable names these); row r is
 * rows[r].  NULL if terms or rows say something of single bits, so that only the binary
 * model is to be had.  O(n + terms + nonzeros), logarithms apart.
 */
extern QsFormulation *qs_formulation_fold(QsHost *host, const QsBits *bits, int n, bool maximise,
										  double constant, const QsTerm *terms, int64_t term_count,
										  const QsRow *rows, int row_count, const QsNaming *naming);

#endif
