/*
 * option_conflict.c
 *	  Which options take effect beside which: the one table of it.  What is not in it takes
 *	  effect beside everything.
 */
#include "compat.h"

#include "lib/stringinfo.h"

#include "numeric/optimize.h"
#include "option_conflict.h"

#define MOST_CONDITIONS	4

/* Something that another option has to be */
typedef struct Condition
{
	const char *option;
	const char *values;			/* names with blanks between them, any of which will do; "!" before
								 * the first: any other.  SET or UNSET.  NULL: see holds */
	bool		(*holds) (const QshrinkOptions *options);
	const char *said;			/* what holds asks for, in words */
} Condition;

#define SET		"+"				/* it has not its default value */
#define UNSET	"-"

/* An option takes effect where one of the conditions holds; several needs of an option must
 * all be met */
typedef struct Need
{
	const char *option;
	const char *value;			/* of that value only; NULL: whatever it is */
	int			given;			/* in these ways only; 0: all */
	Condition	any[MOST_CONDITIONS];
} Need;

static bool
needs_no_gradient(const QshrinkOptions *options)
{
	return !qs_optimizer_needs_gradient(options->settings.sampler.optimizer);
}

#define IS(name, which)	{.option = name, .values = which}
#define SOLVERS(names)	IS("solver", names)
#define QAOA			SOLVERS("qaoa")
#define NO_CIRCUIT		SOLVERS("!qaoa vqe pce")

/* Something looks for angles: they are not given, or only where the search starts */
#define SEARCHED(name) \
	{name, .any = {IS("angles", UNSET), IS("init", "angles")}}, \
	{name, .any = {IS("angles_from", UNSET), IS("init", "angles")}}

/*
 * Solvers that have no circuit leave aside what is said of circuits and of the search for
 * angles, and circuits the sweeps of local searches: the arms of a comparison take the same
 * options.  But where angles are given, noise is asked for or shots are to be kept, a solver
 * that cannot would seem to have done so.
 */
static const Need needs[] = {
	/* angles of circuits */
	{"angles", .any = {SOLVERS("qaoa vqe pce")}},
	{"angles", .any = {IS("angles_from", UNSET)}},
	{"angles", .any = {IS("init", "ramp angles")}},
	{"angles_from", .any = {QAOA}},
	{"angles_from", .any = {IS("init", "ramp angles")}},
	{"init", .any = {SOLVERS("!vqe pce"), IS("init", "angles")}},
	{"init", "angles", .any = {IS("angles", SET), IS("angles_from", SET)}},
	{"ramp", .any = {SOLVERS("!vqe pce")}},
	{"ramp", .any = {IS("angles", UNSET)}},
	{"ramp", .any = {IS("angles_from", UNSET)}},
	{"ramp", .any = {IS("init", "ramp interpolate layerwise")}},
	{"multi_angle", .any = {SOLVERS("!vqe pce")}},

	/* the search for them */
	SEARCHED("optimizer"),
	SEARCHED("history"),
	SEARCHED("objective_shots"),
	{"objective_shots", .any = {SOLVERS("!pce")}},
	{"objective_shots", .any = {{.option = "optimizer", .holds = needs_no_gradient, .said = "an optimizer that takes no gradients, such as \"spsa\" or \"cobyla\""}}},
	{"cvar", .any = {SOLVERS("!pce"), IS("correlation", "shots")}},
	{"cvar", .any = {SOLVERS("qaoa vqe"), IS("correlation_share", UNSET)}},

	/* circuits */
	{"correlation_order", .any = {SOLVERS("!qaoa vqe")}},
	{"mixer", .any = {SOLVERS("!vqe pce")}},
	{"precision", .any = {SOLVERS("!pce")}},
	/* without errors, xy mixers have a state vector of their own */
	{"precision", .any = {IS("mixer", "x warm"), IS("depolarizing", SET), IS("device", SET)}},
	{"warm_start", .any = {IS("mixer", "warm"), NO_CIRCUIT}},

	/* noise */
	{"depolarizing", .any = {QAOA}},
	{"device", .given = QSHRINK_OF_SOLVE | QSHRINK_OF_SAMPLE | QSHRINK_OF_PURE, .any = {QAOA}},
	{"readout_flip", .any = {SOLVERS("qaoa vqe pce")}},
	{"zero_noise", .any = {SOLVERS("!vqe pce")}},
	{"zero_noise", .any = {IS("depolarizing", SET), IS("device", SET), NO_CIRCUIT}},
	{"coupling", .any = {IS("device", UNSET)}},
	{"gates", .any = {IS("device", UNSET)}},

	/* of qubo_sample, whose input it is */
	{"start", .given = QSHRINK_OF_SAMPLE, .any = {SOLVERS("tabu")}},
	{"groups", .any = {IS("mixer", "xy-ring xy-complete")}},
	{"warm", .any = {IS("mixer", "warm")}},

	{"keep_shots", .any = {SOLVERS("!auto exact none")}},

	/* correlations */
	{"correlation_layers", .any = {IS("correlation", "qaoa"), IS("reduction", "qiro")}},
	{"correlation_layers", .any = {IS("correlation", "auto qaoa")}},
	{"correlation_share", .any = {IS("correlation", "shots")}},

	/* qiro goes by rules: what says which pairs are merged is for merges */
	{"anchor", .any = {IS("reduction", "merge")}},
	{"batch", .any = {IS("reduction", "merge")}},
	{"batch", .any = {IS("recompute", UNSET)}},
	{"confidence", .any = {IS("reduction", "merge")}},
	{"legality", .any = {IS("reduction", "merge")}},
	{"message_passing", .any = {IS("reduction", "merge")}},
	{"recompute", .any = {IS("reduction", "merge")}},
	{"spectral_drift", .any = {IS("reduction", "merge")}},

	/* the pipeline; what is switched off twice is off */
	{"diversity", .any = {IS("solutions", "!1")}},
	{"effort", .any = {IS("polish", UNSET), IS("effort", "0")}},
};

/* ---------------------------------------------------------------------------
 * Looking
 */

/* What the option is, without quotes */
static char *
value_of(const QshrinkOptions *options, const QshrinkOption *option)
{
	char	   *text = qshrink_option_json(options, option);

	return text[0] == '"' ? pnstrdup(text + 1, strlen(text) - 2) : text;
}

static bool
is_set(const QshrinkOptions *options, const QshrinkOption *option)
{
	if (!qshrink_option_has_field(option))
		return (options->given_kinds & QSHRINK_KIND_BIT(option->kind)) != 0;
	return !qshrink_option_is_initial(options, option);
}

static bool
is_listed(const char *list, const char *value)
{
	size_t		length = strlen(value);

	while (*list)
	{
		size_t		word = strcspn(list, " ");

		if (word == length && memcmp(list, value, length) == 0)
			return true;
		list += word + (list[word] == ' ');
	}
	return false;
}

static bool
holds(const QshrinkOptions *options, const Condition *condition)
{
	const QshrinkOption *option = qshrink_option_find(condition->option, ~0);

	if (condition->holds)
		return condition->holds(options);
	if (strcmp(condition->values, SET) == 0)
		return is_set(options, option);
	if (strcmp(condition->values, UNSET) == 0)
		return !is_set(options, option);
	if (condition->values[0] == '!')
		return !is_listed(condition->values + 1, value_of(options, option));
	return is_listed(condition->values, value_of(options, option));
}

/* Does the need concern what is set? */
static bool
concerns(const QshrinkOptions *options, const Need *need, const QshrinkOption *option, int given)
{
	return (need->given == 0 || (need->given & given)) && is_set(options, option) &&
		(need->value == NULL || strcmp(value_of(options, option), need->value) == 0);
}

static bool
is_met(const QshrinkOptions *options, const Need *need)
{
	for (int k = 0; k < MOST_CONDITIONS && need->any[k].option; k++)
		if (holds(options, &need->any[k]))
			return true;
	return false;
}

/* ---------------------------------------------------------------------------
 * Saying
 */

/* with solver "tabu" or "sa"; without "angles" */
static void
append_condition(StringInfo out, const Condition *condition)
{
	const char *list = condition->values;
	const char *separator = "";

	if (condition->holds)
	{
		appendStringInfo(out, "with %s", condition->said);
		return;
	}
	if (strcmp(list, SET) == 0 || strcmp(list, UNSET) == 0)
	{
		appendStringInfo(out, "%s \"%s\"", list[0] == '+' ? "with" : "without", condition->option);
		return;
	}
	appendStringInfo(out, "%s %s ", list[0] == '!' ? "with another" : "with", condition->option);
	if (list[0] == '!')
		appendStringInfoString(out, "than ");
	for (list += list[0] == '!'; *list; separator = " or ")
	{
		size_t		word = strcspn(list, " ");

		appendStringInfo(out, "%s\"%.*s\"", separator, (int) word, list);
		list += word + (list[word] == ' ');
	}
}

static char *
hint_of(const Need *need)
{
	StringInfoData hint;

	initStringInfo(&hint);
	appendStringInfoString(&hint, "It takes effect ");
	for (int k = 0; k < MOST_CONDITIONS && need->any[k].option; k++)
	{
		appendStringInfoString(&hint, k == 0 ? "" : ", or ");
		append_condition(&hint, &need->any[k]);
	}
	appendStringInfoChar(&hint, '.');
	return hint.data;
}

/* 'option "init" is "angles"' where the value matters, else 'option "init"' */
static char *
subject_of(const Need *need)
{
	return need->value ? psprintf("option \"%s\" with the value \"%s\"", need->option, need->value) :
		psprintf("option \"%s\"", need->option);
}

static void
refuse(const QshrinkOptions *options, const Need *need)
{
	const Condition *first = &need->any[0];
	const QshrinkOption *other = qshrink_option_find(first->option, ~0);

	if (first->values && strcmp(first->values, UNSET) == 0 && need->any[1].option == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the options %s and %s exclude each other", first->option, need->option),
				 errhint("Leave one of them out.")));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 first->values && (strcmp(first->values, UNSET) == 0 || strcmp(first->values, SET) == 0) ?
			 errmsg("%s has no effect %s \"%s\"", subject_of(need), first->values[0] == '+' ? "without" : "beside", first->option) :
			 errmsg("%s has no effect with %s \"%s\"", subject_of(need), first->option, value_of(options, other)),
			 errhint("%s", hint_of(need))));
}

void
qshrink_require_effects(const QshrinkOptions *options, int given)
{
	for (int k = 0; k < (int) lengthof(needs); k++)
	{
		const QshrinkOption *option = qshrink_option_find(needs[k].option, given);

		if (option && concerns(options, &needs[k], option, given) && !is_met(options, &needs[k]))
			refuse(options, &needs[k]);
	}
}
