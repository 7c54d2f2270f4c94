/*
 * bench_statevector.c
 *	  Speed of the simulated processor.
 *
 * For every size: nanoseconds per amplitude and layer (dense quadratic phase, then
 * a rotation of every qubit), the whole circuit divided by its layers, so start and
 * last pass are included.  Beside it two in-place streaming passes (read, multiply-add,
 * write) over the bytes of the same state with the same instruction set; the ratio of
 * the two is what means something across machines.  "half" is the half state of a
 * problem without fields, per amplitude of the full state; its streaming passes run
 * over the half that is stored.  Best of five in processor time, the two taking turns.
 *
 * Then gradients, the energies of all states of a dense QUBO, one whole call of the QAOA
 * sampler, and the longest time a call at the largest size goes without asking the
 * host whether to stop.
 *
 *	  bench_statevector [--qubits 26] [--from 16] [--layers 4] [--simd auto|portable|avx2|avx512|neon]
 */
#define _DEFAULT_SOURCE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "samplers/samplers.h"
#include "base/simd.h"
#include "quadratic_values.h"
#include "standalone_host.h"
#include "quantum/statevector/statevector.h"

#define RUNS			5
#define MOST_QUBITS		28
#define MOST_PAIRS		(MOST_QUBITS * (MOST_QUBITS - 1) / 2)
#define MOST_LAYERS		16
#define ENERGY_QUBITS	24
#define GRADIENT_QUBITS	22
#define LEAST_SECONDS	0.01	/* of a timed stretch; short runs are repeated */

typedef struct Draft
{
	QsCircuit	circuit;
	int32_t		first[MOST_PAIRS];
	int32_t		second[MOST_PAIRS];
	double		field[MOST_LAYERS * MOST_QUBITS];
	double		coupling[MOST_LAYERS * MOST_PAIRS];
	double		angle[MOST_LAYERS * MOST_QUBITS];
} Draft;

/* Every pair coupled; symmetric: no fields in the spin form */
static void
draft_circuit(Draft *draft, int n, int layers, bool symmetric)
{
	QsRandom	random;
	int			pairs = 0;

	qs_random_seed(&random, (uint64_t) n, 1);
	memset(draft, 0, sizeof(*draft));
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
		{
			draft->first[pairs] = j;
			draft->second[pairs++] = i;
		}
	for (int l = 0; l < layers; l++)
		for (int k = 0; k < pairs; k++)
		{
			double		value = qs_random_normal(&random) / n;

			draft->coupling[l * pairs + k] = value;
			draft->field[l * n + draft->first[k]] -= 0.5 * value;
			draft->field[l * n + draft->second[k]] -= 0.5 * value;
		}
	for (int k = 0; k < layers * n; k++)
	{
		draft->angle[k] = -0.4;
		if (!symmetric)
			draft->field[k] += qs_random_normal(&random);
	}
	draft->circuit = (QsCircuit) {.n = n, .layers = layers, .pairs = pairs, .first = draft->first,
		.second = draft->second, .field = draft->field, .coupling = draft->coupling,
		.angle = draft->angle};
}

/* ---- streaming passes ---- */

/* One pass with vectors of so many bytes: numbers and count are multiples of those */
#define STREAM(name, bytes, attributes) \
	typedef float name##_vector __attribute__((vector_size(bytes), may_alias)); \
	attributes static void \
	name(float *numbers, size_t count) \
	{ \
		name##_vector *v = (name##_vector *) numbers; \
		for (size_t k = 0; k < count / (bytes / sizeof(float)); k++) \
			v[k] = v[k] * 0.75f + 0.25f; \
	} \
	struct name##_end

STREAM(stream_portable, 16,);
#ifdef QS_SIMD_DISPATCH
STREAM(stream_avx2, 32, __attribute__((target("avx2,fma"))));
STREAM(stream_avx512, 64, __attribute__((target("avx2,fma,avx512f"))));
#endif

static void
stream(QsSimd simd, float *numbers, size_t count)
{
#ifdef QS_SIMD_DISPATCH
	if (qs_simd_resolve(simd) == QS_SIMD_AVX512)
	{
		stream_avx512(numbers, count);
		return;
	}
	if (qs_simd_resolve(simd) == QS_SIMD_AVX2)
	{
		stream_avx2(numbers, count);
		return;
	}
#endif
	(void) simd;
	stream_portable(numbers, count);
}

/* Memory with the page size the simulator asks for */
static float *
stream_space(size_t bytes)
{
	size_t		page = (size_t) 1 << 21;
	float	   *space = aligned_alloc(page, (bytes + page - 1) & ~(page - 1));

	if (space == NULL)
		abort();
#if defined(__linux__) && defined(MADV_HUGEPAGE)
	madvise(space, bytes, MADV_HUGEPAGE);
#endif
	memset(space, 0, bytes);
	return space;
}

/* ---- layers ---- */

typedef enum Kind
{
	KIND_SINGLE,
	KIND_DOUBLE,
	KIND_HALF,
	KINDS
} Kind;

static const char *const kind_name[KINDS] = {"single", "double", "half"};

static double
time_circuit(QsHost *host, QsStatevector *state, const QsCircuit *circuit, int repeats)
{
	double		started = qs_clock(host);

	for (int k = 0; k < repeats; k++)
		qs_statevector_run(state, circuit);
	return (qs_clock(host) - started) / repeats;
}

static double
time_stream(QsHost *host, float *space, size_t bytes, int repeats)
{
	double		started = qs_clock(host);

	for (int k = 0; k < 2 * repeats; k++)
		stream(host->simd, space, bytes / sizeof(float));
	return (qs_clock(host) - started) / repeats;
}

static void
measure_layers(QsHost *host, int n, int layers, Kind kind)
{
	double		states = ldexp(1.0, n);
	size_t		bytes = ((size_t) (kind == KIND_DOUBLE ? 16 : 8) << n) / (kind == KIND_HALF ? 2 : 1);
	QsStatevector *state = kind == KIND_HALF ? qs_statevector_create_half(host, n, false) :
		qs_statevector_create(host, n, kind == KIND_DOUBLE);
	Draft	   *draft = QS_NEW(host, Draft);
	float	   *space = stream_space(bytes);
	double		circuit = INFINITY;
	double		passes = INFINITY;
	int			repeats;
	int			stream_repeats;

	draft_circuit(draft, n, layers, kind == KIND_HALF);
	repeats = 1 + (int) (LEAST_SECONDS / time_circuit(host, state, &draft->circuit, 1));
	stream_repeats = 1 + (int) (LEAST_SECONDS / time_stream(host, space, bytes, 1));
	for (int run = 0; run < RUNS; run++)
	{
		circuit = fmin(circuit, time_circuit(host, state, &draft->circuit, repeats) / layers);
		passes = fmin(passes, time_stream(host, space, bytes, stream_repeats));
	}
	printf("%6d  %-8s %10.3f %14.3f %8.2f\n", n, kind_name[kind], circuit / states * 1e9,
		   passes / states * 1e9, circuit / passes);
	fflush(stdout);
	free(space);
	qs_free(host, draft);
	qs_statevector_free(state);
}

/* ---- gradients ---- */

/* Of the mean, by every field, coupling and angle; beside the circuit, the two taking turns */
static void
measure_gradient(QsHost *host, int n, int layers, bool keep)
{
	QsStatevector *state = qs_statevector_create(host, n, false);
	QsGradient *gradient = qs_gradient_create(state, layers, keep ? 0.0 : INFINITY);
	Draft	   *draft = QS_NEW(host, Draft);
	Draft	   *derivative = QS_NEW(host, Draft);
	QsQuadratic function;
	double		circuit = INFINITY;
	double		whole = INFINITY;
	double		value;
	int			repeats;

	draft_circuit(draft, n, layers, false);
	function = (QsQuadratic) {.n = n, .linear = draft->field, .pairs = draft->circuit.pairs,
		.first = draft->first, .second = draft->second, .coefficient = draft->coupling};
	repeats = 1 + (int) (LEAST_SECONDS / time_circuit(host, state, &draft->circuit, 1));
	for (int run = 0; run < RUNS; run++)
	{
		double		started;

		circuit = fmin(circuit, time_circuit(host, state, &draft->circuit, repeats));
		started = qs_clock(host);
		for (int k = 0; k < repeats; k++)
			qs_statevector_gradient(state, gradient, &draft->circuit, &function, NULL, 1.0, &value,
									derivative->field, derivative->coupling, derivative->angle);
		whole = fmin(whole, (qs_clock(host) - started) / repeats);
	}
	printf("gradient of %d qubits, states of layers %s: %.2f times the circuit (target 3)\n", n,
		   keep ? "kept" : "carried back", whole / circuit);
	qs_free(host, derivative);
	qs_free(host, draft);
	qs_gradient_free(gradient);
	qs_statevector_free(state);
}

/* ---- energies and a whole call ---- */

static QsQubo *
dense_qubo(QsHost *host, int n)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, n * (n + 1) / 2);
	int64_t		count = 0;
	QsRandom	random;
	QsQubo	   *qubo;

	qs_random_seed(&random, (uint64_t) n, 2);
	for (int i = 0; i < n; i++)
		for (int j = i; j < n; j++)
			terms[count++] = (QsTerm) {i, j, qs_random_normal(&random)};
	qubo = qs_qubo_from_terms(host, n, 0.0, terms, count);
	qs_free(host, terms);
	return qubo;
}

static void
measure_energies(QsHost *host, int n)
{
	Draft	   *draft = QS_NEW(host, Draft);
	QsQuadratic function;
	double		states = ldexp(1.0, n);
	double	   *value = QS_ARRAY(host, double, (size_t) 1 << n);
	double		best = INFINITY;

	draft_circuit(draft, n, 1, false);
	function = (QsQuadratic) {.n = n, .linear = draft->field, .pairs = draft->circuit.pairs,
		.first = draft->first, .second = draft->second, .coefficient = draft->coupling};
	for (int run = 0; run < RUNS; run++)
	{
		double		started = qs_clock(host);

		quadratic_values(host, &function, value);
		best = fmin(best, qs_clock(host) - started);
	}
	printf("energies of all 2^%d states, dense: %.3f ns per state (target 2)\n", n,
		   best / states * 1e9);
	qs_free(host, value);
	qs_free(host, draft);
}

static void
measure_call(QsHost *host)
{
	QsQubo	   *qubo = dense_qubo(host, 16);
	QsSamplerInput input = {.qubo = qubo};
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamplerReport report = {0};
	double		best = INFINITY;

	settings.layers = 4;
	settings.shots = 1000;
	settings.evaluations = 150;
	for (int run = 0; run < RUNS; run++)
	{
		QsSamples  *samples;
		QsRandom	random;
		double		started = qs_clock(host);

		qs_random_seed(&random, 1, 0);
		qs_sample(host, QS_SOLVER_QAOA, &input, &settings, &random, &samples, &report);
		best = fmin(best, qs_clock(host) - started);
		qs_samples_free(host, samples);
		qs_free(host, report.angles);
	}
	printf("QAOA of 16 qubits, 4 layers, %d evaluations of CVaR %g, %d shots: %.1f ms (target 100)\n",
		   report.evaluations, settings.cvar, settings.shots, best * 1e3);
	qs_qubo_free(host, qubo);
}

/* A host that notes how long it was left alone */
typedef struct Watch
{
	QsHost	   *host;
	void	   *context;
	void		(*check) (void *context);
	bool		(*stop_requested) (void *context);
	double		last;
	double		longest;
} Watch;

static Watch watch;

static void
note_question(void)
{
	double		now = watch.host->clock(watch.context);

	watch.longest = fmax(watch.longest, now - watch.last);
	watch.last = now;
}

static void
watched_check(void *context)
{
	note_question();
	watch.check(context);
}

static bool
watched_stop_requested(void *context)
{
	note_question();
	return watch.stop_requested(context);
}

static void
measure_attention(QsHost *host, int n, bool double_precision, double fraction)
{
	QsQubo	   *qubo = dense_qubo(host, n);
	QsSamplerInput input = {.qubo = qubo};
	QsSamplerSettings settings = qs_sampler_defaults;
	QsSamples  *samples;
	QsRandom	random;
	double		seconds;

	settings.layers = 2;
	settings.evaluations = 1;
	settings.cvar = fraction;
	settings.double_precision = double_precision;
	watch = (Watch) {.host = host, .context = host->context, .check = host->check,
		.stop_requested = host->stop_requested};
	host->check = watched_check;
	host->stop_requested = watched_stop_requested;
	qs_random_seed(&random, 1, 0);
	watch.last = seconds = qs_clock(host);
	qs_sample(host, QS_SOLVER_QAOA, &input, &settings, &random, &samples, NULL);
	seconds = qs_clock(host) - seconds;
	note_question();
	host->check = watch.check;
	host->stop_requested = watch.stop_requested;
	printf("longest time without an interrupt check, one evaluation of %d qubits (%s, CVaR %g): "
		   "%.1f ms of %.2f s (promise 100)\n",
		   n, double_precision ? "double" : "single", fraction, watch.longest * 1e3, seconds);
	qs_samples_free(host, samples);
	qs_qubo_free(host, qubo);
}

static QsSimd
simd_named(const char *name)
{
	const QsName *found = qs_name_find(&qs_simd_names, name);

	if (found)
		return (QsSimd) found->value;
	fprintf(stderr, "unknown instruction set %s\n", name);
	exit(2);
}

int
main(int argc, char **argv)
{
	QsStandaloneHost *standalone = qs_standalone_create((size_t) 8 << 30);
	QsHost	   *host = &standalone->host;
	int			from = 16;
	int			most = 26;
	int			layers = 4;

	for (int k = 1; k + 1 < argc; k += 2)
	{
		int			value = atoi(argv[k + 1]);

		if (strcmp(argv[k], "--simd") == 0)
			host->simd = simd_named(argv[k + 1]);
		else if (strcmp(argv[k], "--qubits") == 0 && value <= MOST_QUBITS)
			most = value;
		else if (strcmp(argv[k], "--from") == 0 && value >= 1)
			from = value;
		else if (strcmp(argv[k], "--layers") == 0 && value >= 1 && value <= MOST_LAYERS)
			layers = value;
		else
		{
			fprintf(stderr, "bad option %s %s\n", argv[k], argv[k + 1]);
			return 2;
		}
	}
	qs_standalone_count_processor_time(standalone);
	printf("%6s  %-8s %10s %14s %8s\n", "qubits", "state", "ns/layer", "ns/two passes", "ratio");
	for (int n = from; n <= most; n += 2)
		for (Kind kind = 0; kind < KINDS; kind++)
			measure_layers(host, n, layers, kind);
	for (int n = from; n <= most && n <= GRADIENT_QUBITS; n += 2)
		for (int keep = 1; keep >= 0; keep--)
			measure_gradient(host, n, layers, keep);
	measure_energies(host, most < ENERGY_QUBITS ? most : ENERGY_QUBITS);
	measure_call(host);
	measure_attention(host, most, false, 0.1);
	measure_attention(host, most, true, 1.0);
	qs_standalone_destroy(standalone);
	return 0;
}
