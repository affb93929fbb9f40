import { type CompletionNode, type CompletionOption, keyOf } from './tree.ts';

/** For bash 3.2 and later, which macOS still has: no associative arrays, no bash-completion needed. */
export function bashCompletion(tree: readonly CompletionNode[]): string {
  const below = tree.filter(({ path }) => path.length > 0);

  return `# tocsin: completion for bash. Load it with: source <(tocsin completion bash)
_tocsin() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" at='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
      ${below.map((node) => `'${keyOf(node)}'`).join('|')}) at="$at \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at $before" in
${tree.flatMap(valueCases).join('\n')}
  esac
  case "$at" in
${tree.map((node) => `    '${keyOf(node)}') words='${wordsOf(node).join(' ')}' ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _tocsin tocsin
`;
}

/** After an option that takes a value: its words, files, or nothing of ours. */
function valueCases(node: CompletionNode): readonly string[] {
  return node.options
    .filter(({ value }) => value !== 'none')
    .map((option) => {
      const patterns = option.flags.map((flag) => `'${keyOf(node)} ${flag}'`).join('|');
      return `    ${patterns}) ${completing(option)}; return ;;`;
    });
}

function completing({ value }: CompletionOption): string {
  if (value === 'file') return 'COMPREPLY=($(compgen -f -- "$word"))';
  return typeof value === 'string' ? 'COMPREPLY=()' : `COMPREPLY=($(compgen -W '${value.join(' ')}' -- "$word"))`;
}

function wordsOf({ commands, options, argument }: CompletionNode): readonly string[] {
  return [...argument, ...commands.map(({ name }) => name), ...options.flatMap(({ flags }) => flags[0] ?? [])];
}
