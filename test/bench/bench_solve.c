/*
 * bench_solve.c
 *	  Solve every instance file of the folders given, without a server, and print
 *	  one line each.
 *
 *	  bench_solve [--solver qaoa] [--qubits 16] [--seed 1] [--seconds 0] [--rounds 0]
 *				  [--layers 4] [--shots 1000] [--encoding auto] [--correlation auto]
 *				  [--set NAME] [--only NAME] [--no-proof] [--no-certified] [--no-legality] [--no-anchor] [--no-recompute]
 *				  [--no-repair] [--no-polish] [--effort 1] [--memory MB]
 *				  [--keep SHARE] [--processor-time] [--stop-at-best] [--fields] [FOLDER|FILE ...]
 *
 *	  Without a path it solves generated instances of every class.  --keep 0.2 sets
 *	  the qubit budget of each instance to that share of its variables.
 *	  --processor-time counts --seconds in processor time, for machines with other work.
 *	  --stop-at-best makes the best known value the target that ends a solve: seconds
 *	  are then those it took to get there.
 *	  --fields adds a line for programs: the word fields and name=value pairs, between tabs.
 *	  A best_known.csv beside the files (instance,file,n,m,best_known,status,set)
 *	  supplies the reference of the gap and the sets to choose from.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "generate.h"
#include "imported_model.h"
#include "importer/importer.h"
#include "samplers/samplers.h"
#include "solve/pipeline.h"
#include "standalone_host.h"

#define MOST_FILES	2000

typedef struct Options
{
	QsSettings	settings;
	double		seconds;
	const char *set;
	const char *only;
	size_t		memory;
	double		keep;
	bool		processor_time;
	bool		stop_at_best;
	bool		fields;
} Options;

typedef struct Totals
{
	int			instances;
	int			feasible;
	int			referenced;
	int			best;
	int			optimal;
	double		gap;
	double		seconds;
} Totals;

static char *
read_file(const char *path, size_t *length)
{
	FILE	   *file = fopen(path, "rb");
	char	   *content = NULL;
	size_t		capacity = 0;

	*length = 0;
	if (file == NULL)
		return NULL;
	for (;;)
	{
		size_t		got;

		if (*length == capacity)
		{
			capacity = capacity * 2 + 65536;
			content = realloc(content, capacity);
			if (content == NULL)
				abort();
		}
		got = fread(content + *length, 1, capacity - *length, file);
		if (got == 0)
			break;
		*length += got;
	}
	fclose(file);
	return content;
}

/* The line of best_known.csv that names the file; false without one */
static bool
look_up(const char *path, double *best_known, char *set, size_t set_size)
{
	char		csv[4096];
	const char *name = strrchr(path, '/');
	FILE	   *file;
	char		line[1024];
	bool		found = false;

	name = name ? name + 1 : path;
	snprintf(csv, sizeof(csv), "%.*s/best_known.csv", (int) (name > path ? name - path - 1 : 1),
			 name > path ? path : ".");
	file = fopen(csv, "r");
	if (file == NULL)
		return false;
	while (!found && fgets(line, sizeof(line), file))
	{
		char	   *field[8];
		int			fields = 0;

		/* commas inside quotes do not separate */
		line[strcspn(line, "\r\n")] = '\0';
		for (char *at = line; at && fields < 8; fields++)
		{
			char	   *end = at;
			bool		quoted = false;

			field[fields] = at;
			while (*end && (quoted || *end != ','))
				quoted ^= *end++ == '"';
			at = *end ? end + 1 : NULL;
			*end = '\0';
		}
		if (fields >= 7 && strcmp(field[1], name) == 0)
		{
			*best_known = atof(field[4]);
			snprintf(set, set_size, "%s", field[6]);
			found = true;
		}
	}
	fclose(file);
	return found;
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static QsFormat
format_by_ending(const char *path)
{
	const char *dot = strrchr(path, '.');

	if (dot && strcmp(dot, ".qubo") == 0)
		return QS_FORMAT_BQP;
	if (dot && strcmp(dot, ".mc") == 0)
		return QS_FORMAT_RUDY;
	return QS_FORMAT_AUTO;
}

/* Values of the best round that produced the answer */
static void
print_line(const char *name, const QsModel *model, const QsRun *run, bool has_best,
		   double best_known, size_t peak, Totals *totals)
{
	bool		feasible = run->status <= QS_RUN_FEASIBLE;
	double		objective = qs_model_report(model, run->objective);
	double		gap = has_best && feasible ?
		fabs(objective - best_known) / fmax(1.0, fabs(best_known)) : NAN;
	double		raw = NAN,
				repaired = NAN;

	/* raw and repaired of the whole run: the best over its rounds */
	for (int k = 0; k < run->rounds; k++)
	{
		raw = fmin(raw, run->round[k].raw_objective);
		repaired = fmin(repaired, run->round[k].repaired_objective);
	}
	printf("%-28s %6d %5d %6.1f%% %7.2f%% %12.10g %12.10g %8lld %14.10g %8.4f%% %-10s %-10s %6d %8.2f %7.1f\n",
		   name, run->n, run->qubits,
		   100.0 * (1.0 - (double) run->qubits / (run->n > 0 ? run->n : 1)),
		   100.0 * run->raw_feasible_share, qs_model_report(model, raw),
		   qs_model_report(model, repaired), (long long) run->repair_moves, objective, 100.0 * gap,
		   qs_run_status_name(run->status), run->proved_by ? run->proved_by : "-", run->rounds,
		   run->seconds, (double) peak / 1e6);
	fflush(stdout);
	totals->instances++;
	totals->feasible += feasible;
	totals->optimal += run->status == QS_RUN_OPTIMAL;
	totals->seconds += run->seconds;
	if (isfinite(gap))
	{
		totals->referenced++;
		totals->best += gap <= 1e-9;
		totals->gap += gap;
	}
}

/* The same for programs (scripts/bench-models); what there is not is left out. */
static void
print_fields(const QsModel *model, const QsRun *run)
{
	printf("fields\tstatus=%s\tseconds=%.4f", qs_run_status_name(run->status), run->seconds);
	if (run->status <= QS_RUN_FEASIBLE)
		printf("\tobjective=%.17g", qs_model_report(model, run->objective));
	if (isfinite(run->bound))
		printf("\tbound=%.17g", qs_model_report(model, run->bound));
	if (run->incumbents > 0)
		printf("\tfirst=%.4f\tbest=%.4f", run->incumbent[0].seconds,
			   run->incumbent[run->incumbents - 1].seconds);
	for (int s = 0; s < QS_STAGE_COUNT; s++)
		printf("\t%s=%.4f", qs_stage_name((QsStage) s), run->stage_seconds[s]);
	printf("\n");
	fflush(stdout);
}

static void
solve_model(QsHost *host, const char *name, const QsModel *model, bool has_best,
			double best_known, const Options *options, Totals *totals)
{
	QsSettings	settings = options->settings;
	QsRun	   *run;

	host->memory_peak = host->memory_used;
	host->deadline = options->seconds > 0 ? qs_clock(host) + options->seconds : INFINITY;
	settings.timed = options->seconds > 0;
	settings.has_target = options->stop_at_best && has_best;
	settings.target = best_known;
	if (options->keep > 0.0)
		settings.max_qubits = (int) fmax(1.0, options->keep * model->n);
	run = qs_solve(host, model, &settings);
	if (run->unsupported)
		printf("%-28s %s\n", name, run->unsupported);
	else
		print_line(name, model, run, has_best, best_known, host->memory_peak, totals);
	if (options->fields && run->unsupported == NULL)
		print_fields(model, run);
	qs_run_free(host, run);
}

static void
solve_file(const char *path, const Options *options, Totals *totals)
{
	double		best_known = NAN;
	char		set[64] = "";
	bool		listed = look_up(path, &best_known, set, sizeof(set));
	QsStandaloneHost *standalone;
	QsHost	   *host;
	size_t		length;
	char	   *content;
	QsImport   *import = NULL;
	QsError		error;

	if (options->set && strcmp(options->set, set) != 0)
		return;
	if (options->only && strstr(base_name(path), options->only) == NULL)
		return;
	content = read_file(path, &length);
	if (content == NULL)
		return;
	standalone = qs_standalone_create(options->memory);
	if (options->processor_time)
		qs_standalone_count_processor_time(standalone);
	host = &standalone->host;
	if (qs_import(host, content, length, format_by_ending(path), &import, &error) != QS_OK)
		printf("%-28s %s\n", base_name(path), error.message);
	for (int k = 0; import && k < import->count; k++)
	{
		QsImported *problem = &import->problem[k];

		solve_model(host, problem->name[0] ? problem->name : base_name(path),
					imported_model(host, problem), listed || problem->has_best,
					listed ? best_known : problem->best_known, options, totals);
	}
	free(content);
	qs_standalone_destroy(standalone);
}

/* Instances of every class, made here: nothing needs to be shipped or fetched */
static void
solve_generated(const Options *options, Totals *totals)
{
	QsStandaloneHost *standalone = qs_standalone_create(options->memory);
	QsHost	   *host = &standalone->host;
	QsRandom	random;
	QsGraph    *graph;

	qs_random_seed(&random, 1, 0);
	solve_model(host, "knapsack 30x5", qs_generate_knapsack(host, &random, 30, 5, 0.5), false, NAN, options, totals);
	solve_model(host, "knapsack 50x5", qs_generate_knapsack(host, &random, 50, 5, 0.25), false, NAN, options, totals);
	solve_model(host, "knapsack 100x10", qs_generate_knapsack(host, &random, 100, 10, 0.5), false, NAN, options, totals);
	graph = qs_generate_random_graph(host, &random, 64, 0.15);
	solve_model(host, "independent set 64", qs_generate_independent_set(host, &random, graph, 1), false, NAN, options, totals);
	solve_model(host, "weighted set 64", qs_generate_independent_set(host, &random, graph, 9), false, NAN, options, totals);
	solve_model(host, "max-cut 64", qs_generate_max_cut(host, &random, graph, 1, 1), false, NAN, options, totals);
	solve_model(host, "assignment 12", qs_generate_assignment(host, &random, 12, true, 99), false, NAN, options, totals);
	solve_model(host, "grid assignment 3x5", qs_generate_grid_assignment(host, &random, 3, 5), false, NAN, options, totals);
	solve_model(host, "quadratic 100", qs_generate_quadratic(host, &random, 100, 0.1), false, NAN, options, totals);
	qs_standalone_destroy(standalone);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

static void
solve_path(const char *path, const Options *options, Totals *totals)
{
	static char *file[MOST_FILES];
	int			count = 0;
	struct stat info;
	DIR		   *folder;

	if (stat(path, &info) != 0)
	{
		fprintf(stderr, "cannot read %s\n", path);
		exit(1);
	}
	if (!S_ISDIR(info.st_mode))
	{
		solve_file(path, options, totals);
		return;
	}
	folder = opendir(path);
	for (struct dirent *entry; folder && (entry = readdir(folder)) && count < MOST_FILES;)
	{
		const char *dot = strrchr(entry->d_name, '.');

		if (entry->d_name[0] == '.' || (dot && (strcmp(dot, ".csv") == 0 || strcmp(dot, ".gz") == 0)))
			continue;
		if (asprintf(&file[count++], "%s/%s", path, entry->d_name) < 0)
			abort();
	}
	if (folder)
		closedir(folder);
	qsort(file, (size_t) count, sizeof(char *), by_name);
	for (int k = 0; k < count; k++)
	{
		solve_file(file[k], options, totals);
		free(file[k]);
	}
}

/* Options without a value */
static bool
switch_on_or_off(Options *options, const char *name)
{
	QsSettings *settings = &options->settings;

	if (strcmp(name, "--processor-time") == 0)
		options->processor_time = true;
	else if (strcmp(name, "--stop-at-best") == 0)
		options->stop_at_best = true;
	else if (strcmp(name, "--fields") == 0)
		options->fields = true;
	else if (strcmp(name, "--no-proof") == 0)
		settings->proof = false;
	else if (strcmp(name, "--no-anchor") == 0)
		settings->anchor = false;
	else if (strcmp(name, "--no-certified") == 0)
		settings->certified = false;
	else if (strcmp(name, "--no-presolve") == 0)
		settings->presolve = false;
	else if (strcmp(name, "--no-legality") == 0)
		settings->legality = false;
	else if (strcmp(name, "--no-recompute") == 0)
		settings->recompute = false;
	else if (strcmp(name, "--no-repair") == 0)
		settings->repair = false;
	else if (strcmp(name, "--no-polish") == 0)
		settings->polish = false;
	else
		return false;
	return true;
}

static bool
set_option(Options *options, const char *name, const char *value)
{
	QsSettings *settings = &options->settings;

	if (strcmp(name, "--solver") == 0)
		return qs_solver(value, &settings->solver);
	if (strcmp(name, "--encoding") == 0)
		return qs_encoding_kind(value, &settings->encoding);
	if (strcmp(name, "--correlation") == 0)
		return qs_correlation_method(value, &settings->correlation);
	if (strcmp(name, "--mixer") == 0)
		return qs_mixer(value, &settings->sampler.mixer);
	if (strcmp(name, "--qubits") == 0)
		settings->max_qubits = atoi(value);
	else if (strcmp(name, "--seed") == 0)
		settings->seed = (uint64_t) atoll(value);
	else if (strcmp(name, "--seconds") == 0)
		options->seconds = atof(value);
	else if (strcmp(name, "--rounds") == 0)
		settings->rounds = atoi(value);
	else if (strcmp(name, "--layers") == 0)
		settings->sampler.layers = atoi(value);
	else if (strcmp(name, "--shots") == 0)
		settings->sampler.shots = atoi(value);
	else if (strcmp(name, "--effort") == 0)
		settings->effort = atof(value);
	else if (strcmp(name, "--keep") == 0)
		options->keep = atof(value);
	else if (strcmp(name, "--memory") == 0)
		options->memory = (size_t) atoll(value) << 20;
	else if (strcmp(name, "--set") == 0)
		options->set = value;
	else if (strcmp(name, "--only") == 0)
		options->only = value;
	else
		return false;
	return true;
}

int
main(int count, char **argument)
{
	Options		options = {.settings = qs_settings_defaults, .memory = (size_t) 4 << 30};
	Totals		totals = {0};
	int			k = 1;

	options.settings.sampler = qs_sampler_defaults;
	for (; k < count && strncmp(argument[k], "--", 2) == 0; k++)
	{
		if (switch_on_or_off(&options, argument[k]))
			continue;
		if (k + 1 >= count || !set_option(&options, argument[k], argument[k + 1]))
		{
			fprintf(stderr, "bad option %s\n", argument[k]);
			return 2;
		}
		k++;
	}
	printf("%-28s %6s %5s %7s %8s %12s %12s %8s %14s %9s %-10s %-10s %6s %8s %7s\n",
		   "instance", "n", "qubit", "reduced", "raw feas", "raw", "repaired", "repairs", "objective", "gap",
		   "status", "proof", "rounds", "seconds", "MB");
	if (k == count)
		solve_generated(&options, &totals);
	for (; k < count; k++)
		solve_path(argument[k], &options, &totals);
	printf("total: %d instances, %d feasible, %d of %d at best known, %d proved, mean gap %.4f %%, %.1f s\n",
		   totals.instances, totals.feasible, totals.best, totals.referenced, totals.optimal,
		   totals.referenced ? 100.0 * totals.gap / totals.referenced : 0.0, totals.seconds);
	return 0;
}
