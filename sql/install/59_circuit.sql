-- ---------------------------------------------------------------------------
-- Circuits for devices

CREATE FUNCTION @extschema@.qshrink_circuit(
		problem_id          bigint,
		run_id              bigint,
		round               integer DEFAULT NULL,
		options             jsonb   DEFAULT NULL,
		OUT program         text,
		OUT depth           bigint,
		OUT two_qubit_gates bigint,
		OUT swaps           bigint,
		OUT device_qubits   integer[])
	RETURNS record
	AS 'MODULE_PATHNAME', 'qshrink_circuit'
	LANGUAGE C STABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION @extschema@.qshrink_circuit(bigint, bigint, integer, jsonb) IS
	'the circuit that a round (null: the best one) sampled as an OpenQASM 3 program, as qshrink_qasm, for the options given: {"gates": "rzz"} keeps couplings and swaps as gates of their own (cx: as CX and RZ), {"coupling": "line"} or "heavy-hex" puts it on a lattice, {"device": {...}} on a device.  depth and two_qubit_gates are those of the program, measurement apart; swaps are those that bring qubits together, greedily, within these gates (three CX each where gates is cx); device_qubits says which qubit of the device each q[k] is, null where any two interact.  Bit k is qubit k of the circuit wherever swaps have brought it';
