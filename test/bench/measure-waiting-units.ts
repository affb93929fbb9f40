import { createHash } from 'node:crypto';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { alertKey } from '#shared/adapters/dynamodb/keys.ts';
import { type Due, encodeDue } from '#shared/admission/due.ts';
import { type Fingerprint, fingerprint } from '#shared/alert/fingerprint.ts';
import { sweep } from '#shared/dispatching/sweep.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import { anAlert, OK } from '#test/pipeline/harness.ts';
import { type Cost, type MeteredHarness, startMeteredHarness } from './metered-harness.ts';

const MINUTE = 60_000;
const HOME = aChannel();
/** A channel of another robot. */
const OTHER = aChannel({ name: 'others', robots: [aRobot({ name: 'other' })] });

/** What a `down` costs from its wake-up to its recorded delivery, beside so many alerts that wait for later. */
export async function measureDownBeside(waiting: number): Promise<Cost> {
  const harness = await startMeteredHarness([HOME, OTHER]);
  const { relay } = harness;
  try {
    // The day and the source are noted once, with the first alert.
    await relay.receive([anAlert({ id: 'first' })], { channels: [HOME.name] });
    await relay.runFor(MINUTE);
    await fill(harness, HOME.name, waiting, { class: 2, atMs: relay.now() + 5 * MINUTE });
    await fill(harness, OTHER.name, waiting, { class: 2, atMs: relay.now() });
    relay.loseWakeUps();

    return await harness.cost(async () => {
      await relay.receive([anAlert({ id: 'second', level: 'down' })], { channels: [HOME.name] });
      await relay.runFor(MINUTE);
    });
  } finally {
    await relay.stop();
  }
}

/** What a wake-up costs that can't send: the robot is muted, while so many alerts wait. */
export async function measureMuted(waiting: number): Promise<Cost> {
  const harness = await startMeteredHarness([HOME]);
  const { relay } = harness;
  try {
    relay.answerWith(() => ({ kind: 'answer', status: 200, body: '{"errcode":130101,"errmsg":"send too fast"}' }));
    await relay.receive([anAlert({ id: 'first' })]);
    await relay.runFor(1_000);
    await fill(harness, HOME.name, waiting, { class: 0, atMs: relay.now() });

    return await wakeUp(harness);
  } finally {
    await relay.stop();
  }
}

/** What the wake-up of one more alert costs in a storm whose next message is not due yet, while so many alerts wait. */
export async function measureBetweenSlots(waiting: number): Promise<Cost> {
  const harness = await startMeteredHarness([HOME]);
  const { relay } = harness;
  try {
    relay.answerWith(() => OK);
    // Enough messages for a storm, each with more groups than calm has.
    for (let message = 0; message < 8; message++) {
      await relay.receive(
        Array.from({ length: 8 }, (_, at) => anAlert({ id: `${message}-${at}`, name: `rule ${at}`, level: 'down' })),
      );
      await relay.runFor(4_000);
    }
    await fill(harness, HOME.name, waiting, { class: 2, atMs: relay.now() });
    // The look that finds them plans the next one, for when there is a slot.
    await relay.receive([anAlert({ id: 'plans' })]);
    await relay.runFor(10);
    await relay.receive([anAlert({ id: 'one more' })]);

    return await harness.cost(() => relay.runFor(10));
  } finally {
    await relay.stop();
  }
}

/** What a sweep costs over so many channels where nothing waits, in a process that never read them. */
export async function measureIdleSweep(channels: number): Promise<Cost> {
  const harness = await startMeteredHarness([]);
  const { relay } = harness;
  try {
    const store = createChannelStore({ ...relay.table, cacheMs: 10_000, now: relay.now });
    for (let at = 0; at < channels; at++) {
      await store.create(aChannel({ name: `channel-${at}`, robots: [aRobot({ name: `robot-${at}` })] }));
    }
    const ports = { ...relay.ports, channels: () => store.list(), channelsFresh: () => store.listFresh() };

    return await harness.cost(() => sweep(ports, 30_000));
  } finally {
    await relay.stop();
  }
}

async function wakeUp({ relay, cost }: MeteredHarness): Promise<Cost> {
  const lane = HOME.robots[0].webhookId;
  return cost(async () => {
    await relay.ports.wakeUps.schedule({ lane }, relay.now());
    await relay.runFor(10);
  });
}

/**
 * Puts so many alerts of a channel straight into the table, all due at one
 * time: copies of one that the receiver stored, under other fingerprints.
 */
async function fill({ relay, table }: MeteredHarness, channel: string, count: number, due: Due): Promise<void> {
  const model = anAlert({ id: 'model' });
  await relay.receive([model], { channels: [channel] });
  const item = table.store.get(...keyOf(channel, fingerprint('native', model)));
  if (item === undefined) throw new Error('the receiver stored nothing');
  table.store.delete(...keyOf(channel, fingerprint('native', model)));
  for (let at = 0; at < count; at++) {
    const name = createHash('sha256').update(`${channel} ${at}`).digest('base64url').slice(0, 22);
    const [pk, sk] = keyOf(channel, name);
    table.store.put(pk, sk, { ...item, pk: { S: pk }, sk: { S: sk }, due: { S: encodeDue(due) } });
  }
}

function keyOf(channel: string, name: Fingerprint): readonly [string, string] {
  const { pk, sk } = alertKey(channel, name);
  return [pk.S ?? '', sk.S ?? ''];
}
