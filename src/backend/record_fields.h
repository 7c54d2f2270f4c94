/*
 * record_fields.h
 *	  Composite values by the names of their attributes.
 *
 * A type may have got attributes, or lost them, since the code was built: each is
 * found by its name and type, what the code does not know is null.
 */
#ifndef QSHRINK_RECORD_FIELDS_H
#define QSHRINK_RECORD_FIELDS_H

#include "compat.h"

#include "access/htup_details.h"
#include "funcapi.h"

#define QSHRINK_MOST_FIELDS	48

/* Values gathered for one composite value */
typedef struct QshrinkFields
{
	int			count;
	const char *name[QSHRINK_MOST_FIELDS];
	Oid			type[QSHRINK_MOST_FIELDS];
	Datum		value[QSHRINK_MOST_FIELDS];
	bool		null[QSHRINK_MOST_FIELDS];
} QshrinkFields;

extern void qshrink_field(QshrinkFields *fields, const char *name, Oid type, Datum value, bool null);
extern void qshrink_field_text(QshrinkFields *fields, const char *name, const char *value);	/* NULL: null */
extern void qshrink_field_int(QshrinkFields *fields, const char *name, int value);
extern void qshrink_field_bigint(QshrinkFields *fields, const char *name, int64 value);
extern void qshrink_field_real(QshrinkFields *fields, const char *name, double value);	/* NaN, infinite: null */
/* NaN and infinities within are nulls, an empty list is null */
extern void qshrink_field_reals(QshrinkFields *fields, const char *name, const double *value, int count);
extern void qshrink_field_ints(QshrinkFields *fields, const char *name, const int32_t *value, int count);

/* The row of these values, palloc'd */
extern HeapTuple qshrink_fields_form(const QshrinkFields *fields, TupleDesc descriptor);

/* Composite type of the elements of the attribute of that name, and its row type, which
 * stays valid in this memory context; ERROR when there is none. */
extern TupleDesc qshrink_fields_element(TupleDesc descriptor, const char *name, Oid *element);

/* A composite value taken apart */
typedef struct QshrinkRecord
{
	TupleDesc	descriptor;		/* a copy */
	Datum	   *value;
	bool	   *null;
} QshrinkRecord;

extern QshrinkRecord qshrink_record_open(HeapTupleHeader header);

/* The attribute of that name and type: its value, or 0 and *null where it is null or
 * there is no such attribute */
extern Datum qshrink_record_get(const QshrinkRecord *record, const char *name, Oid type, bool *null);
extern int64 qshrink_record_bigint(const QshrinkRecord *record, const char *name);	/* null: 0 */
extern int	qshrink_record_int(const QshrinkRecord *record, const char *name);	/* null: 0 */
extern double qshrink_record_real(const QshrinkRecord *record, const char *name);	/* null: NAN */
extern char *qshrink_record_text(const QshrinkRecord *record, const char *name);	/* null: NULL */

/* Numbers of an array, palloc'd, and how many; -1: it is null.  A null among them is NAN,
 * or an ERROR where they are integers. */
extern int	qshrink_record_reals(const QshrinkRecord *record, const char *name, double **value);
extern int	qshrink_record_ints(const QshrinkRecord *record, const char *name, int32_t **value);

/* Elements of an array of composite values, those that are not null */
extern int	qshrink_record_list(const QshrinkRecord *record, const char *name, QshrinkRecord **element);

#endif
