import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 10_000;

/** Sleeps, and says every ten seconds how long it still takes. */
export async function sleepWithWord(ms: number, what: string, say: (line: string) => void): Promise<void> {
  const end = Date.now() + ms;
  for (let left = ms; left > 0; left = end - Date.now()) {
    say(`${what}, ${Math.round(left / 1_000)} s more`);
    await sleep(Math.min(left, EVERY_MS));
  }
}
