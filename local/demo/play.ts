import { setTimeout as sleep } from 'node:timers/promises';
import type { RelayClient } from './relay-client.ts';
import type { ScriptedRequest } from './scripted-request.ts';
import type { Tally } from './tally.ts';

/** How often a sender tries a request that got a 5xx or no answer, and how long it waits between, ms. */
const MAX_TRIES = 5;
const RETRY_MS = 500;

/** Sends one request until it is accepted or the sender gives up, as Alertmanager does on 5xx. */
async function sendOne(request: ScriptedRequest, client: RelayClient, tally: Tally): Promise<void> {
  const sentAtMs = Date.now();
  tally.requests += 1;
  let why = '';
  for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
    const answer = await client.post(request.path, request.body);
    if (answer.kind === 'accepted') return tally.accept(answer.alerts, sentAtMs);
    why = answer.why;
    if (answer.kind === 'refused') break;
    await sleep(RETRY_MS * attempt);
  }
  tally.notAccepted.push(why);
}

/**
 * Sends each request at its time after `startMs`, whether or not earlier ones
 * were answered: senders don't wait for each other. Resolves when all are done.
 */
export async function play(
  requests: readonly ScriptedRequest[],
  startMs: number,
  client: RelayClient,
  tally: Tally,
  onSay: (atMs: number, line: string) => void,
): Promise<void> {
  const underWay: Promise<void>[] = [];
  for (const request of [...requests].sort((a, b) => a.atMs - b.atMs)) {
    const waitMs = startMs + request.atMs - Date.now();
    if (waitMs > 0) await sleep(waitMs);
    if (request.says !== undefined) onSay(request.atMs, request.says);
    underWay.push(sendOne(request, client, tally));
  }
  await Promise.all(underWay);
}
