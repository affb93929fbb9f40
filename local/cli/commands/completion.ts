import { Argument, type Command } from 'commander';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { completionTree } from '../completion/tree.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { World } from '../world.ts';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** `tocsin completion bash`. */
export function addCompletionCommand(program: Command, world: World): void {
  program
    .command('completion')
    .description('a script that completes commands and options; the script says how to load it')
    .addArgument(new Argument('<shell>', 'for which shell').choices(Object.keys(SHELLS)))
    .action((shell: keyof typeof SHELLS) => world.out(SHELLS[shell](completionTree(program))));
}
