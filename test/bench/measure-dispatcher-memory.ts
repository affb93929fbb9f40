import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { aChannel } from '#test/builders/channel.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { startHarness } from '#test/pipeline/harness.ts';
import { stormAlerts } from './measure-digest-units.ts';

/** From the dispatcher's process: a request to the table, or its end. */
export type TableCall =
  | { readonly kind: 'call'; readonly id: number; readonly command: string; readonly input: object }
  | { readonly kind: 'ended'; readonly messages: number; readonly megabytes: number | undefined };

/** To the dispatcher's process: what the table answers. */
export type TableReply =
  | { readonly kind: 'done'; readonly id: number; readonly answer: object }
  | { readonly kind: 'refused'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly why: string };

const PROGRAM = fileURLToPath(new URL('./dispatcher-process.ts', import.meta.url));
/** As in `npm start`. */
const FLAGS = ['--max-semi-space-size=2', '--heap-growing-percent=30'];
const COMMANDS = new Map(
  [BatchGetItemCommand, GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand].map((Command) => [
    Command.name,
    Command,
  ]),
);
const CHUNK = 2_000;

/**
 * The most memory a dispatcher's process ever has, MB, that tells so many
 * alerts in one look; the table is elsewhere. Undefined where the system does
 * not say.
 */
export async function measureDispatcherMemory(alerts: number): Promise<number | undefined> {
  const table = createInMemoryTable();
  const receiving = await startHarness([aChannel()], undefined, async () => table);
  const all = stormAlerts(alerts);
  for (let at = 0; at < all.length; at += CHUNK) await receiving.receive(all.slice(at, at + CHUNK));

  const child = fork(PROGRAM, { execArgv: FLAGS, serialization: 'advanced' });
  const ended = Promise.withResolvers<Extract<TableCall, { kind: 'ended' }>>();
  child.on('message', (call: TableCall) => {
    if (call.kind === 'ended') ended.resolve(call);
    else child.send(answer(table.execute, call));
  });
  const [{ messages, megabytes }] = await Promise.all([
    Promise.race([ended.promise, once(child, 'exit').then(() => ended.promise)]),
    once(child, 'exit'),
  ]);
  if (messages !== 1) throw new Error(`${messages} messages, not one digest`);

  return megabytes;
}

function answer(
  execute: (command: unknown) => object,
  { id, command, input }: Extract<TableCall, { kind: 'call' }>,
): TableReply {
  const Command = COMMANDS.get(command);
  if (Command === undefined) return { kind: 'failed', id, why: `${command} is not answered` };
  try {
    // The input is the one such a command was made of in the other process.
    return { kind: 'done', id, answer: execute(Reflect.construct(Command, [input])) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { kind: 'refused', id };
    return { kind: 'failed', id, why: String(error) };
  }
}
