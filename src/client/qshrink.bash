# bash completion for qshrink; commands and options are what the program says they are
_qshrink()
{
	local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	local command="" line k

	COMPREPLY=()
	for ((k = 1; k < COMP_CWORD; k++)); do
		if [[ ${COMP_WORDS[k]} != -* ]]; then
			command=${COMP_WORDS[k]}
			break
		fi
	done
	if [[ -z $command ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(qshrink --completion 2>/dev/null | cut -d ' ' -f 1) --help --version" -- "$word")
	elif [[ $word == -* ]]; then
		line=$(qshrink --completion 2>/dev/null | grep "^$command ")
		mapfile -t COMPREPLY < <(compgen -W "${line#* }" -- "$word")
	elif [[ $previous == -o || $previous == --output || $previous == --csv || $command == import || $command == bench || $command == check ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	fi
}
complete -F _qshrink qshrink
