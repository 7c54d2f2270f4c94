/*
 * import_notes.h
 *	  What a reader has to say about a content it accepted: names it dropped, an
 *	  offset of the objective, assumptions; and the best value that comments state.
 */
#ifndef QS_IMPORT_NOTES_H
#define QS_IMPORT_NOTES_H

#include "importer/importer.h"

/* Add a line to the notes of a problem; beyond the first dozens they are counted only. */
extern void qs_import_note(QsHost *host, QsImported *problem, const char *format, ...)
			__attribute__((format(printf, 3, 4)));

/* The same about a name of the content: format holds one %s for it */
extern void qs_import_note_name(QsHost *host, QsImported *problem, const char *format,
								const char *name, size_t length);

/*
 * Look for the best value known in a comment: "best soln", "best solution", "best known",
 * "optimum", "optimal value", "optimal objective" or "objective value", then a mark
 * (: or =), then a number.  The first comment that states one counts.  O(length).
 */
extern void qs_import_best_in_comment(const char *comment, size_t length, QsImported *problem);

#endif
