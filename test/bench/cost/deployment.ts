import { hashToken } from '#shared/access/token.ts';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { createTokenStore } from '#shared/adapters/dynamodb/token-store.ts';
import { aChannel, aRobot } from '#test/builders/channel.ts';
import type { Bundle } from '../bundles.ts';
import { LATENCIES } from './assumptions.ts';
import { NAMES, startFunction } from './function-process.ts';
import { type StandIn, startStandIn } from './stand-in.ts';
import { ADMIN_TOKEN, INGEST_TOKEN, TOKEN_ID } from './tokens.ts';
import type { Deployment } from './traffic.ts';

/** The functions, running on their bundles over the stand-in, with `channels` channels `c0`, `c1` … of a robot each. */
export async function startDeployment(
  bundles: readonly Bundle[],
  channels: number,
): Promise<Deployment & { readonly stop: () => Promise<void> }> {
  const standIn = await startStandIn(LATENCIES);
  await configure(standIn, channels);
  const [receive, dispatch] = await Promise.all([
    startFunction(pathOf(bundles, 'receive'), standIn),
    startFunction(pathOf(bundles, 'dispatch'), standIn),
  ]);

  return {
    standIn,
    receive,
    dispatch,
    stop: async () => {
      await Promise.all([receive.stop(), dispatch.stop()]);
      await standIn.stop();
    },
  };
}

/** Puts channels, their secrets and the tokens where the functions look for them. */
export async function configure(standIn: StandIn, channels: number): Promise<void> {
  const store = createChannelStore({ ...standIn.table, cacheMs: 0, now: () => Date.now() });
  standIn.secrets.set(NAMES.tokens, JSON.stringify({ admin: ADMIN_TOKEN }));
  // The sender has a token of its own, as docs/access.md advises.
  await createTokenStore(standIn.table).write(
    {
      id: TOKEN_ID,
      name: 'bench',
      scopes: ['ingest'],
      createdAt: 0,
      current: { hash: hashToken(INGEST_TOKEN), since: 0 },
      former: [],
      revision: 1,
    },
    0,
  );
  for (let at = 0; at < channels; at++) {
    const secretRef = `ref-${at}`;
    const webhookUrl = `http://${standIn.host}/robot/send?access_token=fake-token-${at}`;
    await store.create(aChannel({ name: `c${at}`, robots: [aRobot({ name: `robot-${at}`, secretRef })] }));
    standIn.secrets.set(`/${secretRef}`, JSON.stringify({ webhookUrl }));
  }
}

/** Where the bundle of a function is. */
export function pathOf(bundles: readonly Bundle[], name: Bundle['name']): string {
  const found = bundles.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no bundle of ${name}`);

  return found.path;
}
