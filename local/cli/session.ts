import type { Command } from 'commander';
import { UsageError } from './exit-code.ts';
import { addressOf, type GlobalOptions, globalsOf } from './global-options.ts';
import { createRelay, type Relay } from './relay.ts';
import { momentIn } from './show/moment.ts';
import { createPaint, wantsColour } from './show/paint.ts';
import { type Column, layoutTable, type Paint } from './show/table.ts';
import type { World } from './world.ts';

/** One command at work. */
export interface Session {
  readonly world: World;
  readonly options: GlobalOptions;
  readonly paint: Paint;
  /** A time of the API as the reader's clock shows it. */
  readonly moment: (rfc3339: string | null | undefined) => string;
  /** The relay, with a token: without one the command ends before anything is sent. */
  readonly relay: Relay;
  /** For what anybody may ask. */
  readonly openRelay: Relay;
  /** Prints the answer as it came, or as a person reads it. */
  readonly answer: (json: unknown, text: () => string) => void;
  /** Says something beside the answer. */
  readonly note: (line: string) => void;
  readonly table: <Row>(columns: readonly Column<Row>[], rows: readonly Row[]) => string;
}

/** Opens a session for a command. */
export type OpenSession = (command: Command) => Session;

/** Opens sessions in a world. */
export function sessionsIn(world: World): OpenSession {
  return (command) => {
    const options = globalsOf(command);
    const paint = createPaint(wantsColour(world.isTerminal.stdout, world.env));
    const address = addressOf(options, world.env);
    const relay = createRelay(address);

    return {
      world,
      options,
      paint,
      moment: momentIn(world.timeZone),
      relay: (request) => {
        if (address.token === undefined) throw new UsageError([NO_TOKEN]);
        return relay(request);
      },
      openRelay: relay,
      answer: (json, text) => world.out(`${options.json ? JSON.stringify(json, null, 2) : text()}\n`),
      note: (line) => world.err(`${line}\n`),
      table: (columns, rows) => layoutTable(columns, rows, { columns: world.columns, paint }),
    };
  };
}

const NO_TOKEN = 'no token: set TOCSIN_TOKEN, or name a file that holds it with --token-file';
