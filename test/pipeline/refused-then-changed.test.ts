import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import { aChannel } from '#test/builders/channel.ts';
import { anAlert, OK, startHarness } from './harness.ts';

const FILTERED: PostResult = { kind: 'answer', status: 200, body: '{"errcode":430102,"errmsg":"bad text"}' };
const START = { activeAt: '2026-11-21T00:00:00.000Z' };

test('an alert that ends between a refusal and the simpler message is told once', async () => {
  let meanwhile: (() => Promise<unknown>) | undefined;
  const through = (table: Table): Table => ({
    ...table,
    client: new Proxy(table.client, {
      get: (client, name) =>
        name !== 'send'
          ? Reflect.get(client, name)
          : async (command: unknown) => {
              const isAlert = command instanceof GetItemCommand && command.input.Key?.['pk']?.S?.startsWith('A#');
              const first = isAlert ? meanwhile : undefined;
              if (first !== undefined) meanwhile = undefined;
              await first?.();
              return Reflect.apply(client.send, client, [command]);
            },
    }),
  });
  const relay = await startHarness([aChannel()], through);
  try {
    relay.answerWith(
      () => {
        meanwhile = () => relay.receive([anAlert({ ...START, status: 'resolved' })]);
        return FILTERED;
      },
      () => OK,
    );
    await relay.receive([anAlert(START)]);
    await relay.runFor(60_000);

    expect(relay.seen.map(({ body }) => body).slice(1)).toHaveLength(1);
  } finally {
    await relay.stop();
  }
});
