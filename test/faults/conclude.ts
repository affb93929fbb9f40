import { judge, type Promised, type Row } from './judge.ts';
import type { Scene } from './scene.ts';

/** More than a takeover of a dead worker's lane (15 s), a robot's window (60 s) and a back-off take, ms. */
const SETTLED_MS = 150_000;

/** Lets the senders come to their end, waits until all they sent is told, and judges each group. */
export async function conclude(
  scene: Scene,
  say: (line: string) => void,
  promised: readonly Promised[],
  settledMs = SETTLED_MS,
): Promise<readonly Row[]> {
  await Promise.all(scene.traffics.map((traffic) => traffic.stop()));
  say('waits until all is told');
  await scene.settled(settledMs);
  const ledgers = await scene.ledgers();

  return Promise.all(promised.map((one) => judge(scene, one, ledgers)));
}
