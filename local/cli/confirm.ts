import { createInterface } from 'node:readline/promises';
import { FailedError, UsageError } from './exit-code.ts';
import type { World } from './world.ts';

/** What to do before something that can't be undone. */
export type Confirmation = 'go' | 'ask' | 'refuse';

/** Asks where a person can answer. Where none can, only `--yes` is a yes: a script must not wait, nor do it unasked. */
export function decideConfirmation(saidYes: boolean, isTerminal: World['isTerminal']): Confirmation {
  if (saidYes) return 'go';
  return isTerminal.stdin && isTerminal.stdout ? 'ask' : 'refuse';
}

/** Returns when it may be done; else ends the command. */
export async function confirm(question: string, options: { readonly yes?: boolean }, world: World): Promise<void> {
  const decision = decideConfirmation(options.yes === true, world.isTerminal);
  switch (decision) {
    case 'go':
      return;
    case 'refuse':
      throw new UsageError(['nobody is there to confirm it: say --yes']);
    case 'ask':
      if (await ask(`${question} [y/N] `, world)) return;
      throw new FailedError(['nothing was changed']);
    default:
      decision satisfies never;
  }
}

async function ask(question: string, world: World): Promise<boolean> {
  world.err(question);
  const lines = createInterface({ input: world.stdin });
  try {
    for await (const line of lines) return /^(?:y|yes|是)$/i.test(line.trim());
    return false;
  } finally {
    lines.close();
  }
}
