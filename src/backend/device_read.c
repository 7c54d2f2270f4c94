/*
 * device_read.c
 *	  Devices as users describe them, in JSON: every member is checked, and none is
 *	  overlooked.
 */
#include "compat.h"

#include <math.h>

#include "device_read.h"
#include "option_check.h"
#include "qubo_json.h"

#define MOST_ERROR	0.75		/* more is less: there nothing is left of the qubit */
#define MOST_TIME	1e12
#define LEAST_TIME	1e-12
#define LONGEST_NAME	200

typedef struct Reading
{
	QsDevice   *device;
	Jsonb	   *json;
	bool		has_t1;
	bool		has_t2;
	double	   *t1;
	double	   *t2;
	double	   *readout;
} Reading;

static const char *const members[] = {
	"name", "qubits", "coupling", "gates", "single_qubit_error", "two_qubit_error",
	"single_qubit_time", "two_qubit_time", "t1", "t2", "readout_error"
};

static void
invalid(char *message, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("device: %s", message),
			 hint ? errhint("%s", hint) : 0));
}

/* Is every member one of ours? */
static void
check_members(const Reading *reading)
{
	JsonbIterator *iterator = JsonbIteratorInit(&reading->json->root);
	JsonbIteratorToken token;
	JsonbValue	key;

	while ((token = JsonbIteratorNext(&iterator, &key, true)) != WJB_DONE)
	{
		char	   *name;
		bool		known = false;

		if (token != WJB_KEY)
			continue;
		name = pnstrdup(key.val.string.val, Min(key.val.string.len, LONGEST_NAME));
		for (int k = 0; k < (int) lengthof(members); k++)
			known = known || strcmp(members[k], name) == 0;
		if (!known || key.val.string.len > LONGEST_NAME)
			invalid(psprintf("unknown member \"%s\"", name),
					qshrink_names_hint("members", name, members, lengthof(members)));
		CHECK_FOR_INTERRUPTS();
	}
}

/* false: there is none, or a null */
static bool
member(const Reading *reading, const char *name, JsonbValue *value)
{
	return getKeyJsonValueFromContainer(&reading->json->root, name, (int) strlen(name), value) != NULL &&
		value->type != jbvNull;
}

static const char *
called(const char *name)
{
	return psprintf("device: %s", name);
}

static double
number(const char *name, const JsonbValue *value, double least, double most)
{
	double		result = qshrink_json_number(called(name), value);

	qshrink_check_range(called(name), result, least, most);
	return result;
}

/* A number for all qubits, or a list with one for each */
static bool
by_qubit(const Reading *reading, const char *name, double least, double most, double *result)
{
	int			qubits = reading->device->qubits;
	JsonbValue	value;
	JsonbContainer *array;

	if (!member(reading, name, &value))
		return false;
	if (value.type != jbvBinary)
	{
		result[0] = number(name, &value, least, most);
		for (int q = 1; q < qubits; q++)
			result[q] = result[0];
		return true;
	}
	array = qshrink_json_array(called(name), &value);
	if ((int) JsonContainerSize(array) != qubits)
		invalid(psprintf("%s has %d elements, but the device has %d qubits", name, (int) JsonContainerSize(array), qubits),
				"Write one number for all qubits, or a list with one for each.");
	for (int q = 0; q < qubits; q++)
		result[q] = number(psprintf("%s of qubit %d", name, q), getIthJsonbValueFromContainer(array, q),
						   least, most);
	return true;
}

static void
read_number(const Reading *reading, const char *name, double most, double *result)
{
	JsonbValue	value;

	if (member(reading, name, &value))
		*result = number(name, &value, 0.0, most);
}

static int
compare_couples(const void *a, const void *b)
{
	const QsCouple *p = a;
	const QsCouple *q = b;

	return p->a != q->a ? (p->a > q->a) - (p->a < q->a) : (p->b > q->b) - (p->b < q->b);
}

static QsCouple
read_couple(const Reading *reading, const JsonbValue *value, int k)
{
	const char *name = psprintf("device: couple %d", k);
	JsonbContainer *array = qshrink_json_array(name, value);
	int			most = reading->device->qubits - 1;
	int			qubit[2];

	if (JsonContainerSize(array) != 2)
		invalid(psprintf("couple %d has %d qubits", k, (int) JsonContainerSize(array)), "Write [0, 1], the numbers of two qubits, from 0.");
	for (int i = 0; i < 2; i++)
		qubit[i] = qshrink_json_integer(psprintf("device: qubit of couple %d", k),
										getIthJsonbValueFromContainer(array, i), 0, most);
	if (qubit[0] == qubit[1])
		invalid(psprintf("couple %d is qubit %d with itself", k, qubit[0]), NULL);
	return (QsCouple) {Min(qubit[0], qubit[1]), Max(qubit[0], qubit[1])};
}

/* [[0, 1], [1, 2]], either way round, none twice */
static void
read_couples(const Reading *reading, const JsonbValue *value)
{
	QsDevice   *device = reading->device;
	JsonbContainer *array = qshrink_json_array("device: coupling", value);
	int64		count = JsonContainerSize(array);
	QsCouple   *couple;

	if (count > (int64) device->qubits * (device->qubits - 1) / 2)
		invalid(psprintf("coupling has " INT64_FORMAT " couples, more than %d qubits have", count, device->qubits), NULL);
	couple = palloc((Size) Max(count, 1) * sizeof(QsCouple));
	for (int k = 0; k < count; k++)
	{
		couple[k] = read_couple(reading, getIthJsonbValueFromContainer(array, k), k);
		CHECK_FOR_INTERRUPTS();
	}
	qsort(couple, count, sizeof(QsCouple), compare_couples);
	for (int k = 1; k < count; k++)
		if (compare_couples(&couple[k - 1], &couple[k]) == 0)
			invalid(psprintf("qubits %d and %d are coupled twice", couple[k].a, couple[k].b), NULL);
	device->lattice = QS_LATTICE_GIVEN;
	device->couple = couple;
	device->couples = (int) count;
}

static void
read_coupling(const Reading *reading)
{
	JsonbValue	value;

	if (!member(reading, "coupling", &value))
		return;
	if (value.type == jbvString)
		reading->device->lattice = qshrink_name_value(&qs_lattice_names,
													  pnstrdup(value.val.string.val, value.val.string.len));
	else
		read_couples(reading, &value);
}

static void
read_gates(const Reading *reading)
{
	JsonbValue	value;

	if (member(reading, "gates", &value))
	{
		(void) qshrink_json_string(called("gates"), &value);
		reading->device->has_rzz = qshrink_name_value(&qs_program_gate_names,
													  pnstrdup(value.val.string.val, value.val.string.len));
	}
}

/* T2 is at most 2 T1; of the two that is not given is what physics allows. */
static void
settle_decay(const Reading *reading)
{
	for (int q = 0; q < reading->device->qubits; q++)
	{
		if (!reading->has_t1)
			reading->t1[q] = INFINITY;
		if (!reading->has_t2)
			reading->t2[q] = 2.0 * reading->t1[q];
		if (reading->t2[q] > 2.0 * reading->t1[q])
			invalid(psprintf("t2 of qubit %d is %g, more than 2 t1 = %g", q, reading->t2[q], 2.0 * reading->t1[q]),
					"Relaxation dephases, too: t2 is at most twice t1.");
	}
}

QsDevice *
qshrink_device_read(Jsonb *json)
{
	QsDevice   *device = palloc0(sizeof(QsDevice));
	Reading		reading = {.device = device, .json = json};
	JsonbValue	value;

	if (!JB_ROOT_IS_OBJECT(json))
		invalid("it must be an object", NULL);
	check_members(&reading);
	if (member(&reading, "name", &value))
		(void) qshrink_json_string(called("name"), &value);
	if (!member(&reading, "qubits", &value))
		invalid("it has no \"qubits\"", "Write how many qubits it has: {\"qubits\": 27}.");
	device->qubits = qshrink_json_integer(called("qubits"), &value, 1, QS_DEVICE_QUBITS);
	read_coupling(&reading);
	read_gates(&reading);
	read_number(&reading, "single_qubit_error", MOST_ERROR, &device->error_one);
	read_number(&reading, "two_qubit_error", MOST_ERROR, &device->error_two);
	read_number(&reading, "single_qubit_time", MOST_TIME, &device->time_one);
	read_number(&reading, "two_qubit_time", MOST_TIME, &device->time_two);
	reading.t1 = palloc(device->qubits * sizeof(double));
	reading.t2 = palloc(device->qubits * sizeof(double));
	reading.readout = palloc0(device->qubits * sizeof(double));
	reading.has_t1 = by_qubit(&reading, "t1", LEAST_TIME, MOST_TIME, reading.t1);
	reading.has_t2 = by_qubit(&reading, "t2", LEAST_TIME, MOST_TIME, reading.t2);
	by_qubit(&reading, "readout_error", 0.0, 1.0, reading.readout);
	settle_decay(&reading);
	device->t1 = reading.t1;
	device->t2 = reading.t2;
	device->readout = reading.readout;
	return device;
}
