import { type CompletionNode, keyOf } from './tree.ts';

/** For fish: a function says which command stands on the line, and each word is completed after its own. */
export function fishCompletion(tree: readonly CompletionNode[]): string {
  const below = tree.filter(({ path }) => path.length > 0);

  return `# tocsin: completion for fish. Load it with: tocsin completion fish | source
function __tocsin_at
    set -l at ''
    for word in (commandline -opc)[2..]
        switch "$at $word"
            case ${below.map((node) => `'${keyOf(node)}'`).join(' ')}
                set at "$at $word"
        end
    end
    test "$at" = "$argv[1]"
end
complete -c tocsin -f
${tree.flatMap(linesOf).join('\n')}
`;
}

function linesOf(node: CompletionNode): readonly string[] {
  const when = `complete -c tocsin -n ${quoted(`__tocsin_at ${quoted(keyOf(node))}`)}`;
  return [
    ...node.argument.map((word) => `${when} -a ${word}`),
    ...node.commands.map(({ name, description }) => `${when} -a ${name} -d ${quoted(description)}`),
    ...node.options.map(({ flags, description, value }) => {
      const names = flags
        .map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
        .join(' ');
      const takes =
        value === 'none'
          ? ''
          : value === 'file'
            ? ' -r -F'
            : typeof value === 'string'
              ? ' -x'
              : ` -x -a ${quoted(value.join(' '))}`;
      return `${when} ${names}${takes} -d ${quoted(description)}`;
    }),
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
