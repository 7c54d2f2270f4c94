/*
 * importer.h
 *	  Parsers of the public instance formats.
 */
#ifndef QS_IMPORTER_H
#define QS_IMPORTER_H

#include "base/names.h"
#include "formulation/binary_form.h"
#include "model/model.h"

typedef enum QsFormat
{
	QS_FORMAT_AUTO,
	QS_FORMAT_ORLIB_MKNAP,		/* one or many instances; and `n m optimum` in front */
	QS_FORMAT_DIMACS,			/* p edge | p col: a maximum independent set problem */
	QS_FORMAT_QAPLIB,
	QS_FORMAT_RUDY,				/* max-cut: n m, then i j w */
	QS_FORMAT_BQP,				/* n nonzeros, then i j c; maximise x'Qx */
	QS_FORMAT_QBSOLV,			/* p qubo 0 n d c, 0-based, minimise */
	QS_FORMAT_QS,				/* QOBLIB: as bqp, but minimise */
	QS_FORMAT_LP,				/* CPLEX LP */
	QS_FORMAT_MPS,				/* fixed or free */
	QS_FORMAT_OPB,				/* pseudo-Boolean, weighted (wbo) too */
	QS_FORMAT_METIS,			/* n m [format], neighbours line by line: an independent set problem */
	QS_FORMAT_ISING,			/* Pauli Z strings with coefficients; minimise */
	QS_FORMAT_DIMACS_COL,		/* p edge | p col: colour the vertices; only when asked for */
	QS_FORMAT_MODEL_JSON		/* recognised here, parsed by the backend's JSON parser */
} QsFormat;

/* The one list of formats, and a format by its name and back */
extern const QsNames qs_format_names;
extern bool qs_format(const char *name, QsFormat *format);
extern const char *qs_format_name(QsFormat format);

/* Lines of text */
typedef struct QsNotes
{
	char	   *text;			/* zero-terminated, NULL: none */
	size_t		length;
	size_t		capacity;
	int			count;
} QsNotes;

/* One imported problem, in the shape the tables store. */
typedef struct QsImported
{
	char		name[64];		/* from the file if it names its instances, else "" */
	bool		maximise;
	int			n;
	double		offset;
	QsTerm	   *terms;			/* canonical; NULL for an assignment */
	int64_t		term_count;
	int			order;			/* assignment: matrices, else 0 */
	double	   *flow;
	double	   *distance;
	double	   *cost;			/* linear costs of an assignment, or NULL */
	int			rows;
	QsRow	   *row;			/* variables and coefficients of all rows lie in one block
								 * each, which row[0] heads; a row may be empty */
	bool		has_best;
	double		best_known;		/* in the user's sense */
	QsFormulation *stated;		/* as the content states it, with names, or NULL; then */
	QsBinaryForm *form;			/* the terms and rows above are those of this form */
	QsNotes		notes;
} QsImported;

typedef struct QsImport
{
	QsFormat	format;			/* the one that parsed */
	int			count;
	QsImported *problem;
} QsImport;

/*
 * Parse content (length bytes, need not be zero-terminated, NUL bytes are an
 * error; a byte order mark is passed over).  A sense or offset that the comments
 * state is obeyed, see importer_statement.h.  AUTO accepts only if all formats that
 * parse it to its last token read the same problems; otherwise the error lists the
 * candidates, or quotes the format that came furthest.  Entries i j c that state
 * no sense are both bqp and qs, without a diagonal entry rudy as well, and must be
 * named.  Any bytes give QS_OK or QS_INVALID with
 * *out NULL and error->message naming line and token.  Sizes that a header claims
 * are held against the content before memory is asked for: memory stays
 * proportional to length (and a graph's isolated vertices, 2^20 at most beyond
 * 16 a byte).  model-json gives QS_OK without problems.  O(length).
 */
extern QsStatus qs_import(QsHost *host, const char *content, size_t length,
						  QsFormat format, QsImport **out, QsError *error);

/* The same with a sense that overrules what the content or the format says: 1 to
 * maximise, -1 to minimise, 0 for theirs. */
extern QsStatus qs_import_with_sense(QsHost *host, const char *content, size_t length,
									 QsFormat format, int sense, QsImport **out, QsError *error);

extern void qs_import_free(QsHost *host, QsImport *import);

#endif
