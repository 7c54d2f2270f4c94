-- What the data of test/upgrade/fill.sql stands on: roles and tables of a shop.  By a
-- superuser, in an empty database that belongs to upgrade_owner.
DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY '{upgrade_owner,upgrade_alice,upgrade_bob,upgrade_carol,upgrade_team}'::text[] LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
			EXECUTE format('CREATE ROLE %I LOGIN', name);
		END IF;
	END LOOP;
END
$$;
GRANT upgrade_team TO upgrade_bob;

CREATE SCHEMA shop AUTHORIZATION upgrade_owner;
GRANT USAGE ON SCHEMA shop TO PUBLIC;
SET ROLE upgrade_owner;
CREATE TABLE shop.item (item text PRIMARY KEY, profit integer, weight numeric, volume integer, place integer);
CREATE TABLE shop.edge (a integer, b integer, weight numeric);
-- what was solved and how; by which run
CREATE TABLE shop.solve (number integer GENERATED ALWAYS AS IDENTITY, call text NOT NULL, run_id bigint NOT NULL);
GRANT SELECT, INSERT, UPDATE ON shop.item, shop.edge, shop.solve TO PUBLIC;
RESET ROLE;
