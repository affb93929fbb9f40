import type { Bounds } from '#shared/access/bounds.ts';
import type { ParsedAlert } from '#shared/alert/alert.ts';
import { mappedSource } from '#shared/receiving/mapping/mapped-source.ts';
import { FOREIGN_KINDS, mappingOfRoute } from '#shared/receiving/mapping/source-mapping.ts';
import type { Batch, ReceiveResult } from '#shared/receiving/receive.ts';
import { DINGTALK_VENDOR } from '#shared/receiving/robot-messages/dingtalk.ts';
import { WECOM_VENDOR } from '#shared/receiving/robot-messages/wecom.ts';
import type { FieldError, Source } from '#shared/receiving/source.ts';
import { isReservedSource, RESERVED_SOURCE } from '#shared/receiving/source-name.ts';
import { createApp, type EdgeApp, type Handlers, type RouteRequest } from '../edge/app.ts';
import {
  decodeLeniently,
  decodeUtf8,
  isJson,
  isJsonText,
  isPlainEncoding,
  MAX_BODY_BYTES,
  readBody,
} from '../edge/body.ts';
import { problem } from '../edge/http-problem.ts';
import { answerOf, notStored, tooLarge } from './answers.ts';
import type { ReceiveDeps } from './deps.ts';
import { type IngestQuery, readIngestQuery } from './ingest-query.ts';
import { boundSource, refuseAlerts, refuseQuery } from './keep-to-bounds.ts';
import { readDingtalkTarget, readPrometheusAlert } from './replaced-senders.ts';
import { refuseUnsigned } from './signature-gate.ts';
import { passSns } from './sns-gate.ts';
import { takeHeartbeat } from './take-heartbeat.ts';
import { takeRobotMessage, takeUpload } from './take-robot-message.ts';
import { noticeTooLarge, type TooLarge } from './too-large.ts';

/** Kind of our own format, the one of `POST /v1/alerts`. */
const NATIVE = 'native';

const UNKNOWN_SOURCE = `After /v1/alerts/ comes ${FOREIGN_KINDS.join(', ')}, or the name of a source of tocsin.yaml. Alerts in the format of our own go to /v1/alerts.`;

/** What is asked: a format, and what its path and its query say. */
interface Asked {
  readonly kind: string;
  readonly query: IngestQuery;
  readonly notes?: readonly string[];
}

/**
 * Alerts and heartbeats in over HTTP, also on the paths of relays that people
 * replace and on the wire of the chat products' robots.
 */
export function createReceiveApp(deps: ReceiveDeps): EdgeApp {
  const ask = (kind: string, { query }: RouteRequest): Asked => ({ kind, query: readIngestQuery(query) });
  const handlers: Handlers<'receive'> = {
    postAlerts: (request) => take(request, ask(NATIVE, request), deps),
    postAlertsOfSource: (request) => take(request, ask(request.params['key'] ?? '', request), deps),
    postAlertsOfDingtalkTarget: (request) =>
      take(request, readDingtalkTarget(request.params['target'] ?? '', request.query), deps),
    postAlertsOfPrometheusAlert: (request) => take(request, readPrometheusAlert(request.query), deps),
    sendDingtalk: (request) => takeRobotMessage(request, DINGTALK_VENDOR, deps),
    sendWecom: (request) => takeRobotMessage(request, WECOM_VENDOR, deps),
    uploadToWecom: (request) => takeUpload(request, deps),
    postHeartbeat: (request) => takeHeartbeat(request, deps),
  };

  return createApp('receive', handlers, deps);
}

async function take(route: RouteRequest, { kind, query, notes = [] }: Asked, deps: ReceiveDeps): Promise<Response> {
  const known = deps.sourceFor(kind);
  const mapping = known === undefined ? mappingOfRoute(kind, await deps.mappings.list()) : undefined;
  const source = known ?? (mapping === undefined ? undefined : mappedSource(mapping));
  if (source === undefined) {
    return problem('unknown-source', { detail: UNKNOWN_SOURCE });
  }

  if (query.kind === 'invalid') {
    return problem('invalid', { detail: 'Some query parameters are not valid.', errors: query.errors });
  }

  const bounds = route.caller?.bounds;
  const outside = refuseQuery(bounds, query);
  if (outside !== undefined) return outside;

  const named = query.source ?? boundSource(bounds);
  const sender = { source: named ?? kind, ...whereTo(query.channels ?? mapping?.channels, bounds) };
  if (isReservedSource(sender.source)) return refuseOwnNames(['source']);
  const body = await readText(route.request, source, (refused) => noticeTooLarge({ ...sender, ...refused }, deps));
  if (body.kind === 'refused') return body.answer;

  if (kind !== NATIVE) {
    const gate = await passSns(
      { headers: route.request.headers, body: body.text, nowMs: route.nowMs },
      deps.sns,
      deps.telemetry,
    );
    if (gate.kind === 'answer') return gate.answer;
  }

  const parsed = source.parse(body.text, route.nowMs);
  if (parsed.kind === 'invalid') return invalid(body.text, parsed.errors);

  const own = parsed.alerts.flatMap((alert, at) => (isReservedSource(alert.source ?? '') ? [at] : []));
  if (kind === NATIVE && own.length > 0) return refuseOwnNames(own.map((at) => `alerts[${at}].source`));
  const isOfThis = (at: number) => kind !== NATIVE && (named !== undefined || own.includes(at));
  const alerts = parsed.alerts.map((alert, at) => (isOfThis(at) ? ofThisSender(alert) : alert));
  const batch = { ...sender, alerts };
  const refused = await refuseSenders(route, batch, body.bytes, deps);
  return refused ?? accept(batch, { kind, notes }, source, deps);
}

/** The refusal of who speaks by the relay's own name. A foreign format's own word for its sender is passed over instead. */
function refuseOwnNames(fields: readonly string[]): Response {
  const errors = fields.map((field) => ({ field, message: RESERVED_SOURCE }));
  return problem('invalid', { detail: 'Nothing was accepted. Mend every field named.', errors });
}

/** The refusal of senders the token does not speak for, or that have to sign and did not. */
async function refuseSenders(
  { caller, request: { headers }, nowMs }: RouteRequest,
  { source, alerts }: Batch,
  body: Uint8Array,
  deps: ReceiveDeps,
): Promise<Response | undefined> {
  const outside = refuseAlerts(caller?.bounds, alerts, source);
  if (outside !== undefined) return outside;

  const senders = [source, ...alerts.flatMap(({ source: own }) => own ?? [])];
  return refuseUnsigned({ headers, body, nowMs }, senders, await deps.signatures.signatures(), deps);
}

async function accept(
  batch: Batch,
  { kind, notes }: { readonly kind: string; readonly notes: readonly string[] },
  { splitSetting }: Source,
  deps: ReceiveDeps,
): Promise<Response> {
  const result = await store(batch, kind, deps);
  if (result === undefined) return notStored();
  if (result.kind === 'accepted') deps.telemetry.count('accepted', result.accepted);
  if (result.kind === 'too-many') {
    await noticeTooLarge({ ...batch, over: 'pairs', limit: result.limit, setting: splitSetting }, deps);
  }

  return answerOf(result, splitSetting, notes);
}

function whereTo(
  channels: readonly string[] | undefined,
  bounds: Bounds | undefined,
): Pick<Batch, 'channels' | 'within'> {
  return {
    ...(channels === undefined ? {} : { channels }),
    ...(bounds?.channels === undefined ? {} : { within: bounds.channels }),
  };
}

/** The name in the query, or the only one the token speaks for, goes before the word a foreign format has for its sender. */
function ofThisSender({ source: _, ...alert }: ParsedAlert): ParsedAlert {
  return alert;
}

/** Undefined when storing throws, for whatever reason: no success was answered, so the sender must come again. */
async function store(batch: Batch, kind: string, deps: ReceiveDeps): Promise<ReceiveResult | undefined> {
  try {
    return await deps.receive(batch);
  } catch (error) {
    deps.telemetry.error('alerts not stored', error, { source: kind });
    return undefined;
  }
}

type BodyText =
  | { readonly kind: 'text'; readonly text: string; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly answer: Response };

/**
 * The body as text. Our own format must be JSON in UTF-8; a foreign sender
 * can't mend what it sends, so its body is taken whatever it is called.
 */
async function readText(
  request: Request,
  source: Source,
  noticed: (refused: Pick<TooLarge, 'over' | 'limit' | 'setting'>) => Promise<void>,
): Promise<BodyText> {
  const refused = source.kind === NATIVE ? refuseType(request.headers) : refuseEncoding(request.headers);
  if (refused !== undefined) return { kind: 'refused', answer: refused };

  const body = await readBody(request);
  if (body.kind === 'too-large') {
    await noticed({ over: 'body', limit: MAX_BODY_BYTES, setting: source.splitSetting });
    return {
      kind: 'refused',
      answer: tooLarge(`The body is larger than ${MAX_BODY_BYTES} bytes.`, source.splitSetting),
    };
  }
  if (body.kind === 'broken-off') return malformed('The body broke off.');

  // Nothing of it could be told: whoever sends nothing had better hear of it.
  if (body.bytes.length === 0) return malformed('The body is empty.');

  const text = source.kind === NATIVE ? decodeUtf8(body.bytes) : decodeLeniently(body.bytes);
  return text === undefined ? malformed('The body is not UTF-8.') : { kind: 'text', text, bytes: body.bytes };
}

/** All or nothing: every field that is wrong is named. A body that is no JSON has no fields. */
function invalid(text: string, errors: readonly FieldError[]): Response {
  return isJsonText(text)
    ? problem('invalid', { detail: 'Nothing was accepted. Mend every field named.', errors })
    : problem('malformed', { detail: 'The body is not valid JSON. Nothing was accepted.', errors });
}

function malformed(detail: string): BodyText {
  return { kind: 'refused', answer: problem('malformed', { detail }) };
}

function refuseType(headers: Headers): Response | undefined {
  if (isJson(headers.get('content-type'))) return refuseEncoding(headers);

  return problem('unsupported-media-type', { detail: 'Send JSON in UTF-8, as application/json.' });
}

function refuseEncoding(headers: Headers): Response | undefined {
  if (isPlainEncoding(headers.get('content-encoding'))) return undefined;

  return problem('unsupported-media-type', {
    detail: 'Send the body uncompressed.',
    headers: [['accept-encoding', 'identity']],
  });
}
