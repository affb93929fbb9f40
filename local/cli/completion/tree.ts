import type { Command } from 'commander';

/** One command as the shells complete it. */
export interface CompletionNode {
  /** Words after the program's name; none for the program itself. */
  readonly path: readonly string[];
  readonly description: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletionOption[];
  /** Words its first argument can be; none where it can be anything. */
  readonly argument: readonly string[];
}

/** One option, its own or one of all commands. */
export interface CompletionOption {
  /** `--file`, and `-f` where there is one. */
  readonly flags: readonly string[];
  readonly description: string;
  /** What follows it: nothing, one of some words, a file, or anything. */
  readonly value: 'none' | 'file' | 'any' | readonly string[];
}

/** The parser's own tree, flat, so that completion knows what the parser knows. */
export function completionTree(program: Command): readonly CompletionNode[] {
  const globals = optionsOf(program);
  const visit = (command: Command, path: readonly string[]): readonly CompletionNode[] => [
    {
      path,
      description: command.description(),
      commands: command.commands.map((one) => ({ name: one.name(), description: one.description() })),
      options: path.length === 0 ? globals : [...optionsOf(command), ...globals],
      argument: command.registeredArguments[0]?.argChoices ?? [],
    },
    ...command.commands.flatMap((one) => visit(one, [...path, one.name()])),
  ];

  return visit(program, []);
}

/** A command's path as the scripts compare it: a blank before each word. */
export function keyOf({ path }: Pick<CompletionNode, 'path'>): string {
  return path.map((word) => ` ${word}`).join('');
}

function optionsOf(command: Command): readonly CompletionOption[] {
  return command.options.map((option) => ({
    flags: [option.long, option.short].flatMap((flag) => flag ?? []),
    description: option.description,
    value: takenBy(option),
  }));
}

function takenBy({ required, argChoices, flags }: Command['options'][number]): CompletionOption['value'] {
  if (!required) return 'none';
  if (argChoices !== undefined) return argChoices;
  return flags.endsWith('<file>') || flags.endsWith('<folder>') ? 'file' : 'any';
}
