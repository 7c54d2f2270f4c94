/*
 * problem_import_names.h
 *	  What the variables and rows of an imported model are called, and what there is to say.
 */
#ifndef QSHRINK_PROBLEM_IMPORT_NAMES_H
#define QSHRINK_PROBLEM_IMPORT_NAMES_H

#include "importer/importer.h"
#include "problem_formulation.h"

/*
 * Keys and labels from the names of a content that states a model; what has no name, too
 * long a one or that of another is called by its number.  *notes: what the reader had to
 * say and what the binary form costs, a line each; NULL: nothing.
 */
extern QshrinkStatedNames qshrink_imported_names(const QsImported *imported, QsFormat format,
												 const char **notes);

#endif
