import { setTimeout as sleep } from 'node:timers/promises';
import type { PostAnswer } from '#local/demo/relay-client.ts';
import type { StormAlert } from './traffic.ts';

/** What the senders saw, growing while the storm rages. Times in ms of the bench's clock. */
export interface Sent {
  /** When each alert's success answer came, by id. */
  readonly acceptedAtMs: Map<string, number>;
  /** Why alerts were never accepted, by id. */
  readonly refused: Map<string, string>;
  sent: number;
  /** The longest any sender waited for an answer, ms. */
  slowestAnswerMs: number;
}

/** What sending needs: where to, and the time. */
export interface Sending {
  post(alert: StormAlert): Promise<PostAnswer>;
  now(): number;
}

/** A sender that got a 5xx or no answer comes again, so often, after so long. */
const MAX_TRIES = 5;
const RETRY_MS = 500;

/** Nothing sent, nothing accepted. */
export function nothingSent(): Sent {
  return { acceptedAtMs: new Map(), refused: new Map(), sent: 0, slowestAnswerMs: 0 };
}

/** Sends each alert at its time, whether or not earlier ones were answered; resolves when all are done. */
export async function sendStorm(alerts: readonly StormAlert[], sent: Sent, sending: Sending): Promise<void> {
  const startMs = sending.now();
  const underWay: Promise<void>[] = [];
  for (const alert of alerts) {
    const waitMs = startMs + alert.atMs - sending.now();
    if (waitMs > 0) await sleep(waitMs);
    underWay.push(sendOne(alert, sent, sending));
  }
  await Promise.all(underWay);
}

async function sendOne(alert: StormAlert, sent: Sent, { post, now }: Sending): Promise<void> {
  sent.sent += 1;
  let why = '';
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const fromMs = now();
    const answer = await post(alert);
    sent.slowestAnswerMs = Math.max(sent.slowestAnswerMs, now() - fromMs);
    if (answer.kind === 'accepted') {
      sent.acceptedAtMs.set(alert.id, now());
      return;
    }
    why = answer.why;
    if (answer.kind === 'refused') break;
    await sleep(RETRY_MS * tries);
  }
  sent.refused.set(alert.id, why);
}
