import { type CompletionNode, type CompletionOption, keyOf } from './tree.ts';

/** For zsh: words with their descriptions. */
export function zshCompletion(tree: readonly CompletionNode[]): string {
  const below = tree.filter(({ path }) => path.length > 0);

  return `#compdef tocsin
# tocsin: completion for zsh. Load it with: source <(tocsin completion zsh)
_tocsin() {
  local at='' i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
      ${below.map((node) => `'${keyOf(node)}'`).join('|')}) at="$at \${words[i]}" ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${tree.flatMap(valueCases).join('\n')}
  esac
  case "$at" in
${tree.map((node) => `    '${keyOf(node)}') found=(${entriesOf(node).join(' ')}) ;;`).join('\n')}
  esac
  _describe -t commands tocsin found
}
compdef _tocsin tocsin
`;
}

function valueCases(node: CompletionNode): readonly string[] {
  return node.options
    .filter(({ value }) => value !== 'none')
    .map((option) => {
      const patterns = option.flags.map((flag) => `'${keyOf(node)} ${flag}'`).join('|');
      return `    ${patterns}) ${completing(option)}; return ;;`;
    });
}

function completing({ value }: CompletionOption): string {
  if (value === 'file') return '_files';
  return typeof value === 'string' ? '_message value' : `compadd -- ${value.join(' ')}`;
}

/** `name:description`, where a colon in either needs a backslash. */
function entriesOf({ commands, options, argument }: CompletionNode): readonly string[] {
  const entries = [
    ...argument.map((name) => ({ name, description: '' })),
    ...commands,
    ...options.map(({ flags, description }) => ({ name: flags[0] ?? '', description })),
  ];
  const escaped = (text: string): string => text.replaceAll(':', '\\:');

  return entries.map(({ name, description }) =>
    quoted(description === '' ? escaped(name) : `${escaped(name)}:${escaped(description)}`),
  );
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
