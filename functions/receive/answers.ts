import type { ReceiveResult } from '#shared/receiving/receive.ts';
import { json, problem, retryLater } from '../edge/http-problem.ts';

/** Seconds until a sender should try again when the table did not take its alerts. */
const NOT_STORED_RETRY_SECONDS = 5;

/** The same when there is no channel: only a person can change that. */
const NO_CHANNEL_RETRY_SECONDS = 30;

/**
 * The answer to a batch. `errcode`, `errmsg` and `success` are what senders
 * that verify the body look for; never 429, which Alertmanager takes for final.
 */
export function answerOf(result: ReceiveResult, setting: string, notes: readonly string[] = []): Response {
  switch (result.kind) {
    case 'accepted':
      return accepted(result, notes);
    case 'unknown-channel':
      return problem('unknown-channel', {
        detail: 'Some of the channels named do not exist. Nothing was accepted.',
        errors: result.names.map((name) => ({ field: 'channel', message: `there is no channel "${shortened(name)}"` })),
      });
    case 'no-channel':
      return retryLater(
        'no-channel',
        NO_CHANNEL_RETRY_SECONDS,
        'No enabled channel takes these alerts. Create or enable one; the sender may then try again.',
      );
    case 'too-many':
      return tooLarge(`${result.pairs} alerts × channels are more than the ${result.limit} of one request.`, setting);
    case 'not-stored':
      return notStored();
    default:
      return result satisfies never;
  }
}

function accepted(
  { accepted: count, alerts }: Extract<ReceiveResult, { kind: 'accepted' }>,
  notes: readonly string[],
): Response {
  const said = notes.length === 0 ? {} : { notes };
  return json({ errcode: 0, errmsg: 'ok', success: true, accepted: count, alerts, ...said });
}

/** The answer when not everything is stored; sending it all again does no harm. */
export function notStored(): Response {
  return retryLater(
    'not-stored',
    NOT_STORED_RETRY_SECONDS,
    'The alerts are not all stored. Send the whole request again; what was stored is merged.',
  );
}

/** The answer to a heartbeat that the table did not take. */
export function notHeard(): Response {
  return retryLater('not-stored', NOT_STORED_RETRY_SECONDS, 'That the source spoke is not noted. Send it again.');
}

/** The answer over a limit, with the sender's setting that would split the request. */
export function tooLarge(detail: string, setting: string): Response {
  return problem('too-large', { detail: `${detail} Make requests smaller: ${setting}.`, extra: { setting } });
}

/** Enough of a name to recognise it by. */
function shortened(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}…` : name;
}
