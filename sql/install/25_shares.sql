-- ---------------------------------------------------------------------------
-- Sharing single problems.  90_access.sql has the policies that ask for it.

CREATE TABLE @extschema@.qshrink_share (
	problem_id  bigint,
	owner       @extschema@.qshrink_role NOT NULL DEFAULT current_user,
	grantee     @extschema@.qshrink_role,
	privilege   text NOT NULL,
	granted_at  timestamptz NOT NULL DEFAULT now(),
	CONSTRAINT qshrink_share_key UNIQUE NULLS NOT DISTINCT (problem_id, grantee, owner),
	CONSTRAINT qshrink_share_problem FOREIGN KEY (problem_id, owner)
		REFERENCES @extschema@.qshrink_problem (problem_id, owner) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE,
	CONSTRAINT qshrink_share_privilege CHECK (privilege IN ('read', 'solve', 'write')),
	CONSTRAINT qshrink_share_all CHECK (problem_id IS NOT NULL OR privilege = 'read')
);
-- logical replication finds a row by its values where there is no primary key
ALTER TABLE @extschema@.qshrink_share REPLICA IDENTITY FULL;
COMMENT ON TABLE @extschema@.qshrink_share IS 'who may read, solve or change problems of other roles: qshrink_grant and qshrink_revoke write it';
COMMENT ON COLUMN @extschema@.qshrink_share.problem_id IS 'the problem; null: all problems of all owners, which the owner of the tables alone grants';
COMMENT ON COLUMN @extschema@.qshrink_share.owner IS 'owner of the problem; for all problems: who granted it';
COMMENT ON COLUMN @extschema@.qshrink_share.grantee IS 'role it was granted to, and to roles that this one was granted to; null: everybody';
COMMENT ON COLUMN @extschema@.qshrink_share.privilege IS 'read: the problem and all that belongs to it; solve: also add runs; write: also change the model, but not the queries it was made from';
COMMENT ON COLUMN @extschema@.qshrink_share.granted_at IS 'when the row was written';
COMMENT ON CONSTRAINT qshrink_share_key ON @extschema@.qshrink_share IS 'one privilege for each grantee';

CREATE FUNCTION @extschema@.qshrink_may(owner @extschema@.qshrink_role, problem_id bigint, privilege text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_may_privilege' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_may(@extschema@.qshrink_role, bigint, text) IS
	'whether the current role has the privileges of owner, or was granted the privilege (read, solve or write) on this problem of it; as row-level security asks';

CREATE FUNCTION @extschema@.qshrink_may_change(owner @extschema@.qshrink_role, problem_id bigint, source jsonb) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_may_change' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_may_change(@extschema@.qshrink_role, bigint, jsonb) IS
	'whether the current role may write these into the row of a problem: whoever it was granted to may give it neither another owner nor other queries, which the owner would run; as row-level security asks';

CREATE FUNCTION @extschema@.qshrink_written_here(xmin xid) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_written_here' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_written_here(xid) IS
	'whether the transaction that asks has written the version of a row with this xmin; as row-level security asks';

CREATE FUNCTION @extschema@.qshrink_is_storing() RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_is_storing' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.qshrink_is_storing() IS 'whether it is a function of the extension that writes a run; as row-level security asks';

CREATE FUNCTION @extschema@.qshrink_grant(problem_id bigint, role name, privilege text) RETURNS void
	AS 'MODULE_PATHNAME', 'qshrink_grant' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_grant(bigint, name, text) IS
	'shares a problem with a role (public: everybody): read shows it and all that belongs to it, solve also lets the role add runs, which belong to the owner of the problem, write also lets it change the model; each includes those before it, and a lesser one takes nothing away.  The role may neither delete the problem or its runs nor share it.  For the owner';

CREATE FUNCTION @extschema@.qshrink_revoke(problem_id bigint, role name, privilege text DEFAULT NULL) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_revoke' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_revoke(bigint, name, text) IS
	'takes back what qshrink_grant gave: this privilege and those that include it; null: all.  False: there was nothing to take';

CREATE FUNCTION @extschema@.qshrink_grant_all(role name) RETURNS void
	AS 'MODULE_PATHNAME', 'qshrink_grant_all' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_grant_all(name) IS
	'lets a role (public: everybody) read all problems of all owners, and all that belongs to them.  For the owner of the tables and superusers';

CREATE FUNCTION @extschema@.qshrink_revoke_all(role name) RETURNS boolean
	AS 'MODULE_PATHNAME', 'qshrink_revoke_all' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION @extschema@.qshrink_revoke_all(name) IS
	'takes back what qshrink_grant_all gave; what single problems were granted for stays.  False: there was nothing to take';
