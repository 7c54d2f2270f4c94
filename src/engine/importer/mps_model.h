/*
 * mps_model.h
 *	  What an MPS file says, column by column, and the stated model it makes.
 */
#ifndef QS_MPS_MODEL_H
#define QS_MPS_MODEL_H

#include "importer/importer_internal.h"
#include "base/name_table.h"

#define QS_MPS_OBJECTIVE	(-1)	/* the first free row */
#define QS_MPS_FREE_ROW		(-2)	/* another one: dropped */

typedef struct QsMpsRow
{
	char		type;			/* E, L or G */
	double		rhs;
	double		range;
	bool		has_range;
	int32_t		condition;		/* -1: none */
	bool		condition_value;
} QsMpsRow;

typedef struct QsMpsEntry
{
	int32_t		row;
	int32_t		variable;
	double		value;
} QsMpsEntry;

typedef struct QsMpsPair
{
	int32_t		row;			/* QS_MPS_OBJECTIVE or a row */
	int32_t		first;
	int32_t		second;
	double		value;			/* of the product */
} QsMpsPair;

/* What bounds were given for a variable */
typedef struct QsMpsGiven
{
	bool		lower;
	bool		upper;
} QsMpsGiven;

typedef struct QsMpsModel
{
	QsHost	   *host;
	QsImported *problem;
	QsFormulation *stated;
	QsNameTable row_names;		/* of all rows, free ones too */
	int32_t    *row_number;		/* by number of the name: a row, or one of the above */
	int			names_capacity;
	bool		has_objective;
	int			rows;
	int			row_capacity;
	QsMpsRow   *row;
	QsNameTable column_names;
	int			given_capacity;
	QsMpsGiven *given;
	int64_t		entries;
	int64_t		entry_capacity;
	QsMpsEntry *entry;
	int64_t		pairs;
	int64_t		pair_capacity;
	QsMpsPair  *pair;
} QsMpsModel;

extern void qs_mps_add_row(QsMpsModel *model, char type, int32_t name);
extern void qs_mps_add_entry(QsMpsModel *model, int32_t row, int32_t variable, double value);
extern void qs_mps_add_pair(QsMpsModel *model, int32_t row, int32_t first, int32_t second, double value);

/* A bound of the type UP, LO, FX, FR, MI, PL, BV, UI or LI */
extern void qs_mps_set_bound(QsMpsModel *model, int32_t variable, const char *type, double value);

/* Bounds that nothing was said of, rows with their sides, entries sorted into them:
 * the stated model is complete. */
extern bool qs_mps_finish(QsMpsModel *model);
extern void qs_mps_free(QsMpsModel *model);

#endif
