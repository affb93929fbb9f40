import { x5Object } from './dingtalk-answers.ts';
import type { FaultsNow } from './fault-board.ts';
import type { GroupSettings } from './group-spec.ts';
import type { Verdict } from './verdict.ts';

/** What goes back to the caller. */
export type Answer =
  | { readonly kind: 'body'; readonly status: number; readonly contentType: string; readonly body: string }
  /** The connection is kept open and nothing is said. */
  | { readonly kind: 'silence' }
  /** The connection is torn down. */
  | { readonly kind: 'reset' };

const JSON_TYPE = 'application/json;charset=utf-8';

const jsonText = (body: string): Answer => ({ kind: 'body', status: 200, contentType: JSON_TYPE, body });
const json = (value: unknown): Answer => jsonText(JSON.stringify(value));

const html = (status: number, text: string): Answer => ({
  kind: 'body',
  status,
  contentType: 'text/html; charset=utf-8',
  body: `<html><head><title>${text}</title></head><body><h1>${text}</h1></body></html>`,
});

/** A request that a fault ends before the robot looks at it. */
export interface Preempted {
  readonly why: string;
  readonly answer: Answer;
}

/** The answer of a fault that keeps the request from the robot, if one is in force. `uuid` marks an x5 object. */
export function preempt(faults: FaultsNow, uuid: string): Preempted | undefined {
  if (faults.has('reset-before')) return { why: 'connection reset before the robot saw it', answer: { kind: 'reset' } };
  if (faults.has('swallow')) return { why: 'taken, and neither shown nor answered', answer: { kind: 'silence' } };
  if (faults.has('http-500')) return { why: 'HTTP 500', answer: html(500, '500 Internal Server Error') };
  if (faults.has('html')) return { why: 'an HTML page with status 200', answer: html(200, 'Access denied') };
  if (faults.has('x5')) return { why: 'blocked by the gateway (x5)', answer: json(x5Object(uuid)) };
  if (faults.has('busy')) return { why: 'system busy', answer: json({ errcode: -1, errmsg: 'system busy' }) };

  return undefined;
}

/** The plain answer to a verdict, in the product's own form. */
function plainAnswer(verdict: Verdict, settings: GroupSettings, uuid: string): Answer {
  if (verdict.kind !== 'refused') return json({ errcode: 0, errmsg: 'ok' });
  const { errcode, errmsg } = verdict;
  if (settings.product === 'wecom' || verdict.mutedUntilMs === undefined) return json({ errcode, errmsg });
  if (settings.throttleSignal === 'x5') return json(x5Object(uuid));
  if (settings.throttleSignal !== '130101+x5') return json({ errcode, errmsg });

  // A throttle answer recorded by OCP's own manual begins with a line break.
  return jsonText(`\r\n${JSON.stringify({ ...x5Object(uuid), errcode, errmsg })}`);
}

/** The answer to a verdict, bent by the faults in force. */
export function answerTo(verdict: Verdict, settings: GroupSettings, faults: FaultsNow, uuid: string): Answer {
  if (faults.has('hang')) return { kind: 'silence' };
  if (faults.has('reset-after')) return { kind: 'reset' };
  if (faults.has('garbled')) return jsonText('{"errcode":');
  const success = verdict.kind !== 'refused';
  if (success && faults.has('json-warning')) return json({ errcode: 0, errmsg: 'ok. Warning: wrong json format. ' });
  if (faults.has('errcode-as-string')) {
    const { errcode, errmsg } = success ? { errcode: 0, errmsg: 'ok' } : verdict;

    return json({ errcode: String(errcode), errmsg });
  }

  return plainAnswer(verdict, settings, uuid);
}
