import type { ParsedAlert } from '#shared/alert/alert.ts';
import { parseQueuedWakeUp } from '#shared/dispatching/queued-wake-up.ts';
import { httpEvent } from '#test/functions/http-event.ts';
import { total } from '../metered-client.ts';
import { type FunctionProcess, NAMES } from './function-process.ts';
import type { Asked, StandIn } from './stand-in.ts';
import { INGEST_TOKEN } from './tokens.ts';

/** What some traffic made the services do. Sums; divide by the alerts. */
export interface Usage {
  readonly apiRequests: number;
  /** Bytes that leave AWS: answers to senders and requests to robots. */
  readonly bytesOut: number;
  readonly receive: FunctionUsage;
  readonly dispatch: FunctionUsage;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly wakeUpsSent: number;
  readonly operatorsTold: number;
  readonly secretReads: number;
  readonly messages: number;
}

/** What a function did. */
export interface FunctionUsage {
  readonly invocations: number;
  /** Waiting for other services, ms. */
  readonly waitedMs: number;
  /** Processor time on this machine, ms. */
  readonly cpuMs: number;
  /** Bytes of log lines, and how many. */
  readonly logBytes: number;
  readonly logLines: number;
}

/** The functions and what they talk to. */
export interface Deployment {
  readonly standIn: StandIn;
  readonly receive: FunctionProcess;
  readonly dispatch: FunctionProcess;
}

/** Headers of an answer that API Gateway adds to ours, bytes. A captured one: date, content-length, connection, apigw-requestid. */
const GATEWAY_HEADER_BYTES = 130;

const IDLE: FunctionUsage = { invocations: 0, waitedMs: 0, cpuMs: 0, logBytes: 0, logLines: 0 };

/** Alerts that come in on a channel at a time. */
export interface Post {
  readonly atMs: number;
  readonly channel: string;
  readonly alerts: readonly ParsedAlert[];
}

/**
 * Posts alerts at their times and runs every wake-up when it is due, as the
 * queue would, each in an invocation of its own. Wake-ups for later than
 * `untilMs` are left.
 */
export class Traffic {
  readonly #deployment: Deployment;
  #pending: { readonly event: unknown; readonly atMs: number }[] = [];
  #receive = IDLE;
  #dispatch = IDLE;
  #asked: Asked[] = [];
  #apiRequests = 0;
  #answerBytes = 0;

  constructor(deployment: Deployment) {
    this.#deployment = deployment;
  }

  async play(posts: readonly Post[], untilMs: number): Promise<void> {
    for (const post of posts) {
      await this.#runUntil(post.atMs);
      await this.#post(post);
    }
    await this.#runUntil(untilMs);
  }

  async sweep(atMs: number): Promise<void> {
    await this.#invokeDispatch({ sweep: true }, atMs);
  }

  /** What happened since the last look, and the log lines of it. */
  take(): { readonly usage: Usage; readonly log: readonly string[] } {
    const { receive, dispatch } = this.#deployment;
    const [received, dispatched] = [receive.takeLog(), dispatch.takeLog()];
    const units = total(this.#asked.flatMap(({ table }) => table));
    const sum = (of: (asked: Asked) => number) => this.#asked.reduce((all, one) => all + of(one), 0);
    const sentTo = (queue: string) => sum(({ sent }) => sent.filter((one) => one.queue === queue).length);
    const usage: Usage = {
      apiRequests: this.#apiRequests,
      bytesOut: this.#answerBytes + sum(({ robotBytes }) => robotBytes),
      receive: { ...this.#receive, ...logOf(received) },
      dispatch: { ...this.#dispatch, ...logOf(dispatched) },
      writeUnits: units.write,
      readUnits: units.read,
      wakeUpsSent: sentTo(NAMES.wakeUps),
      operatorsTold: sentTo(NAMES.operators),
      secretReads: sum(({ secretReads }) => secretReads),
      messages: sum(({ robotRequests }) => robotRequests),
    };
    [this.#receive, this.#dispatch, this.#asked] = [IDLE, IDLE, []];
    [this.#apiRequests, this.#answerBytes] = [0, 0];

    return { usage, log: [...received, ...dispatched] };
  }

  async #post({ atMs, channel, alerts }: Post): Promise<void> {
    const event = httpEvent('POST', '/v1/alerts', {
      rawQueryString: `channel=${channel}&source=bench`,
      headers: { authorization: `Bearer ${INGEST_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ alerts }),
    });
    this.#deployment.standIn.setTime(atMs);
    const { result, cpuMs } = await this.#deployment.receive.invoke(event, atMs);
    const { statusCode, headers, body } = result as { statusCode: number; headers: object; body: string };
    if (statusCode !== 200) throw new Error(`receive answered ${statusCode}: ${body}`);
    this.#apiRequests += 1;
    this.#answerBytes += Buffer.byteLength(body) + JSON.stringify(headers).length + GATEWAY_HEADER_BYTES;
    this.#receive = plus(this.#receive, this.#collect(atMs), cpuMs);
  }

  async #runUntil(untilMs: number): Promise<void> {
    for (let steps = 0; steps < 100_000; steps++) {
      this.#pending.sort((a, b) => a.atMs - b.atMs);
      const [next] = this.#pending;
      if (next === undefined || next.atMs > untilMs) return;
      this.#pending.shift();
      await this.#invokeDispatch(next.event, next.atMs);
    }
  }

  async #invokeDispatch(event: unknown, atMs: number): Promise<void> {
    this.#deployment.standIn.setTime(atMs);
    const { cpuMs } = await this.#deployment.dispatch.invoke(event, atMs);
    this.#dispatch = plus(this.#dispatch, this.#collect(atMs), cpuMs);
  }

  /** Takes what the last invocation asked for; its wake-ups wait for their time. */
  #collect(atMs: number): Asked {
    const asked = this.#deployment.standIn.take();
    this.#asked.push(asked);
    for (const { queue, body, delayS } of asked.sent) {
      if (queue !== NAMES.wakeUps) continue;
      const dueMs = parseQueuedWakeUp(body)?.atMs ?? atMs;
      const event = { Records: [{ messageId: 'id', body }] };
      this.#pending.push({ event, atMs: delayS < MAX_DELAY_S ? Math.max(dueMs, atMs) : atMs + delayS * 1000 });
    }
    // It is taken up after it was sent.
    for (const body of asked.events) {
      const sentMs = parseQueuedWakeUp(body)?.atMs ?? atMs;
      this.#pending.push({ event: JSON.parse(body), atMs: Math.max(sentMs, atMs) });
    }

    return asked;
  }
}

/** A wake-up for later travels in hops of this length, s. */
const MAX_DELAY_S = 900;

function plus(usage: FunctionUsage, { waitedMs }: Asked, cpuMs: number): FunctionUsage {
  return {
    ...usage,
    invocations: usage.invocations + 1,
    waitedMs: usage.waitedMs + waitedMs,
    cpuMs: usage.cpuMs + cpuMs,
  };
}

function logOf(lines: readonly string[]): Pick<FunctionUsage, 'logBytes' | 'logLines'> {
  return { logLines: lines.length, logBytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0) };
}
