# Completion of handlewatch for bash. Commands, options and their values are read from the --help of the program that is
# being typed, so they are always those of its version; ids of platforms come from `platforms list`.

# _handlewatch_read PROGRAM COMMAND...: sets `commands` and `positionals`, and adds to `types` the type of each option's
# value, '' where it takes none.
_handlewatch_read() {
  local line section='' option='^  (-[a-zA-Z],)?(--[a-z-]+)( ([^ ]+))?' command='^  ([a-z]+)  +(.*)'
  commands=() positionals=()
  while IFS= read -r line; do
    case $line in
      [A-Z]*:) section=$line ;;
      '') section= ;;
    esac
    if [[ $section == Options: && $line =~ $option ]]; then
      types[${BASH_REMATCH[2]}]=${BASH_REMATCH[4]}
    elif [[ $section == Subcommands: && $line =~ $command ]]; then
      commands+=("${BASH_REMATCH[1]}")
    elif [[ $section == Positionals: && $line =~ ^'  '([A-Z@]+)' ' ]]; then
      positionals+=("${BASH_REMATCH[1]}")
    fi
  done < <("$@" --help 2>/dev/null)
}

# _handlewatch_values OPTION TYPE: fills COMPREPLY for the value `current`.
_handlewatch_values() {
  local choices=
  case $1:$2 in
    --state:*) choices='open acknowledged snoozed dismissed resolved' ;;
    --as:*) choices='parody impersonator squatter dormant bystander stranger' ;;
    *:FILE)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return ;;
    *:DIR)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      return ;;
    *:ID | *:'ID[@SERVER]') choices=$("$program" platforms list --format csv 2>/dev/null | sed '1d; s/,.*//') ;;
    *:*'{'*'}')
      choices=${2#*'{'}
      choices=${choices%'}'*}
      choices=${choices//,/ } ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
}

_handlewatch() {
  local program=$1 current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local -a path=() commands=() positionals=()
  local -A types=()
  local word previous=- i
  COMPREPLY=()
  [[ $program == '~'* ]] && program=$HOME${program#'~'}

  # The command so far; the value of an option is none.
  _handlewatch_read "$program"
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    if [[ $word == '=' || -z $word ]]; then continue; fi
    if [[ $word != -* && -z ${types[$previous]-} && " ${commands[*]} " == *" $word "* ]]; then
      path+=("$word")
      _handlewatch_read "$program" "${path[@]}"
    fi
    previous=$word
  done

  # --option=value comes as three words.
  if [[ $current == '=' ]]; then
    current=
    before=${COMP_WORDS[COMP_CWORD - 1]}
  elif [[ $before == '=' ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if [[ $before == --* && -n ${types[$before]-} ]]; then
    _handlewatch_values "$before" "${types[$before]}"
  elif [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "${!types[*]}" -- "$current")
  elif ((${#commands[@]} > 0)); then
    mapfile -t COMPREPLY < <(compgen -W "${commands[*]}" -- "$current")
  elif [[ ${path[0]-} == platforms ]]; then
    _handlewatch_values '' "${positionals[0]-}"
  elif [[ ${positionals[0]-} == FILE ]]; then
    _handlewatch_values '' FILE
  fi
}

complete -F _handlewatch handlewatch
