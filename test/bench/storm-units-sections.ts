import { measureDigest, measureEmptyLook } from './measure-digest-units.ts';
import { measureBetweenSlots, measureDownBeside, measureIdleSweep, measureMuted } from './measure-waiting-units.ts';
import type { Section } from './section.ts';

const WAITING = 100_000;
const CHANNELS = 10_000;

/** What an alert costs in a digest. */
export async function digestSection(): Promise<Section> {
  const [small, large] = [await measureDigest(2_000), await measureDigest(10_000)];
  const budgets = [small, large].flatMap(({ alerts, write, read }) => {
    const of = `one of ${alerts.toLocaleString('en-US')} in a digest, from receipt to acknowledgement`;
    return [
      { what: `${of}, write units`, measured: write / alerts, most: 4.1, unit: '' },
      { what: `${of}, read units`, measured: read / alerts, most: 0.05, unit: '' },
    ];
  });
  const note = `A look costs ${await measureEmptyLook()} read units in each channel of the lane before it finds anything: a query for each of 3 classes in each of 16 shards. Each alert's entry in the index has ${Math.round(large.entryBytes)} bytes.`;

  return { title: 'DynamoDB units of an alert in a digest, index included', budgets, note };
}

/** What waits must not make anything else dearer. */
export async function waitingSection(): Promise<Section> {
  const [alone, beside] = [await measureDownBeside(0), await measureDownBeside(WAITING)];
  const [muted, between] = [await measureMuted(WAITING), await measureBetweenSlots(WAITING)];
  const idle = await measureIdleSweep(CHANNELS);
  const much = WAITING.toLocaleString('en-US');
  const row = (what: string, measured: number, most: number) => ({ what, measured, most, unit: '' });

  return {
    title: 'DynamoDB read units beside much that waits',
    budgets: [
      row(`a \`down\` beside ${much} held repeats in its channel and ${much} in another`, beside.read, 2 * alone.read),
      row(`a wake-up while the robot is muted and ${much} alerts wait`, muted.read, 5),
      row(`a wake-up between two messages of a storm while ${much} alerts wait`, between.read, 5),
      row(`a sweep over ${CHANNELS.toLocaleString('en-US')} idle channels`, idle.read, 10),
    ],
    note: `The same \`down\` on an empty table reads ${alone.read} units.`,
  };
}
