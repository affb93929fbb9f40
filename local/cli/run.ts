import { CommanderError } from 'commander';
import { CliError, EXIT } from './exit-code.ts';
import { createProgram } from './program.ts';
import { RefusedError } from './relay.ts';
import { plainText } from './show/plain-text.ts';
import type { World } from './world.ts';

/** Runs one command line and answers its exit code. Nothing is thrown but for a bug. */
export async function runCli(argv: readonly string[], world: World): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = createProgram(world, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!(error instanceof CliError)) throw error;

    // Whoever reads JSON gets the relay's own words there too.
    if (error instanceof RefusedError && error.problem !== undefined && argv.includes('--json'))
      world.out(`${error.body}\n`);
    for (const line of error.lines) world.err(`tocsin: ${plainText(line)}\n`);
    return error.exitCode;
  }
}
