-- Angles of circuits

CREATE FUNCTION @extschema@.qubo_sample_angles(
	q @extschema@.qubo,
	solver text DEFAULT 'qaoa',
	shots integer DEFAULT NULL,
	layers integer DEFAULT NULL,
	seed bigint DEFAULT NULL,
	options jsonb DEFAULT '{}',
	OUT angles double precision[],
	OUT gamma double precision[],
	OUT beta double precision[],
	OUT expectation double precision,
	OUT cvar double precision,
	OUT evaluations integer,
	OUT optimization_shots bigint,
	OUT history_evaluations integer[],
	OUT history_values double precision[],
	OUT circuit_depth bigint,
	OUT two_qubit_gates bigint,
	OUT decomposed_depth bigint,
	OUT decomposed_two_qubit_gates bigint,
	OUT swaps bigint,
	OUT noisy_expectation double precision,
	OUT mitigated_expectation double precision
) RETURNS record
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qubo_sample_angles(@extschema@.qubo, text, integer, integer, bigint, jsonb) IS 'the circuit that qubo_sample with the same arguments and seed measures: its angles (gamma and beta of solver qaoa with two a layer), their expected energy and cvar without noise, and how they were found, as columns of qshrink_round of these names say; null: the solver has none';
