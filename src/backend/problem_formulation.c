/*
 * problem_formulation.c
 *	  From a stated model to the rows of the tables.
 */
#include "compat.h"

#include <math.h>

#include "utils/builtins.h"

#include "backend_host.h"
#include "base/decimal.h"
#include "base/decimal_scale.h"
#include "problem_formulation.h"
#include "problem_numbering.h"

/* A row whose numbers pass this many units of their last digit is judged by a tolerance, in
 * which all small values of an integer of a wide range would lie */
#define EXACT_UNITS		9007199254740992.0
#define WIDE_WEIGHT		4294967296.0

/* Names of what is hidden are made of others; longer ones are numbers */
#define LONGEST_NAME	500

typedef struct Forming
{
	QshrinkBuild *build;
	const QsFormulation *stated;
	const QshrinkStatedNames *names;
	const QsBinaryForm *form;
	QshrinkKeyMap *key;			/* of every bit, in their order */
	const int  *number;			/* of every bit in the problem; -1: it was removed */
	int		   *rows_of;		/* rows that a stated row has become */
} Forming;

/* ---------------------------------------------------------------------------
 * Keys of bits
 */
static char *
bit_name(const Forming *forming, int bit)
{
	const text *key = qshrink_keymap_key(forming->key, bit);
	QshrinkBitRole role = qshrink_key_role(key);
	char	   *name = qshrink_key_string(key);

	if (strlen(name) > LONGEST_NAME)
		return psprintf("variable %d", bit);
	if (role.weight <= 0.0)
		return name;
	return role.occurrence == 0 ? psprintf("%s[%.0f]", name, role.weight) :
		psprintf("%s[%.0f #" INT64_FORMAT "]", name, role.weight, role.occurrence + 1);
}

/* The key of what is hidden: its kind and what it comes from */
static text *
hidden_key(const char *kind, const char *first, const char *second)
{
	Datum		part[] = {
		CStringGetTextDatum(kind), CStringGetTextDatum(first), CStringGetTextDatum(second)
	};
	QshrinkBitRole auxiliary = {0.0, 0.0, 0};

	return qshrink_bit_key(qshrink_joined_key(part, lengthof(part)), auxiliary);
}

bool
qshrink_is_one_bit(const QsBinaryForm *form, int variable)
{
	const QsImage *image = &form->image[variable];

	return image->first_bit >= 0 && image->count == 1 && image->constant == 0.0 &&
		form->bit[image->first_bit].weight == 1.0;
}

static text *
value_key(const Forming *forming, int bit)
{
	const QsBit *own = &forming->form->bit[bit];
	text	   *key = qshrink_keymap_key(forming->names->variable, own->owner);
	QshrinkBitRole role = {own->weight, forming->form->image[own->owner].constant + 0.0, 0};

	if (own->hidden)
		return hidden_key("reader", qshrink_key_string(key), psprintf("%d", bit - forming->form->image[own->owner].first_bit));
	if (qshrink_is_one_bit(forming->form, own->owner))
		return key;
	/* the bits of an integer follow each other */
	for (int k = bit - 1; k >= 0 && forming->form->bit[k].role == QS_BIT_VALUE &&
		 forming->form->bit[k].owner == own->owner; k--)
		role.occurrence += forming->form->bit[k].weight == own->weight;
	return qshrink_bit_key(key, role);
}

static text *
violation_key(const Forming *forming, int bit)
{
	const QsBit *own = &forming->form->bit[bit];
	int			place = 0;

	while (forming->form->bit[bit - place].role == QS_BIT_VIOLATION &&
		   forming->form->bit[bit - place].owner == own->owner && place < bit)
		place++;
	return hidden_key(QSHRINK_VIOLATION,
					  text_to_cstring(qshrink_keymap_key(forming->names->label, own->owner)),
					  psprintf("%d", place));
}

static void
add_keys(Forming *forming)
{
	forming->key = qshrink_keymap_create();
	for (int bit = 0; bit < forming->form->n; bit++)
	{
		const QsBit *own = &forming->form->bit[bit];
		text	   *key;
		bool		added;

		if (own->role == QS_BIT_VALUE)
			key = value_key(forming, bit);
		else if (own->role == QS_BIT_VIOLATION)
			key = violation_key(forming, bit);
		else
			key = hidden_key("product", bit_name(forming, own->first), bit_name(forming, own->second));
		qshrink_keymap_add(forming->key, key, &added);
		if (!added)
			elog(ERROR, "two variables have the key %s", qshrink_key_string(key));
		qs_check(forming->build->host);
	}
}

/* ---------------------------------------------------------------------------
 * Rows
 */

/* A row that no stated one became: of a product, whose bit is its youngest, or it fixes
 * a variable */
static char *
hidden_label(const Forming *forming, int r)
{
	const QsRow *row = &forming->form->row[r];
	int			youngest = row->variables[row->count - 1];
	const QsBit *bit = &forming->form->bit[youngest];

	if (bit->role == QS_BIT_PRODUCT)
		return psprintf("%s * %s%s", bit_name(forming, bit->first), bit_name(forming, bit->second),
						row->count == 3 ? "" : row->variables[0] == bit->first ? " <= first" : " <= second");
	return psprintf("%s is fixed", bit_name(forming, youngest));
}

/* How a row was stated: with a condition, rhs and shift are those of the rewritten row */
static QshrinkStated
statement(const Forming *forming, int r)
{
	int			origin = forming->form->row_origin[r];
	const QsRow *row = &forming->form->row[r];
	QshrinkStated stated = {NAN, 0.0};
	const QsStatedRow *from;

	if (origin < 0)
		return stated;
	from = &forming->stated->row[origin];
	if (isfinite(from->price))
		stated.price = from->price;
	if (from->condition < 0)
		stated.shift = qs_decimal_sum(row->sense == '>' ? from->lower : from->upper, -row->rhs) + 0.0;
	return stated;
}

static char *
row_label(Forming *forming, int r)
{
	int			origin = forming->form->row_origin[r];
	char	   *label;

	if (origin < 0)
		return hidden_label(forming, r);
	label = text_to_cstring(qshrink_keymap_key(forming->names->label, origin));
	/* an equation with a condition becomes two */
	return forming->rows_of[origin]++ == 0 ? label : psprintf("%s (below)", label);
}

static void
refuse_wide(const Forming *forming, int r, const char *label)
{
	const QsRow *row = &forming->form->row[r];
	QsDecimalScale scale = {0};
	double		units = 0.0;
	int			widest = -1;

	for (int k = 0; k < row->count; k++)
	{
		const QsBit *bit = &forming->form->bit[row->variables[k]];

		if (bit->role == QS_BIT_VALUE && bit->weight >= WIDE_WEIGHT)
			widest = bit->owner;
	}
	if (widest < 0)
		return;
	qs_decimal_scale_add(&scale, row->rhs);
	for (int k = 0; k < row->count; k++)
		qs_decimal_scale_add(&scale, row->coefficients[k]);
	for (int k = 0; k < row->count && !scale.inexact; k++)
		units += fabs(qs_decimal_shift(row->coefficients[k], -qs_decimal_scale_exponent(&scale)));
	if (scale.inexact || units >= EXACT_UNITS)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("constraint \"%s\" cannot be judged exactly: variable \"%s\" has too wide a range",
						label, qshrink_key_string(qshrink_keymap_key(forming->names->variable, widest))),
				 errhint("Give it closer bounds.")));
}

static void
add_row(Forming *forming, int r)
{
	const QsRow *row = &forming->form->row[r];
	char	   *label = row_label(forming, r);
	bool		ones = true;
	int			length = 0;
	double	   *value = NULL;
	int32	   *variable;

	for (int k = 0; k < row->count; k++)
	{
		ones = ones && row->coefficients[k] == 1.0;
		length += forming->number[row->variables[k]] >= 0;
	}
	refuse_wide(forming, r, label);
	forming->build->rows.stated = statement(forming, r);
	variable = qshrink_rows_append(&forming->build->rows, row->sense, row->rhs, r + 1, label,
								   strlen(label), length, ones ? NULL : &value);
	for (int k = 0; k < row->count; k++)
	{
		int			number = forming->number[row->variables[k]];

		if (number < 0)
			continue;
		*variable++ = number;
		if (!ones)
			*value++ = row->coefficients[k];
	}
	pfree(label);
	qs_check(forming->build->host);
}

/* ------------------------------------------------------------------------ */

static void
add_objective(Forming *forming)
{
	QsHost	   *host = forming->build->host;
	const QsBinaryForm *form = forming->form;
	QshrinkTerms terms = {0};

	for (int64 k = 0; k < form->term_count; k++)
		qshrink_terms_add(host, &terms, form->terms[k].i, form->terms[k].j, form->terms[k].coefficient);
	qshrink_terms_renumber(&terms, forming->number, forming->number);
	forming->build->problem.maximise = form->maximise;
	forming->build->problem.offset = form->constant;
	qshrink_build_objective(forming->build, &terms);
}

void
qshrink_build_form(QshrinkBuild *build, const QsFormulation *stated, const QsBinaryForm *form,
				   const QshrinkStatedNames *names)
{
	Forming		forming = {.build = build, .stated = stated, .names = names, .form = form};

	forming.rows_of = QS_ARRAY0(build->host, int, stated->rows);
	add_keys(&forming);
	forming.number = qshrink_build_number(build, forming.key);
	add_objective(&forming);
	for (int r = 0; r < form->rows; r++)
		add_row(&forming, r);
	build->rows.stated = (QshrinkStated) {NAN, 0.0};
	qs_free(build->host, forming.rows_of);
}

void
qshrink_build_formulation(QshrinkBuild *build, const QsFormulation *stated,
						  const QshrinkStatedNames *names)
{
	QsBinaryForm *form;
	QsError		error;

	if (qs_binary_form(build->host, stated, &form, &error) != QS_OK)
		qshrink_report_error(ERRCODE_INVALID_PARAMETER_VALUE, &error);
	qshrink_build_form(build, stated, form, names);
	qs_binary_form_free(build->host, form);
}
