import { setTimeout as wait } from 'node:timers/promises';
import { reportPoll } from '#functions/edge/report-poll.ts';
import type { Telemetry } from '#functions/edge/telemetry.ts';
import { createOcp } from '#shared/adapters/http/ocp.ts';
import type { OcpPoller } from '#shared/polling/ocp-poller.ts';
import { createOcpPoller } from '#shared/polling/poll-into-relay.ts';
import type { SenderKeys } from '#shared/receiving/signature/signature-rule.ts';
import type { Intake } from './intake.ts';
import { startPeriodic } from './periodic.ts';
import type { Stores } from './stores.ts';
import { now, random, startTimer } from './surroundings.ts';

/** What the pollers of one machine work with. */
export interface OcpPollersDeps {
  readonly stores: Pick<Stores, 'alerts' | 'channels'>;
  readonly intake: Intake;
  /** Reads credentials by their reference. */
  readonly readNamed: SenderKeys['readFresh'];
  readonly telemetry: Telemetry;
}

/** Longest wait for an answer of OCP, ms. */
const TIMEOUT_MS = 10_000;

/** Polls each OCP for as long as the relay runs; one that does not answer keeps none of the others waiting. */
export function startOcpPollers(
  pollers: readonly OcpPoller[],
  { stores, intake, readNamed, telemetry }: OcpPollersDeps,
): { stop(): Promise<void> } {
  const closing = new AbortController();
  const ports = {
    ...stores,
    ...intake,
    ocpAt: (url: string, credentials: Parameters<typeof createOcp>[0]['credentials']) =>
      createOcp({ url, credentials, timeoutMs: TIMEOUT_MS, now }),
    secretOf: readNamed,
    now,
    random,
    // Between two requests a round may be given up: the next start goes on by the ledger.
    sleep: (ms: number) => wait(ms, undefined, { signal: closing.signal }),
  };
  const running = pollers.map((poller) => {
    const poll = createOcpPoller(poller, ports);
    return startPeriodic({
      startTimer,
      firstAfterMs: 0,
      everyMs: poller.everySeconds * 1_000,
      run: async () => reportPoll(poller.source, await poll(), telemetry),
      onError: (error) => {
        if (!closing.signal.aborted) telemetry.error('OCP not polled', error, { source: poller.source });
      },
    });
  });

  return {
    stop: async () => {
      closing.abort();
      await Promise.all(running.map((one) => one.stop()));
    },
  };
}
