import type { Batch, ReceiveResult } from '#shared/receiving/receive.ts';
import { alertOfMessage } from '#shared/receiving/robot-messages/message-alert.ts';
import { readRobotBody } from '#shared/receiving/robot-messages/read-body.ts';
import type { Failure, Vendor, VendorAnswer } from '#shared/receiving/robot-messages/vendor.ts';
import { NO_UPLOADS, WECOM_VENDOR } from '#shared/receiving/robot-messages/wecom.ts';
import { type JsonObject, writtenJson } from '#shared/receiving/sources/json.ts';
import type { RouteRequest } from '../edge/app.ts';
import { decodeUtf8, readBody } from '../edge/body.ts';
import { json } from '../edge/http-problem.ts';
import { admitSender, type Sender } from './admit-sender.ts';
import type { ReceiveDeps } from './deps.ts';

/** Answered only when the message is in the table for every channel it goes to. */
const OK: VendorAnswer = { errcode: 0, errmsg: 'ok' };

/** How many times as long as its message a body may be: JSON writes a letter as `\u0041`, a form as `%41`. */
const MAX_WRITTEN_LONGER = 6;

/** What became of a request, to be answered as the vendor does. */
type Taken =
  | { readonly kind: 'answer'; readonly answer: VendorAnswer }
  | { readonly kind: Failure; readonly hint?: string };

/**
 * Takes a message that was meant for a chat product's robot. Whatever happens
 * the answer is that product's, with HTTP 200: its senders look for nothing
 * else, and come again after "busy". Nobody is ever told to send more slowly.
 */
export async function takeRobotMessage(route: RouteRequest, vendor: Vendor, deps: ReceiveDeps): Promise<Response> {
  return answering(vendor, deps, async () => {
    const sender = await admitSender(route, vendor, deps.access);
    if (sender.kind !== 'admitted') return sender;
    return (await refuseSigner(sender, deps)) ?? takeFrom(sender, route.request, vendor, deps);
  });
}

/** The refusal of a sender whose requests have to be signed as Grafana does it: on this wire nobody can. */
async function refuseSigner({ source }: Sender, { signatures }: ReceiveDeps): Promise<Taken | undefined> {
  const rules = await signatures.signatures();
  return rules.some((rule) => rule.source === source)
    ? {
        kind: 'unknown-token',
        hint: 'tocsin: the source of this token has to sign (grafanaSignatures), make one of another',
      }
    : undefined;
}

/** Refuses an upload, of whoever holds a key: media belong to the robot they are uploaded to. */
export async function takeUpload(route: RouteRequest, deps: ReceiveDeps): Promise<Response> {
  return answering(WECOM_VENDOR, deps, async () => {
    const sender = await admitSender(route, WECOM_VENDOR, deps.access);
    return sender.kind === 'admitted' ? { kind: 'answer', answer: NO_UPLOADS } : sender;
  });
}

async function answering(vendor: Vendor, { telemetry }: ReceiveDeps, take: () => Promise<Taken>): Promise<Response> {
  const { product } = vendor;
  try {
    const taken = await take();
    const answer = taken.kind === 'answer' ? taken.answer : vendor.answer(taken.kind, taken.hint);
    if (taken.kind === 'busy') telemetry.count('robotMessageNotStored', 1);
    if (answer.errcode !== 0) telemetry.warn('robot message refused', { product, errcode: answer.errcode });
    return json(answer);
  } catch (error) {
    telemetry.count('robotMessageNotStored', 1);
    telemetry.error('robot message not stored', error, { product });
    return json(vendor.answer('busy'));
  }
}

async function takeFrom(sender: Sender, request: Request, vendor: Vendor, deps: ReceiveDeps): Promise<Taken> {
  // Nobody's parser is to work on what can't be a message, however it is written.
  const read = await readBody(request, vendor.maxBytes * MAX_WRITTEN_LONGER);
  if (read.kind === 'too-large') return { kind: 'too-large' };
  const text = read.kind === 'read' ? decodeUtf8(read.bytes) : undefined;
  const body = text === undefined ? undefined : readRobotBody(text);
  if (body === undefined) return { kind: 'not-json' };
  if (sizeOf(text ?? '', body.verbatim) > vendor.maxBytes) return { kind: 'too-large' };

  const reading = vendor.read(body.fields);
  if (reading.kind === 'refused') return { kind: 'answer', answer: reading.answer };

  const { channels, source } = sender;
  const alerts = [alertOfMessage(reading.message, body.verbatim, vendor.product)];
  return store({ source, alerts, channels, within: channels }, deps);
}

/**
 * In bytes, without what only the way of writing it costs: escapes of JSON, percent signs of a form. What is nested too
 * deeply to be written again is as long as it came.
 */
function sizeOf(text: string, body: JsonObject): number {
  return Math.min(Buffer.byteLength(text), Buffer.byteLength(writtenJson(body) ?? text));
}

/** Channels of the token that are gone since do not keep the others from hearing of it. */
async function store(batch: Batch, deps: ReceiveDeps): Promise<Taken> {
  const result = await deps.receive(batch);
  if (result.kind !== 'unknown-channel') return takenOf(result, deps);

  const known = batch.channels?.filter((name) => !result.names.includes(name)) ?? [];
  return known.length === 0 ? { kind: 'removed' } : store({ ...batch, channels: known }, deps);
}

function takenOf(result: Exclude<ReceiveResult, { kind: 'unknown-channel' }>, { telemetry }: ReceiveDeps): Taken {
  switch (result.kind) {
    case 'accepted':
      telemetry.count('accepted', result.accepted);
      return { kind: 'answer', answer: OK };
    case 'no-channel':
      return { kind: 'disabled' };
    case 'too-many':
    case 'not-stored':
      return { kind: 'busy' };
    default:
      return result satisfies never;
  }
}
