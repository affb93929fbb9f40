import { describe, expect, test } from 'vitest';
import type { Channel } from '#shared/channels/channel.ts';
import { channelsFor } from '#shared/dispatching/channels-for.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';

const [ONE, TWO] = [aRobot({ name: '1' }), aRobot({ name: '2' })];
const dba = aChannel({ name: 'dba', robots: [ONE] });
const ops = aChannel({ name: 'ops', robots: [TWO, ONE] });
const LANE = ONE.webhookId;

/** Whether a wake-up has the table asked, where these channels are remembered. */
async function asks(
  marks: readonly string[] | undefined,
  remembered: readonly Channel[],
  lane = LANE,
): Promise<boolean> {
  const fresh = [...remembered, aChannel({ name: 'the table was asked' })];
  const ports = { channels: async () => remembered, channelsFresh: async () => fresh };
  const found = await channelsFor({ lane, ...(marks === undefined ? {} : { marks }) }, ports);

  expect(found).toBe(found.length > remembered.length ? fresh : remembered);
  return found === fresh;
}

describe('a wake-up', () => {
  test.each<[string, readonly string[] | undefined, readonly Channel[], boolean]>([
    ['about a channel that is remembered asks nobody', ['0a/dba'], [dba, ops], false],
    ['about a channel that is not asks the table', ['0a/new'], [dba, ops], true],
    ['about several of which one is not asks the table', ['0a/dba', '2b/new'], [dba, ops], true],
    ['about a channel that was at home on another lane asks the table', ['0a/ops'], [dba, ops], true],
    ['about nothing that can be read asks nobody', ['?'], [dba, ops], false],
    ['for a whole lane asks nobody while channels are at home there', undefined, [dba, ops], false],
    ['for a whole lane on which none is at home asks the table', undefined, [ops], true],
  ])('%s', async (_, marks, remembered, expected) => {
    expect(await asks(marks, remembered)).toBe(expected);
  });
});
