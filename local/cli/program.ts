import { Command } from 'commander';
import { TOKEN_LENGTH } from '#shared/access/token.ts';
import { addAlertCommands } from './commands/alert.ts';
import { addApplyCommand } from './commands/apply.ts';
import { addAuditCommands } from './commands/audit.ts';
import { addChannelCommands } from './commands/channel.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addDeadLetterCommands } from './commands/dead-letter.ts';
import { addDeliveryCommands } from './commands/delivery.ts';
import { addInhibitionCommands } from './commands/inhibition.ts';
import { addOcpCommands } from './commands/ocp.ts';
import { addPushCommands } from './commands/push.ts';
import { addRobotCommands } from './commands/robot.ts';
import { addSecretCommands } from './commands/secret.ts';
import { addSilenceCommands } from './commands/silence.ts';
import { addSourceCommands } from './commands/source.ts';
import { addStatusCommand } from './commands/status.ts';
import { addTemplateCommands } from './commands/template.ts';
import { addTokenCommands } from './commands/token.ts';
import { addWatchdogCommands } from './commands/watchdog.ts';
import type { EndWith } from './exit-code.ts';
import { addGlobalOptions } from './global-options.ts';
import { sessionsIn } from './session.ts';
import { version } from './version.ts';
import type { World } from './world.ts';

/** The whole command tree. */
export function createProgram(world: World, endWith: EndWith): Command {
  const program = emptyProgram(world);
  const open = sessionsIn(world);
  addStatusCommand(program, open, endWith);
  addAlertCommands(program, open);
  addDeliveryCommands(program, open);
  addDeadLetterCommands(program, open, endWith);
  addChannelCommands(program, open, endWith);
  addRobotCommands(program, open);
  addPushCommands(program, open);
  addInhibitionCommands(program, open);
  addSilenceCommands(program, open);
  addWatchdogCommands(program, open);
  addTemplateCommands(program, open, endWith);
  addSourceCommands(program, open, endWith);
  addOcpCommands(program, open, endWith);
  addApplyCommand(program, open, endWith);
  addTokenCommands(program, open);
  addAuditCommands(program, open);
  addSecretCommands(program, open, endWith);
  addCompletionCommand(program, world);
  return program;
}

/** What all commands inherit: where they write, and that nothing ends the process. */
function emptyProgram(world: World): Command {
  const program = new Command('tocsin')
    .description('Sends alerts to a Tocsin relay, on AWS or on one machine, shows what became of them, and sets it up.')
    .exitOverride()
    .configureOutput({
      writeOut: world.out,
      writeErr: world.err,
      outputError: (text, write) => write(`tocsin: ${withoutValues(text.replace(/^error: /, ''))}`),
      getOutHelpWidth: () => world.columns ?? 100,
      getErrHelpWidth: () => world.columns ?? 100,
    })
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showHelpAfterError('(add --help to see how it is used)')
    .addHelpText('after', FOOT);
  addGlobalOptions(program);
  program.version(version, '--version', 'the version, and nothing else');
  return program;
}

/** People paste tokens and webhook URLs in wrong places: what is long enough for one is not repeated. */
function withoutValues(text: string): string {
  const masked = text
    .replace(/(but got \d+): .*/, '$1.')
    .replace(/'(--?[\w-]+)=[^']*'/g, "'$1'")
    .replace(/'([^']*)'/g, (quoted, value: string) =>
      value.startsWith('-') || value.length < TOKEN_LENGTH.min ? quoted : `(a text of ${value.length} characters)`,
    );
  return text.includes("'--token")
    ? `${masked}A token is read from TOCSIN_TOKEN or --token-file, never from the command line.\n`
    : masked;
}

const FOOT = `
Exit codes: 0 done · 1 the relay refused or can not be reached · 2 wrong usage, nothing was sent · 3 (status) somebody is needed
All commands with examples: docs/cli.md`;
