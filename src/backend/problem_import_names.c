/*
 * problem_import_names.c
 *	  What the variables and rows of an imported model are called, and what there is to say.
 */
#include "compat.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "problem_import_names.h"
#include "problem_rows.h"
#include "qubo_type.h"

/* Memory of a name besides its text: entries of maps, keys, pointers */
#define NAME_BYTES		200.0

/* The name as a key.  Colourings have keys of two parts: "3,2" and "colour 1". */
static text *
key_of_name(const char *name, size_t length, QsFormat format)
{
	Datum		part[2];
	size_t		first = length;

	if (format == QS_FORMAT_DIMACS_COL)
		first = strcspn(name, ", ");
	part[0] = PointerGetDatum(cstring_to_text_with_len(name, (int) first));
	if (first + 1 >= length)
		return qshrink_joined_key(part, 1);
	part[1] = PointerGetDatum(cstring_to_text_with_len(name + first + 1, (int) (length - first - 1)));
	return qshrink_joined_key(part, 2);
}

/* A text that the map has not, made of the number */
static void
add_number(QshrinkKeyMap *map, int number, bool is_key)
{
	char	   *name = psprintf("%d", number);
	bool		added;

	for (;;)
	{
		Datum		part = CStringGetTextDatum(name);

		qshrink_keymap_add(map, is_key ? qshrink_joined_key(&part, 1) : DatumGetTextPP(part), &added);
		if (added)
			return;
		name = psprintf("%s_", name);
	}
}

/* Add a name; false if it has to give way to the number */
static bool
add_name(QshrinkKeyMap *map, const char *name, int length, int number, bool is_key, QsFormat format)
{
	bool		added = false;
	char	   *copy = pnstrdup(name, (Size) length);

	if (length > 0 && length <= QSHRINK_LABEL_LENGTH)
		qshrink_keymap_add(map, is_key ? key_of_name(copy, (size_t) length, format) :
						   cstring_to_text_with_len(copy, length), &added);
	pfree(copy);
	if (!added)
		add_number(map, number, is_key);
	return added || length == 0;
}

static void
say(StringInfo notes, int count, const char *one, const char *several)
{
	if (count > 0)
		appendStringInfo(notes, "%s%d %s", notes->len > 0 ? "\n" : "", count, count == 1 ? one : several);
}

/* What the binary form costs */
static void
say_costs(StringInfo notes, const QsImported *imported)
{
	const QsFormulation *stated = imported->stated;
	const QsBinaryForm *form = imported->form;
	int			integers = 0,
				bits = 0,
				hidden = 0;

	for (int v = 0; v < stated->n; v++)
	{
		hidden += stated->variable[v].hidden;
		if (form->image[v].first_bit < 0 || qshrink_is_one_bit(form, v))
			continue;
		integers++;
		bits += form->image[v].count;
	}
	if (integers > 0)
		appendStringInfo(notes, "%s%d integer variable%s: %d bit%s", notes->len > 0 ? "\n" : "", integers,
						 integers == 1 ? "" : "s", bits, bits == 1 ? "" : "s");
	say(notes, form->product_bits, "auxiliary variable for a product", "auxiliary variables for products");
	say(notes, form->violation_bits, "auxiliary variable for violations of soft rows",
		"auxiliary variables for violations of soft rows");
	say(notes, hidden, "auxiliary variable of the reader", "auxiliary variables of the reader");
	say(notes, form->substituted, "continuous variable replaced by the row that defines it",
		"continuous variables replaced by the rows that define them");
	say(notes, form->propagated, "integer variable with a bound that follows from rows",
		"integer variables with bounds that follow from rows");
}

QshrinkStatedNames
qshrink_imported_names(const QsImported *imported, QsFormat format, const char **notes)
{
	const QsFormulation *stated = imported->stated;
	QshrinkKeyMap *variable,
			   *label;
	StringInfoData said;
	int			variables = 0,
				rows = 0;

	qshrink_check_memory(2.0 * (double) stated->text_length +
						 NAME_BYTES * ((double) imported->n + stated->n + stated->rows));
	variable = qshrink_keymap_create();
	label = qshrink_keymap_create();
	for (int v = 0; v < stated->n; v++)
	{
		QsNameSpan	name = stated->variable[v].name;

		variables += !add_name(variable, qs_formulation_text(stated, name), name.length, v + 1, true, format);
		CHECK_FOR_INTERRUPTS();
	}
	for (int r = 0; r < stated->rows; r++)
	{
		QsNameSpan	name = stated->row[r].name;

		rows += !add_name(label, qs_formulation_text(stated, name), name.length, r + 1, false, format);
		CHECK_FOR_INTERRUPTS();
	}
	initStringInfo(&said);
	if (imported->notes.text)
		appendStringInfoString(&said, imported->notes.text);
	say(&said, variables, "variable is called by its number: its name is too long or not its own",
		"variables are called by their numbers: their names are too long or not their own");
	say(&said, rows, "row is called by its number: its name is too long or not its own",
		"rows are called by their numbers: their names are too long or not their own");
	say_costs(&said, imported);
	*notes = said.len > 0 ? said.data : NULL;
	return (QshrinkStatedNames) {variable, label};
}
