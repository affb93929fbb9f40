import { reportDispatch } from '#functions/dispatch/report-dispatch.ts';
import { lineTelemetry } from '#functions/edge/line-telemetry.ts';
import type { ReceiveDeps } from '#functions/receive/deps.ts';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';
import type { PostResult } from '#shared/delivery/post.ts';
import { OWN_SOURCE } from '#shared/notices/own-source.ts';
import type { AcceptedAlert } from '#shared/receiving/receive.ts';
import { createSnsJudge } from '#shared/receiving/sns/judge-sns.ts';
import { CERTIFICATE_URL, createSigner, signedMessage, TOPIC } from '#test/builders/sns.ts';
import { startApi } from '#test/functions/whole-api.ts';
import { Admissions } from './admissions.ts';
import { GROUPS, setUpRelay } from './relay-setup.ts';
import { SENDERS_FILE } from './samples.ts';
import { SECRETS, secretFinder, writtenIn } from './secrets.ts';
import { type Fetch, sendTo } from './send-to.ts';
import type { Sending, World } from './sending.ts';
import { StrictRobots } from './strict-robots.ts';

/** A mistake that is put into the relay, to see that it is noticed. */
export interface Sabotage {
  readonly receive?: (deps: ReceiveDeps) => ReceiveDeps;
  readonly fetch?: (fetch: Fetch) => Fetch;
  /** What every robot answers. */
  readonly robots?: PostResult;
}

/** One for the whole run: to make a key takes long. */
const SIGNER = createSigner();
const SENDERS = sendersOf(SENDERS_FILE);

/** The relay of a round. */
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** A fresh relay in virtual time, with channels of both products, mapped senders, one that signs, and strict robots. */
export async function openStage(round: number, sabotage: Sabotage = {}) {
  const admissions = new Admissions();
  let taken: AcceptedAlert[] = [];
  const api = await startApi(undefined, SENDERS.sources, {
    alerts: (store) => admissions.watch(store),
    receive: (deps) =>
      tapped(sabotage.receive?.(ofSenders(deps)) ?? ofSenders(deps), (alerts) => taken.push(...alerts)),
  });
  const { relay, telemetry } = api;
  const robots = new StrictRobots(GROUPS, relay.now());
  relay.answerWith((request) => sabotage.robots ?? robots.answer(request, relay.now()));
  const tokens = await setUpRelay(api, round);
  const fetch = sabotage.fetch?.(api.receiving.fetch) ?? api.receiving.fetch;
  const written = writtenIn(round);

  return {
    ...{ api, admissions, robots, tokens },
    secretsIn: secretFinder(tokens),
    /** Secrets that senders write in this round. */
    written: new Set(Object.entries(SECRETS).flatMap(([name, secret]) => (written.includes(secret) ? [name] : []))),
    world: (): World => ({
      ...{ nowMs: relay.now(), round, secrets: written, tokens },
      sign: (fields, version) => signedMessage(SIGNER, fields, version),
    }),
    /** Sends it, and gives the answer with the alerts the relay says it took. */
    async send(sending: Sending) {
      taken = [];
      const answer = await sendTo({ fetch, deps: api.receiving.deps }, sending);
      return { ...answer, taken };
    },
    /** All that was logged, as lines. */
    log(): readonly string[] {
      const lines: string[] = [];
      const log = lineTelemetry((line) => lines.push(line));
      for (const { level, message, fields, cause } of telemetry.lines) {
        if (level === 'error') log.error(message, cause, fields);
        else log[level](message, fields);
      }
      relay.events.forEach(reportDispatch(log));
      return lines;
    },
  };
}

function sendersOf(text: string) {
  const parsed = parseTocsinFile(text, { allowEnv: false });
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.errors));
  return parsed.file;
}

/** Beside what the API has: who has to sign, and whom to believe of Amazon SNS. */
function ofSenders(deps: ReceiveDeps): ReceiveDeps {
  const read = async () => SECRETS.senderKey;
  const fetchText = async (url: string) =>
    url === CERTIFICATE_URL || url.includes('ConfirmSubscription')
      ? ({ kind: 'text', status: 200, text: SIGNER.certificate } as const)
      : ({ kind: 'text', status: 404, text: '' } as const);

  return {
    ...deps,
    signatures: { signatures: async () => SENDERS.grafanaSignatures },
    keys: { read, readFresh: read },
    sns: { judge: createSnsJudge({ fetchText, allowedTopics: [TOPIC] }), fetchText },
  };
}

/** Hears what is taken, but for what the relay says of itself. */
function tapped(deps: ReceiveDeps, hear: (alerts: readonly AcceptedAlert[]) => void): ReceiveDeps {
  return {
    ...deps,
    async receive(batch) {
      const result = await deps.receive(batch);
      if (result.kind === 'accepted' && batch.source !== OWN_SOURCE) hear(result.alerts);
      return result;
    },
  };
}
