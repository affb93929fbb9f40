import { type Command, Option } from 'commander';
import { LEVELS } from '#shared/alert/level.ts';
import { timeOption } from './arguments.ts';

/** What lists of alerts and of dead letters are filtered by. */
export interface AlertFilter {
  readonly channel?: string;
  readonly name?: string;
  readonly level?: string;
  readonly target?: string;
  readonly source?: string;
  readonly since?: string;
  readonly until?: string;
}

/** Adds those of the filter that are of the alert itself. */
export function withAlertFilter(command: Command): Command {
  return command
    .option('-c, --channel <name>', 'only in this channel')
    .option('--name <text>', 'only those called exactly so')
    .addOption(new Option('--level <level>', 'only of this level').choices(LEVELS))
    .option('--target <text>', 'only about this')
    .option('--source <name>', 'only of this sender')
    .addOption(timeOption('--since <time>', 'not before', Date.now))
    .addOption(timeOption('--until <time>', 'not after', Date.now));
}
