import { setTimeout as sleep } from 'node:timers/promises';
import type { Group } from '../sandbox/group.ts';
import { calmAct } from './calm-act.ts';
import { play } from './play.ts';
import type { Progress } from './progress.ts';
import { progressLine } from './progress-line.ts';
import type { RelayClient } from './relay-client.ts';
import type { ScriptedRequest } from './scripted-request.ts';
import { STORM_MS, stormAct } from './storm-act.ts';
import { Tally } from './tally.ts';

/** When the storm begins, ms after the demo. */
const STORM_AT_MS = 18_000;
/** How long the demo waits for messages after the last request, ms; at any pace, since the relay's work keeps its own. */
const PATIENCE_MS = 60_000;
/** How often progress is shown, and the relay asked what still waits, ms. */
const POLL_MS = 1_000;

/** What the acts are played with. */
export interface Stage {
  readonly client: RelayClient;
  readonly groups: readonly Group[];
  readonly progress: Progress;
  /** Length of the run as a share of the real one. */
  readonly pace: number;
}

/** What the senders saw of a performance. Times in ms since the epoch. */
export interface Performance {
  readonly tally: Tally;
  readonly startMs: number;
  readonly stormAtMs: number;
}

function phaseAt(elapsedMs: number): string {
  if (elapsedMs < STORM_AT_MS) return 'calm';

  return elapsedMs < STORM_AT_MS + STORM_MS ? 'storm' : 'draining';
}

function paced(requests: readonly ScriptedRequest[], pace: number): readonly ScriptedRequest[] {
  return requests.map((request) => ({ ...request, atMs: request.atMs * pace }));
}

/** Asks the relay until nothing waits any more, or the time is up. */
async function drain(stage: Stage, show: (waiting: number) => void): Promise<void> {
  const untilMs = Date.now() + PATIENCE_MS;
  while (Date.now() < untilMs) {
    const waiting = (await stage.client.alerts('waiting')).length;
    show(waiting);
    if (waiting === 0) return;
    await sleep(POLL_MS * stage.pace);
  }
}

/** Plays both acts, shows how far they are, and waits until every alert is told. */
export async function perform(stage: Stage): Promise<Performance> {
  const { client, groups, progress, pace } = stage;
  const tally = new Tally();
  const startMs = Date.now();
  const elapsedMs = (): number => (Date.now() - startMs) / pace;
  const show = (waiting?: number): void =>
    progress.update(progressLine(elapsedMs(), tally, groups, phaseAt(elapsedMs()), waiting), Date.now());
  const say = (atMs: number, line: string): void => progress.say(`${(atMs / 1_000).toFixed(1).padStart(6)} s  ${line}`);

  const ticking = setInterval(() => show(), POLL_MS);
  const requests = [...calmAct(startMs), ...stormAct(startMs, STORM_AT_MS)];
  await play(paced(requests, pace), startMs, client, tally, say);
  clearInterval(ticking);
  await drain(stage, show);
  progress.end();

  return { tally, startMs, stormAtMs: startMs + STORM_AT_MS * pace };
}
