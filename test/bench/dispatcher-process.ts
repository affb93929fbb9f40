import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { aChannel } from '#test/builders/channel.ts';
import { clientThat } from '#test/fixtures/in-memory-table.ts';
import { startHarness } from '#test/pipeline/harness.ts';
import type { TableCall, TableReply } from './measure-dispatcher-memory.ts';
import { peakMegabytes } from './storm/resident-memory.ts';

/*
 * A dispatcher as a process of its own, started by measure-dispatcher-memory.ts: its table is in the process that
 * started it. It tells what is due in one lane, says how much memory it needed at most, and ends.
 */

/** What a dispatcher asks of the table, by name. */
const COMMANDS = { BatchGetItemCommand, GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand };

const waiting = new Map<number, PromiseWithResolvers<object>>();
let calls = 0;

process.on('message', (reply: TableReply) => {
  const call = waiting.get(reply.id);
  waiting.delete(reply.id);
  if (reply.kind === 'done') call?.resolve(reply.answer);
  else if (reply.kind === 'refused') call?.reject(new ConditionalCheckFailedException({ message: '', $metadata: {} }));
  else call?.reject(new Error(reply.why));
});

function send(command: unknown): Promise<object> {
  const found = Object.entries(COMMANDS).find(([, Command]) => command instanceof Command);
  if (found === undefined) throw new Error('a dispatcher asks nothing else');
  const { input } = command as { readonly input: object };
  calls += 1;
  const call = Promise.withResolvers<object>();
  waiting.set(calls, call);
  process.send?.({ kind: 'call', id: calls, command: found[0], input } satisfies TableCall);

  return call.promise;
}

const channel = aChannel();
const table = { client: clientThat(send), tableName: 'tocsin-test', stop: async () => undefined };
const relay = await startHarness([channel], undefined, async () => table);
await relay.ports.wakeUps.schedule({ lane: channel.robots[0].webhookId }, relay.now());
await relay.runFor(10_000);
// Not the system's "maximum resident set size", which begins with what the process had that started this one.
const megabytes = await peakMegabytes(process.pid);
process.send?.({ kind: 'ended', messages: relay.seen.length, megabytes } satisfies TableCall, () =>
  process.disconnect(),
);
