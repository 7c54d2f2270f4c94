/*
 * bench_gaps.c
 *	  The longest stretches of processor time in which the engine does not ask its
 *	  host whether to stop: what a cancel may have to wait for.
 *
 *	  bench_gaps [--seconds 4] [--least 20] [--limit 0] [CASE ...]
 *
 *	  Runs every case (or those whose names hold one of the words given) until it ends
 *	  or the processor time is up, and prints gaps of more than --least milliseconds
 *	  with the stacks of the interrupt points at both ends.  Those of
 *	  more than 50 ms are marked.  With --limit the solves have so many seconds, and a line of
 *	  each says what became of them: answer, overshoot, seconds by stage.  Processor time, because other work on the machine is not
 *	  the engine's fault.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <execinfo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "generate.h"
#include "bound/bound.h"
#include "solve/pipeline.h"
#include "standalone_host.h"
#include "samplers/samplers.h"
#include "classes/classes.h"

#define FRAMES		10
#define PLACES		64
#define ALLOWED		0.050

extern const char __executable_start;

typedef struct Stack
{
	int			depth;
	void	   *frame[FRAMES];
} Stack;

/* The longest gap between one pair of interrupt points */
typedef struct Place
{
	double		seconds;
	Stack		from;
	Stack		to;
} Place;

typedef struct Gaps
{
	QsStandaloneHost *standalone;
	QsHost		host;			/* the standalone one with our callbacks */
	double		started;
	double		end;			/* processor time at which the case is cancelled */
	double		last;
	Stack		last_stack;
	Place		place[PLACES];
	int			places;
	double		longest;
	Stack		cancelled;		/* where */
	double		limit;			/* of a solve; 0: none */
	void		(*watching) (void *);
	void	   *watched;
} Gaps;

typedef struct Options
{
	double		seconds;
	double		least;
	double		limit;
	int			words;
	char	  **word;
} Options;

static double
processor_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static void
remember(Gaps *gaps, double seconds, const Stack *to)
{
	Place	   *place = NULL;

	for (int k = 0; k < gaps->places && place == NULL; k++)
		if (gaps->place[k].from.frame[0] == gaps->last_stack.frame[0] &&
			gaps->place[k].to.frame[0] == to->frame[0])
			place = &gaps->place[k];
	if (place == NULL)
	{
		if (gaps->places == PLACES)
			return;
		place = &gaps->place[gaps->places++];
	}
	if (seconds <= place->seconds)
		return;
	place->seconds = seconds;
	place->from = gaps->last_stack;
	place->to = *to;
}

/* Stacks are looked at only around long gaps: the start of a gap is not known to be
 * one, so its return address alone is kept. */
static void
pass(Gaps *gaps, void *caller, bool record)
{
	double		now = processor_seconds();
	double		seconds = now - gaps->last;
	Stack		to = {.depth = 1, .frame = {caller}};

	if (record && seconds > 0.005)
	{
		if (seconds > gaps->longest)
			gaps->longest = seconds;
		to.depth = backtrace(to.frame, FRAMES);
		to.frame[0] = caller;
		remember(gaps, seconds, &to);
	}
	gaps->last_stack = to;
	gaps->last = processor_seconds();
}

static void
check(void *context)
{
	Gaps	   *gaps = context;

	pass(gaps, __builtin_return_address(0), true);
	if (gaps->last > gaps->end)
	{
		gaps->cancelled.depth = backtrace(gaps->cancelled.frame, FRAMES);
		longjmp(gaps->standalone->recover, 1);
	}
}

static bool
stop_requested(void *context)
{
	Gaps	   *gaps = context;

	pass(gaps, __builtin_return_address(0), true);
	return gaps->last > gaps->end;
}

/* A watch's ticks come from a signal handler: they end a gap without a record. */
static void
tick(void *context)
{
	Gaps	   *gaps = context;
	double		now = processor_seconds();

	if (now - gaps->last > gaps->longest && now - gaps->last > ALLOWED)
		gaps->longest = now - gaps->last;
	gaps->last = now;
	gaps->last_stack = (Stack) {.depth = 1, .frame = {(void *) tick}};
	gaps->watching(gaps->watched);
}

static void
watch(void *context, void (*function) (void *), void *argument)
{
	Gaps	   *gaps = context;

	gaps->watching = function;
	gaps->watched = argument;
	gaps->standalone->host.watch(gaps->standalone, tick, gaps);
}

static void
unwatch(void *context)
{
	Gaps	   *gaps = context;

	gaps->standalone->host.unwatch(gaps->standalone);
}

/* Callbacks that hand on to the standalone host */
static void *
allocate(void *context, size_t bytes)
{
	return ((Gaps *) context)->standalone->host.allocate(((Gaps *) context)->standalone, bytes);
}

static void
release(void *context, void *pointer)
{
	((Gaps *) context)->standalone->host.release(((Gaps *) context)->standalone, pointer);
}

static void
memory_exceeded(void *context, size_t need, size_t limit)
{
	((Gaps *) context)->standalone->host.memory_exceeded(((Gaps *) context)->standalone, need, limit);
}

static double
clock_seconds(void *context)
{
	(void) context;
	return processor_seconds();
}

static void
own(void *context, void (*function) (void *), void *argument)
{
	((Gaps *) context)->standalone->host.own(((Gaps *) context)->standalone, function, argument);
}

static void
disown(void *context, void (*function) (void *), void *argument)
{
	((Gaps *) context)->standalone->host.disown(((Gaps *) context)->standalone, function, argument);
}

/* "function file:line" of the innermost frames, by addr2line */
static void
print_stack(const char *title, const Stack *stack)
{
	char		command[1024];
	char		line[512];
	int			length;
	FILE	   *pipe;

	length = snprintf(command, sizeof(command), "addr2line -i -f -s -p -e '%s'",
					  program_invocation_name);
	/* frame 1 of a backtrace is that of pass() or check(): show from the caller on */
	for (int k = 0; k < stack->depth && length < 900; k++)
		if (k == 0 || k > 2)
			length += snprintf(command + length, sizeof(command) - (size_t) length, " %lx",
							   (unsigned long) ((const char *) stack->frame[k] - 1 -
												&__executable_start));
	pipe = popen(command, "r");
	printf("      %s", title);
	while (pipe && fgets(line, sizeof(line), pipe))
	{
		line[strcspn(line, "\n")] = '\0';
		printf(" < %s", line);
	}
	printf("\n");
	if (pipe)
		pclose(pipe);
}

static int
longest_first(const void *a, const void *b)
{
	double		p = ((const Place *) a)->seconds;
	double		q = ((const Place *) b)->seconds;

	return (p < q) - (p > q);
}

static void
report(Gaps *gaps, const char *name, bool cancelled, const Options *options)
{
	printf("%-44s %6.2f s %-9s longest gap %6.1f ms%s\n", name,
		   processor_seconds() - gaps->started, cancelled ? "cancelled" : "ended",
		   gaps->longest * 1e3, gaps->longest > ALLOWED ? "  TOO LONG" : "");
	if (cancelled && gaps->limit > 0.0)
		print_stack("cancelled in", &gaps->cancelled);
	qsort(gaps->place, (size_t) gaps->places, sizeof(Place), longest_first);
	for (int k = 0; k < gaps->places && gaps->place[k].seconds > options->least; k++)
	{
		printf("   %6.1f ms\n", gaps->place[k].seconds * 1e3);
		print_stack("from", &gaps->place[k].from);
		print_stack("to  ", &gaps->place[k].to);
	}
	fflush(stdout);
}

/* ---- cases ------------------------------------------------------------- */

typedef struct Case
{
	const char *name;
	void		(*run) (QsHost *host, const struct Case *this, double seconds);
	QsSolver	solver;
	int			n;
	double		density;
	QsSamplerSettings sampler;
} Case;

/* The time counts from here: making the instance is not the engine's work. */
static void
begin(QsHost *host, double seconds)
{
	Gaps	   *gaps = host->context;

	gaps->started = gaps->last = processor_seconds();
	gaps->end = gaps->started + seconds;
	gaps->longest = 0.0;
	gaps->places = 0;
}

static QsSamplerSettings
sampler_settings(const Case *this)
{
	QsSamplerSettings settings = qs_sampler_defaults;

	settings.mixer = this->sampler.mixer;
	settings.optimizer = this->sampler.optimizer;
	settings.multi_angle = this->sampler.multi_angle;
	settings.double_precision = this->sampler.double_precision;
	settings.depolarizing = this->sampler.depolarizing;
	settings.readout_flip = this->sampler.readout_flip;
	if (this->sampler.cvar > 0.0)
		settings.cvar = this->sampler.cvar;
	if (this->sampler.shots > 0)
		settings.shots = this->sampler.shots;
	return settings;
}

static void
sample_case(QsHost *host, const Case *this, double seconds)
{
	QsSamplerSettings settings = sampler_settings(this);
	QsSamplerInput input = {0};
	QsRandom	random;
	QsSamples  *samples;
	QsModel    *model;
	int32_t    *start = QS_ARRAY(host, int32_t, this->n / 4 + 2);
	int32_t    *qubit = QS_ARRAY(host, int32_t, this->n);
	double	   *warm = QS_ARRAY(host, double, this->n);

	qs_random_seed(&random, 1, 0);
	model = qs_generate_quadratic(host, &random, this->n, this->density);
	input.qubo = model->objective;
	for (int i = 0; i < this->n; i++)
	{
		qubit[i] = i;
		warm[i] = (i % 7 + 1) / 9.0;
	}
	for (int g = 0; g <= this->n / 4; g++)
		start[g] = 4 * g;
	if (settings.mixer == QS_MIXER_XY_RING || settings.mixer == QS_MIXER_XY_COMPLETE)
	{
		input.groups = 1;	/* the other qubits are free: many states */
		input.group_start = start;
		input.group_qubit = qubit;
	}
	if (settings.mixer == QS_MIXER_WARM)
		input.warm = warm;
	begin(host, seconds);
	if (qs_sample(host, this->solver, &input, &settings, &random, &samples, NULL) == QS_UNSUPPORTED)
		printf("unsupported: ");
	qs_samples_free(host, samples);
}

/* Every stage of a solve against the clock, and by how much it was late */
static void
solve_in_time(QsHost *host, const QsModel *model, QsSettings *settings)
{
	double		limit = ((Gaps *) host->context)->limit;
	double		started = qs_clock(host);
	QsRun	   *run;

	settings->timed = true;
	host->deadline = started + limit;
	run = qs_solve(host, model, settings);
	printf("  %.10g %s by %s, %d rounds, %+.3f s:", qs_model_report(model, run->objective),
		   qs_run_status_name(run->status), qs_stop_reason_name(run->stop_reason), run->rounds,
		   qs_clock(host) - started - limit);
	for (int k = 0; k < QS_STAGE_COUNT; k++)
		if (run->stage_seconds[k] > 0.0005)
			printf(" %s %.3f", qs_stage_name((QsStage) k), run->stage_seconds[k]);
	printf("\n");
	qs_run_free(host, run);
}

static void
solve_model(QsHost *host, const Case *this, double seconds, const QsModel *model)
{
	QsSettings	settings = qs_settings_defaults;

	settings.solver = this->solver;
	settings.sampler = sampler_settings(this);
	begin(host, seconds);
	if (((Gaps *) host->context)->limit > 0.0)
		solve_in_time(host, model, &settings);
	else
		qs_solve(host, model, &settings);
}

static QsModel *
make_graph(QsHost *host, const Case *this)
{
	QsRandom	random;
	QsGraph    *graph;

	qs_random_seed(&random, 1, 0);
	graph = qs_generate_random_graph(host, &random, this->n, this->density / this->n);
	return qs_generate_independent_set(host, &random, graph, 1);
}

static void
graph_case(QsHost *host, const Case *this, double seconds)
{
	solve_model(host, this, seconds, make_graph(host, this));
}

static void
cut_case(QsHost *host, const Case *this, double seconds)
{
	QsRandom	random;
	QsGraph    *graph;

	qs_random_seed(&random, 1, 0);
	graph = qs_generate_random_graph(host, &random, this->n, this->density / this->n);
	solve_model(host, this, seconds, qs_generate_max_cut(host, &random, graph, -1, 1));
}

static void
quadratic_case(QsHost *host, const Case *this, double seconds)
{
	QsRandom	random;

	qs_random_seed(&random, 1, 0);
	solve_model(host, this, seconds, qs_generate_quadratic(host, &random, this->n, this->density));
}

static void
knapsack_case(QsHost *host, const Case *this, double seconds)
{
	QsRandom	random;

	qs_random_seed(&random, 1, 0);
	solve_model(host, this, seconds, qs_generate_knapsack(host, &random, this->n, 30, 0.5));
}

static void
assignment_case(QsHost *host, const Case *this, double seconds)
{
	QsRandom	random;

	qs_random_seed(&random, 1, 0);
	solve_model(host, this, seconds, qs_generate_assignment(host, &random, this->n, true, 99));
}

/* Covering rows of ten variables and one-of-eight groups, some products */
static QsModel *
make_program(QsHost *host, const Case *this)
{
	QsRandom	random;
	int			n = this->n;
	QsTerm	   *term = QS_ARRAY(host, QsTerm, 2 * n);
	int			rows = n / 4;
	QsRow	   *row = QS_ARRAY0(host, QsRow, rows);
	int			terms = 0;

	qs_random_seed(&random, 1, 0);
	for (int i = 0; i < n; i++)
		term[terms++] = (QsTerm) {i, i, 1.0 + (double) qs_random_below(&random, 97)};
	for (int i = 0; i + 1 < n && this->density > 0; i += 3)
		term[terms++] = (QsTerm) {i, i + 1, (double) qs_random_below(&random, 21) - 10.0};
	for (int r = 0; r < rows; r++)
	{
		int32_t    *variables = QS_ARRAY(host, int32_t, 10);
		double	   *coefficients = QS_ARRAY(host, double, 10);
		int			first = (int) qs_random_below(&random, (uint32_t) (n - 400));

		for (int k = 0; k < 10; k++)
		{
			variables[k] = first + 37 * k;
			coefficients[k] = 1.0 + (double) qs_random_below(&random, 9);
		}
		row[r] = (QsRow) {
			.count = 10, .variables = variables, .coefficients = coefficients,
			.sense = '>', .rhs = 12.0
		};
	}
	return qs_model_create(host, n, false, 0.0, term, terms, row, rows);
}

static void
program_case(QsHost *host, const Case *this, double seconds)
{
	solve_model(host, this, seconds, make_program(host, this));
}

static void
bound_case(QsHost *host, const Case *this, double seconds)
{
	QsModel    *model = this->solver == QS_SOLVER_NONE ? make_graph(host, this) : make_program(host, this);
	QsStructure *structure = qs_structure_create(host, model, qs_classes);

	for (QsBoundMethod method = QS_BOUND_TRIVIAL; method <= QS_BOUND_SDP; method++)
	{
		double		bound;
		QsBoundMethod used;

		if (method == QS_BOUND_TRIVIAL)
			begin(host, seconds);
		qs_bound(host, model, structure, method, 1, &bound, &used);
	}
}

#define SAMPLE(name, solver, n, density, ...) \
	{name, sample_case, solver, n, density, {__VA_ARGS__}}

static const Case cases[] = {
	SAMPLE("uniform, 1 variable, 10^7 shots", QS_SOLVER_UNIFORM, 1, 1.0, .shots = 10000000),
	SAMPLE("uniform, 20 variables, 10^7 shots", QS_SOLVER_UNIFORM, 20, 1.0, .shots = 10000000),
	SAMPLE("uniform, 60 variables, 10^7 shots", QS_SOLVER_UNIFORM, 60, 0.3, .shots = 10000000),
	SAMPLE("qaoa 20", QS_SOLVER_QAOA, 20, 0.5, .cvar = 1.0),
	SAMPLE("qaoa 20, 10^7 shots", QS_SOLVER_QAOA, 20, 0.5, .shots = 10000000),
	SAMPLE("qaoa 24", QS_SOLVER_QAOA, 24, 0.5, .cvar = 1.0),
	SAMPLE("qaoa 24 cvar", QS_SOLVER_QAOA, 24, 0.5, .cvar = 0.1),
	SAMPLE("qaoa 24 cvar double", QS_SOLVER_QAOA, 24, 0.5, .cvar = 0.1, .double_precision = true),
	SAMPLE("qaoa 24 gradients", QS_SOLVER_QAOA, 24, 0.5, .cvar = 1.0, .optimizer = QS_OPTIMIZER_LBFGS),
	SAMPLE("qaoa 24 multi-angle gradients", QS_SOLVER_QAOA, 24, 0.5, .cvar = 1.0, .multi_angle = true, .optimizer = QS_OPTIMIZER_LBFGS),
	SAMPLE("qaoa 24 xy-ring", QS_SOLVER_QAOA, 24, 0.5, .mixer = QS_MIXER_XY_RING),
	SAMPLE("qaoa 24 xy-complete double", QS_SOLVER_QAOA, 24, 0.5, .mixer = QS_MIXER_XY_COMPLETE, .double_precision = true),
	SAMPLE("qaoa 24 warm", QS_SOLVER_QAOA, 24, 0.5, .mixer = QS_MIXER_WARM),
	SAMPLE("qaoa 22 noise", QS_SOLVER_QAOA, 22, 0.5, .depolarizing = 0.01, .readout_flip = 0.01),
	SAMPLE("qaoa 26 cvar", QS_SOLVER_QAOA, 26, 0.5, .cvar = 0.1),
	SAMPLE("qaoa 26 cvar double", QS_SOLVER_QAOA, 26, 0.5, .cvar = 0.1, .double_precision = true),
	SAMPLE("qaoa 26 cvar, angles kept", QS_SOLVER_QAOA, 26, 0.5, .cvar = 0.1, .optimizer = QS_OPTIMIZER_NONE),
	SAMPLE("qaoa 26 warm double", QS_SOLVER_QAOA, 26, 0.5, .mixer = QS_MIXER_WARM, .double_precision = true),
	SAMPLE("vqe 20", QS_SOLVER_VQE, 20, 0.5, .cvar = 0.1),
	SAMPLE("vqe 24 cvar", QS_SOLVER_VQE, 24, 0.5, .cvar = 0.1),
	SAMPLE("vqe 24 double gradients", QS_SOLVER_VQE, 24, 0.5, .cvar = 1.0, .double_precision = true, .optimizer = QS_OPTIMIZER_LBFGS),
	SAMPLE("vqe 26 cvar", QS_SOLVER_VQE, 26, 0.5, .cvar = 0.1),
	SAMPLE("pce 2000", QS_SOLVER_PCE, 2000, 0.01, .cvar = 0.1),
	SAMPLE("exact 26", QS_SOLVER_EXACT, 26, 0.5, .shots = 1000),
	SAMPLE("exact 30", QS_SOLVER_EXACT, 30, 0.5, .shots = 1000),
	SAMPLE("exact 30, 10^7 kept", QS_SOLVER_EXACT, 30, 0.5, .shots = 10000000),
	SAMPLE("sqa 10000", QS_SOLVER_SQA, 10000, 0.002, .cvar = 0.1),
	SAMPLE("sqa 1420 dense", QS_SOLVER_SQA, 1420, 1.0, .cvar = 0.1),
	SAMPLE("sa 10000", QS_SOLVER_SA, 10000, 0.002, .cvar = 0.1),
	SAMPLE("sa 1420 dense", QS_SOLVER_SA, 1420, 1.0, .cvar = 0.1),
	SAMPLE("sa 20, 10^7 shots", QS_SOLVER_SA, 20, 0.5, .shots = 10000000),
	SAMPLE("tabu 1420 dense", QS_SOLVER_TABU, 1420, 1.0, .cvar = 0.1),
	SAMPLE("tabu 10000", QS_SOLVER_TABU, 10000, 0.002, .cvar = 0.1),
	{"graph 8192, auto", graph_case, QS_SOLVER_AUTO, 8192, 24.0, {0}},
	{"graph 100000, auto", graph_case, QS_SOLVER_AUTO, 100000, 8.0, {0}},
	{"graph 100000, qaoa", graph_case, QS_SOLVER_QAOA, 100000, 8.0, {0}},
	{"graph 100000 sparse, auto", graph_case, QS_SOLVER_AUTO, 100000, 3.0, {0}},
	{"cut 20000, auto", cut_case, QS_SOLVER_AUTO, 20000, 6.0, {0}},
	{"cut 20000, qaoa", cut_case, QS_SOLVER_QAOA, 20000, 6.0, {0}},
	{"quadratic 1420 dense, auto", quadratic_case, QS_SOLVER_AUTO, 1420, 1.0, {0}},
	{"quadratic 100000, auto", quadratic_case, QS_SOLVER_AUTO, 100000, 0.0002, {0}},
	{"quadratic 20000, auto", quadratic_case, QS_SOLVER_AUTO, 20000, 0.005, {0}},
	{"quadratic 1420 dense, qaoa", quadratic_case, QS_SOLVER_QAOA, 1420, 1.0, {0}},
	{"knapsack 500x30, auto", knapsack_case, QS_SOLVER_AUTO, 500, 0, {0}},
	{"knapsack 50000x30, auto", knapsack_case, QS_SOLVER_AUTO, 50000, 0, {0}},
	{"assignment 60, auto", assignment_case, QS_SOLVER_AUTO, 60, 0, {0}},
	{"assignment 256, auto", assignment_case, QS_SOLVER_AUTO, 256, 0, {0}},
	{"assignment 256, qaoa", assignment_case, QS_SOLVER_QAOA, 256, 0, {0}},
	{"program 20000, auto", program_case, QS_SOLVER_AUTO, 20000, 0, {0}},
	{"program 100000, auto", program_case, QS_SOLVER_AUTO, 100000, 0, {0}},
	{"program 100000 quadratic, auto", program_case, QS_SOLVER_AUTO, 100000, 1, {0}},
	{"program 100000 quadratic, qaoa", program_case, QS_SOLVER_QAOA, 100000, 1, {0}},
	{"bounds of graph 5000", bound_case, QS_SOLVER_NONE, 5000, 20.0, {0}},
	{"bounds of program 50000", bound_case, QS_SOLVER_AUTO, 50000, 1, {0}},
};

static double
run_case(const Case *this, const Options *options)
{
	QsStandaloneHost *standalone = qs_standalone_create((size_t) 6 << 30);
	Gaps	   *gaps = calloc(1, sizeof(Gaps));
	double		longest;
	volatile bool cancelled = true;

	if (gaps == NULL)
		abort();
	gaps->standalone = standalone;
	gaps->host = standalone->host;
	gaps->host.context = gaps;
	gaps->host.allocate = allocate;
	gaps->host.release = release;
	gaps->host.memory_exceeded = memory_exceeded;
	gaps->host.check = check;
	gaps->host.stop_requested = stop_requested;
	gaps->host.watch = watch;
	gaps->host.unwatch = unwatch;
	gaps->host.clock = clock_seconds;
	gaps->host.own = own;
	gaps->host.disown = disown;
	gaps->end = INFINITY;
	gaps->limit = options->limit;
	gaps->last = processor_seconds();
	standalone->recover_set = true;
	if (setjmp(standalone->recover) == 0)
	{
		this->run(&gaps->host, this, options->seconds);
		pass(gaps, (void *) run_case, true);
		cancelled = false;
	}
	report(gaps, this->name, cancelled, options);
	longest = gaps->longest;
	qs_standalone_destroy(standalone);
	free(gaps);
	return longest;
}

static bool
chosen(const Options *options, const char *name)
{
	for (int k = 0; k < options->words; k++)
		if (strstr(name, options->word[k]))
			return true;
	return options->words == 0;
}

int
main(int argc, char **argv)
{
	Options		options = {.seconds = 4.0, .least = 0.020};
	void	   *first[FRAMES];
	double		longest = 0.0;
	int			k = 1;

	for (; k + 1 < argc && argv[k][0] == '-'; k += 2)
		if (strcmp(argv[k], "--seconds") == 0)
			options.seconds = atof(argv[k + 1]);
		else if (strcmp(argv[k], "--least") == 0)
			options.least = atof(argv[k + 1]) * 1e-3;
		else if (strcmp(argv[k], "--limit") == 0)
			options.limit = atof(argv[k + 1]);
		else
		{
			fprintf(stderr, "unknown option %s\n", argv[k]);
			return 2;
		}
	options.words = argc - k;
	options.word = argv + k;
	backtrace(first, FRAMES);	/* loads what it needs: not inside a gap */
	for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++)
		if (chosen(&options, cases[c].name))
			longest = fmax(longest, run_case(&cases[c], &options));
	printf("longest gap of all: %.1f ms of processor time\n", longest * 1e3);
	return 0;
}
