/*
 * role_type.c
 *	  The SQL type qshrink_role: who owns a row.
 *
 * Within a cluster a value is the oid of a role, so a renamed role keeps its rows
 * and a new role of an old name gets none.  Text and binary forms carry the
 * current name, so that a dump finds its owners by name in another cluster.
 *
 *		alice		the role alice; where there is none, the name alone
 *		?alice		a role that is no more, or a name that meant nobody: grants nothing
 *		=?alice		the role whose name is "?alice" (a leading = is skipped)
 *
 * Catalogues decide what a name means, so input and output are STABLE; comparisons
 * look at the bytes alone and are IMMUTABLE.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_authid.h"
#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/syscache.h"

#include "role_type.h"

PG_FUNCTION_INFO_V1(qshrink_role_in);
PG_FUNCTION_INFO_V1(qshrink_role_out);
PG_FUNCTION_INFO_V1(qshrink_role_recv);
PG_FUNCTION_INFO_V1(qshrink_role_send);
PG_FUNCTION_INFO_V1(qshrink_role_from_name);
PG_FUNCTION_INFO_V1(qshrink_role_to_name);
PG_FUNCTION_INFO_V1(qshrink_role_to_oid);
PG_FUNCTION_INFO_V1(qshrink_role_eq);
PG_FUNCTION_INFO_V1(qshrink_role_ne);
PG_FUNCTION_INFO_V1(qshrink_role_lt);
PG_FUNCTION_INFO_V1(qshrink_role_le);
PG_FUNCTION_INFO_V1(qshrink_role_gt);
PG_FUNCTION_INFO_V1(qshrink_role_ge);
PG_FUNCTION_INFO_V1(qshrink_role_cmp);
PG_FUNCTION_INFO_V1(qshrink_role_hash);
PG_FUNCTION_INFO_V1(qshrink_role_hash_extended);

#define MARK_GONE		'?'
#define MARK_NAME		'='

/* A value as it is stored */
typedef struct Role
{
	Oid			oid;			/* 0: nobody */
	const char *name;			/* not terminated */
	int			length;
} Role;

static Role
read_role(Datum value)
{
	struct varlena *stored = PG_DETOAST_DATUM_PACKED(value);
	int			size = VARSIZE_ANY_EXHDR(stored);
	Role		role;

	if (size <= (int) sizeof(Oid) || size >= (int) sizeof(Oid) + NAMEDATALEN)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("corrupt value of type qshrink_role")));
	memcpy(&role.oid, VARDATA_ANY(stored), sizeof(Oid));
	role.name = VARDATA_ANY(stored) + sizeof(Oid);
	role.length = size - (int) sizeof(Oid);
	return role;
}

static Datum
make_role(Oid oid, const char *name)
{
	Size		length = strlen(name);
	Size		size = VARHDRSZ + sizeof(Oid) + length;
	struct varlena *value = palloc(size);

	SET_VARSIZE(value, size);
	memcpy(VARDATA(value), &oid, sizeof(Oid));
	memcpy(VARDATA(value) + sizeof(Oid), name, length);
	return PointerGetDatum(value);
}

/* The name a role has now, palloc'd; NULL if it is no more */
static char *
current_name(Oid oid)
{
	HeapTuple	tuple;
	char	   *name;

	if (!OidIsValid(oid))
		return NULL;
	tuple = SearchSysCache1(AUTHOID, ObjectIdGetDatum(oid));
	if (!HeapTupleIsValid(tuple))
		return NULL;
	name = pstrdup(NameStr(((Form_pg_authid) GETSTRUCT(tuple))->rolname));
	ReleaseSysCache(tuple);
	return name;
}

Oid
qshrink_role_read(Datum value, Oid *oid, char **name)
{
	Role		role = read_role(value);
	char	   *current = current_name(role.oid);

	*oid = role.oid;
	*name = current ? current : pnstrdup(role.name, role.length);
	return current ? role.oid : InvalidOid;
}

Datum
qshrink_role_renewed(Datum value)
{
	Oid			oid;
	char	   *name;

	qshrink_role_read(value, &oid, &name);
	return make_role(oid, name);
}

Oid
qshrink_role_of(Datum value)
{
	Oid			oid = read_role(value).oid;

	return OidIsValid(oid) && SearchSysCacheExists1(AUTHOID, ObjectIdGetDatum(oid)) ?
		oid : InvalidOid;
}

/* Names are cut as the server cuts identifiers. */
static char *
cut_name(const char *name)
{
	int			length = (int) strlen(name);

	if (length >= NAMEDATALEN)
		length = pg_mbcliplen(name, length, NAMEDATALEN - 1);
	return pnstrdup(name, length);
}

/* The role of that name or, if there is none, the name */
Datum
qshrink_role_named(const char *name)
{
	return make_role(get_role_oid(name, true), name);
}

/* (Datum) 0: the text names nobody at all */
static Datum
parse(const char *string)
{
	bool		gone = *string == MARK_GONE;
	char	   *name;

	if (gone || *string == MARK_NAME)
		string++;
	if (*string == '\0')
		return (Datum) 0;
	name = cut_name(string);
	return gone ? make_role(InvalidOid, name) : qshrink_role_named(name);
}

Datum
qshrink_role_parse(const char *string)
{
	return DirectFunctionCall1(qshrink_role_in, CStringGetDatum(string));
}

Datum
qshrink_role_in(PG_FUNCTION_ARGS)
{
	const char *string = PG_GETARG_CSTRING(0);
	Datum		role = parse(string);

	if (role == (Datum) 0)
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input for type qshrink_role: \"%s\"", string),
				 errhint("Write the name of a role, or of one that is no more after a question mark.")));
	return role;
}

static char *
write_role(Datum value)
{
	Oid			oid;
	char	   *name;

	if (!OidIsValid(qshrink_role_read(value, &oid, &name)))
		return psprintf("%c%s", MARK_GONE, name);
	if (*name == MARK_GONE || *name == MARK_NAME)
		return psprintf("%c%s", MARK_NAME, name);
	return name;
}

Datum
qshrink_role_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(write_role(PG_GETARG_DATUM(0)));
}

/* The binary form is the text: an oid means nothing in another cluster. */
Datum
qshrink_role_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			bytes;
	const char *string = pq_getmsgtext(message, message->len - message->cursor, &bytes);

	return qshrink_role_parse(string);
}

Datum
qshrink_role_send(PG_FUNCTION_ARGS)
{
	char	   *string = write_role(PG_GETARG_DATUM(0));
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendtext(&message, string, (int) strlen(string));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ---------------------------------------------------------------------------
 * Casts: a name is a name, marks mean nothing in it
 */
Datum
qshrink_role_from_name(PG_FUNCTION_ARGS)
{
	char	   *name = NameStr(*PG_GETARG_NAME(0));

	if (*name == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("an empty name is the name of no role")));
	return qshrink_role_named(name);
}

Datum
qshrink_role_to_name(PG_FUNCTION_ARGS)
{
	Oid			oid;
	char	   *current;
	Name		name = palloc0(sizeof(NameData));

	if (!OidIsValid(qshrink_role_read(PG_GETARG_DATUM(0), &oid, &current)))
		current = cut_name(psprintf("%c%s", MARK_GONE, current));
	namestrcpy(name, current);
	PG_RETURN_NAME(name);
}

Datum
qshrink_role_to_oid(PG_FUNCTION_ARGS)
{
	PG_RETURN_OID(read_role(PG_GETARG_DATUM(0)).oid);
}

/* ---------------------------------------------------------------------------
 * Comparison: by oid; names count among those who are nobody only, so that the
 * rows written before and after a renaming belong together.
 */
static int
compare(FunctionCallInfo fcinfo)
{
	Role		a = read_role(PG_GETARG_DATUM(0));
	Role		b = read_role(PG_GETARG_DATUM(1));
	int			order;

	if (a.oid != b.oid || OidIsValid(a.oid))
		return (a.oid > b.oid) - (a.oid < b.oid);
	order = memcmp(a.name, b.name, (size_t) Min(a.length, b.length));
	return order != 0 ? order : a.length - b.length;
}

Datum
qshrink_role_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) == 0);
}

Datum
qshrink_role_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) != 0);
}

Datum
qshrink_role_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) < 0);
}

Datum
qshrink_role_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) <= 0);
}

Datum
qshrink_role_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) > 0);
}

Datum
qshrink_role_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) >= 0);
}

Datum
qshrink_role_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare(fcinfo));
}

static uint64
hash(Datum value, uint64 seed)
{
	Role		role = read_role(value);

	if (OidIsValid(role.oid))
		return DatumGetUInt64(hash_uint32_extended(role.oid, seed));
	return DatumGetUInt64(hash_any_extended((const unsigned char *) role.name, role.length, seed));
}

Datum
qshrink_role_hash(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32((int32) hash(PG_GETARG_DATUM(0), 0));
}

Datum
qshrink_role_hash_extended(PG_FUNCTION_ARGS)
{
	PG_RETURN_UINT64(hash(PG_GETARG_DATUM(0), (uint64) PG_GETARG_INT64(1)));
}
