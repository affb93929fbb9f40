import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { aChannel } from '#test/builders/channel.ts';
import { aRule } from '#test/builders/inhibition-rule.ts';
import { clientThat } from '#test/fixtures/in-memory-table.ts';
import { anAlert, startHarness } from '#test/pipeline/harness.ts';
import { statementsOf, synthRelay } from './synth-relay.ts';

const relay = synthRelay();
const WRITES = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];

/** The partitions a function may write, as patterns; `*` where no condition holds it to some. */
function writable(id: string, template = relay): readonly string[] {
  return statementsOf(template, id)
    .filter(({ actions }) => actions.some((action) => WRITES.includes(action)))
    .flatMap(({ conditions }) => conditions?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? ['*'])
    .map(String);
}

function isCovered(partition: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? partition.startsWith(pattern.slice(0, -1)) : partition === pattern,
  );
}

describe('in the table', () => {
  it.each(['RelayReceive', 'RelayDispatch'])(
    '%s can write no token, no channel, no push settings and no watchdogs',
    (id) => {
      const patterns = writable(id);

      expect(patterns).not.toContain('*');
      for (const partition of ['T', 'C', 'P', 'W']) expect(isCovered(partition, patterns)).toBe(false);
    },
  );

  it('only admin writes tokens', () => {
    expect(isCovered('T', writable('RelayAdmin'))).toBe(true);
  });

  it('the function that applies a file writes channels and what belongs to them, and no token', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tocsin-file-'));
    writeFileSync(join(folder, 'tocsin.yaml'), 'version: 1\nchannels: []\n');
    const withFile = synthRelay({ channelsFile: join(folder, 'tocsin.yaml') });
    rmSync(folder, { recursive: true });

    expect(writable('RelayConfiguration', withFile)).toEqual(['C', 'F', 'K', 'L', 'P', 'R#*', 'S', 'W', 'J#*']);
  });

  it('the function that polls writes what receive does, and reads neither tokens nor what was sent', () => {
    const polling = synthRelay({ channelsFile: 'test/aws/scenes/tocsin.yaml' });
    const read = statementsOf(polling, 'RelayOcpPolling')
      .filter(({ actions }) => actions.includes('dynamodb:GetItem'))
      .flatMap(({ conditions }) => conditions?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? ['*']);

    expect(writable('RelayOcpPolling', polling)).toEqual(writable('RelayReceive'));
    expect(read).toEqual(['A#*', 'C', 'G#*', 'I', 'K', 'L', 'P', 'W']);
  });

  it('receive and dispatch may write all that they do', async () => {
    const written = { receive: new Set<string>(), dispatch: new Set<string>() };
    let who: keyof typeof written = 'dispatch';
    const holding = aChannel({
      aggregation: { ...aChannel().aggregation, firstWaitSeconds: 60, holdNew: true },
      limits: { ...aChannel().limits, monthlyQuota: 3_000 },
    });
    const harness = await startHarness([holding], ({ client, ...table }) => ({
      ...table,
      client: clientThat((command) => {
        const input =
          command instanceof PutItemCommand
            ? command.input.Item
            : command instanceof UpdateItemCommand
              ? command.input.Key
              : {};
        if (input?.['pk']?.S !== undefined) written[who].add(input['pk'].S);
        return client.send(command as UpdateItemCommand);
      }),
    }));
    await harness.inhibitions.write({ settings: [aRule({ equal: [] })], origin: 'api', revision: 1 });
    // That was a person, through the admin function.
    written.dispatch.clear();
    for (let round = 0; round < 2; round++) {
      who = 'receive';
      await harness.receive(Array.from({ length: 300 }, (_, nth) => anAlert({ target: `host-${round}-${nth}` })));
      who = 'dispatch';
      await harness.runFor(900_000);
      // Is told that it is down, and inhibits what the next round brings; then it is over, and lets go.
      who = 'receive';
      const status = round === 0 ? 'firing' : 'resolved';
      await harness.receive([anAlert({ name: 'server down', level: 'down', status })]);
      who = 'dispatch';
      await harness.runFor(900_000);
    }

    const kinds = (partitions: Set<string>) => [...new Set([...partitions].map((pk) => pk.split('#')[0]))].sort();
    expect(kinds(written.receive)).toEqual(['A', 'G', 'I', 'K']);
    expect(kinds(written.dispatch)).toEqual(['A', 'D', 'G', 'I', 'K', 'M', 'Q', 'R']);
    for (const pk of written.receive) expect(isCovered(pk, writable('RelayReceive')), pk).toBe(true);
    for (const pk of written.dispatch) expect(isCovered(pk, writable('RelayDispatch')), pk).toBe(true);
  });
});
