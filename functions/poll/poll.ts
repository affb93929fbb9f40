import type { NamedSecrets } from '#shared/channels/named-secrets.ts';
import type { OcpPoller } from '#shared/polling/ocp-poller.ts';
import { createOcpPoller, type PollerPorts } from '#shared/polling/poll-into-relay.ts';
import type { PollResult } from '#shared/polling/poll-ocp.ts';
import { reportPoll } from '../edge/report-poll.ts';
import type { Telemetry } from '../edge/telemetry.ts';
import { parsePollEvent } from './poll-event.ts';

/** What polling on AWS works with. */
export interface PollDeps {
  readonly ports: Omit<PollerPorts, 'secretOf'>;
  readonly named: NamedSecrets;
  readonly telemetry: Telemetry;
}

/** A round left something undone: thrown after all that was found is told, so that the function's errors count it. */
export class NotPolledInFullError extends Error {
  override name = 'NotPolledInFullError' as const;

  constructor(source: string, problems: readonly string[]) {
    super(`${source}: ${problems.join('; ')}`);
  }
}

/** An OCP's rounds in this process, and the settings they are made with. */
interface Rounds {
  readonly settings: string;
  readonly poll: () => Promise<PollResult>;
}

/**
 * Makes the round that an event asks for. What a process knows of an OCP it
 * keeps as long as its settings stay the same: with others the ledger is read
 * anew.
 */
export function createPolling(deps: PollDeps): (event: unknown) => Promise<void> {
  const bySource = new Map<string, Rounds>();
  const roundsOf = (poller: OcpPoller): Rounds => {
    const settings = JSON.stringify(poller);
    const known = bySource.get(poller.source);
    if (known?.settings === settings) return known;

    const rounds = { settings, poll: createRounds(poller, deps) };
    bySource.set(poller.source, rounds);
    return rounds;
  };

  return async (event) => {
    const poller = parsePollEvent(event);
    const { problems, ...result } = await roundOf(poller.source, roundsOf(poller), deps);
    reportPoll(poller.source, { ...result, problems }, deps.telemetry);
    if (problems.length > 0) throw new NotPolledInFullError(poller.source, problems);
  };
}

/** Whose round it was is not in what it throws. */
async function roundOf(source: string, { poll }: Rounds, { telemetry }: PollDeps): Promise<PollResult> {
  try {
    return await poll();
  } catch (error) {
    telemetry.error('OCP not polled', error, { source });
    throw error;
  }
}

/** Credentials are remembered for as long as rounds come to their end: new ones are in force in the round after the first that is refused. */
function createRounds(poller: OcpPoller, { ports, named }: PollDeps): () => Promise<PollResult> {
  let wasWhole = false;
  const poll = createOcpPoller(poller, {
    ...ports,
    secretOf({ name }) {
      const text = wasWhole ? named.read(name) : named.readFresh(name);
      wasWhole = false;
      return text;
    },
  });

  return async () => {
    const result = await poll();
    wasWhole = result.problems.length === 0;
    return result;
  };
}
