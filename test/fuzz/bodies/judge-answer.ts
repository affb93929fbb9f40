import type { AcceptedAlert } from '#shared/receiving/receive.ts';
import { DOORS } from './doors.ts';
import { echoedIn } from './echo.ts';
import type { Answer } from './send-to.ts';
import type { Sending } from './sending.ts';
import type { Tally } from './tally.ts';

/** An answer, with the alerts that the relay took meanwhile. */
export interface Taken extends Answer {
  readonly taken: readonly AcceptedAlert[];
}

const ROUTE_OF = new Map(DOORS.map(({ name, route }) => [name, route]));

/**
 * Judges one answer and notes what is wrong with it. Gives the alerts the
 * sender was told are accepted: those the answer names, or, where the wire
 * has no names, those that were taken.
 */
export function judgeAnswer(
  answer: Taken,
  sending: Sending,
  secretsIn: (text: string) => readonly string[],
  tally: Tally,
): readonly AcceptedAlert[] {
  const { door, index } = sending;
  tally.row(door).bodies += 1;
  if (answer.thrown !== undefined) tally.find(`threw ${String(answer.thrown)}`, index);
  else if (answer.status >= 500) tally.find(`was answered with ${answer.status}: ${answer.text.slice(0, 300)}`, index);
  for (const name of echoedIn(answer, sending, secretsIn)) tally.find(`${name} is echoed in its answer`, index);

  const verdict = VERDICTS[wireOf(door)](answer);
  if (verdict.kind === 'refused') {
    tally.refuse(door, verdict.why);
    if (answer.taken.length > 0) tally.find(`was refused with ${verdict.why}, and alerts of it were taken`, index);
    return [];
  }
  if (verdict.kind === 'wrong') {
    tally.find(verdict.what, index);
    return [];
  }
  tally.row(door).accepted += 1;
  return verdict.alerts;
}

type Verdict =
  | { readonly kind: 'accepted'; readonly alerts: readonly AcceptedAlert[] }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'wrong'; readonly what: string };
type Wire = 'alerts' | 'robot' | 'events' | 'heartbeats';

function wireOf(door: string): Wire {
  switch (ROUTE_OF.get(door)) {
    case 'sendDingtalk':
    case 'sendWecom':
    case 'uploadToWecom':
      return 'robot';
    case 'events':
      return 'events';
    case 'postHeartbeat':
      return 'heartbeats';
    default:
      return 'alerts';
  }
}

const VERDICTS: Readonly<Record<Wire, (answer: Taken) => Verdict>> = {
  alerts({ status, text }) {
    if (status !== 200) return { kind: 'refused', why: String(status) };
    const { errcode = 0, success, accepted = 0, alerts = [] } = JSON.parse(text);
    // What SNS asks beside its alarms is answered with success alone.
    if (errcode !== 0 || success !== true || accepted !== alerts.length) {
      return { kind: 'wrong', what: `was answered with 200 and ${text.slice(0, 200)}` };
    }
    return { kind: 'accepted', alerts };
  },
  robot({ status, text, taken }) {
    if (status !== 200) return { kind: 'wrong', what: `was answered with ${status} on a robot's wire` };
    const { errcode, errmsg } = JSON.parse(text);
    if (typeof errcode !== 'number' || typeof errmsg !== 'string' || errcode === -1) {
      return { kind: 'wrong', what: `was answered with ${text.slice(0, 200)}` };
    }
    if (errcode !== 0) return { kind: 'refused', why: `errcode ${errcode}` };
    return taken.length === 1
      ? { kind: 'accepted', alerts: taken }
      : { kind: 'wrong', what: `was answered with errcode 0, and ${taken.length} alerts were taken` };
  },
  events({ status, taken }) {
    if (status !== 200) return { kind: 'refused', why: 'not kept' };
    return taken.length > 0
      ? { kind: 'accepted', alerts: taken }
      : { kind: 'wrong', what: 'was kept as an event, and no alert came of it' };
  },
  heartbeats({ status }) {
    return status === 200 ? { kind: 'accepted', alerts: [] } : { kind: 'refused', why: String(status) };
  },
};
