import { mappedSource } from '#shared/receiving/mapping/mapped-source.ts';
import { FOREIGN_KINDS, mappingOfRoute, NATIVE } from '#shared/receiving/mapping/source-mapping.ts';
import type { Batch, ReceiveResult } from '#shared/receiving/receive.ts';
import type { FieldError, Source } from '#shared/receiving/source.ts';
import type { RouteRequest } from '../edge/app.ts';
import { isJsonText } from '../edge/body.ts';
import { problem } from '../edge/http-problem.ts';
import { answerOf, notStored } from './answers.ts';
import type { ReceiveDeps } from './deps.ts';
import type { Asked } from './ingest-query.ts';
import { refuseAlerts } from './keep-to-bounds.ts';
import { readText } from './read-text.ts';
import { refuseUnsigned } from './signature-gate.ts';
import { passSns } from './sns-gate.ts';
import { noticeTooLarge } from './too-large.ts';
import { senderOf, withSenders } from './whose-alerts.ts';

const UNKNOWN_SOURCE = `After /v1/alerts/ comes ${FOREIGN_KINDS.join(', ')}, or the name of a source of tocsin.yaml. Alerts in the format of our own go to /v1/alerts.`;

/** format → sender → body → gate of SNS → alerts → may they → store. All of a request is taken, or nothing. */
export async function takeAlerts(route: RouteRequest, asked: Asked, deps: ReceiveDeps): Promise<Response> {
  const found = await findSource(asked.kind, deps);
  if (found === undefined) return problem('unknown-source', { detail: UNKNOWN_SOURCE });
  const { source } = found;
  const sending = senderOf(asked, found.channels, route.caller?.bounds);
  if (sending.kind === 'refused') return sending.answer;
  const { sender, named } = sending;

  const body = await readText(route.request, source, (refused) => noticeTooLarge({ ...sender, ...refused }, deps));
  if (body.kind === 'refused') return body.answer;
  const gate = await passGate(route, asked, body.text, deps);
  if (gate.kind === 'answer') return gate.answer;

  const parsed = source.parse(body.text, route.nowMs);
  if (parsed.kind === 'invalid') return invalid(body.text, parsed.errors);
  const whose = withSenders(parsed.alerts, asked.kind, named);
  if (whose.kind === 'refused') return whose.answer;

  const batch = { ...sender, alerts: whose.alerts };
  return (await refuseSenders(route, batch, body.bytes, deps)) ?? accept(batch, asked, source, deps);
}

/** A format and the channels its mapping names, if there is such a one. */
async function findSource(
  kind: string,
  { sourceFor, mappings }: ReceiveDeps,
): Promise<{ readonly source: Source; readonly channels?: readonly string[] | undefined } | undefined> {
  const source = sourceFor(kind);
  if (source !== undefined) return { source };

  const mapping = mappingOfRoute(kind, await mappings.list());
  return mapping && { source: mappedSource(mapping), channels: mapping.channels };
}

/** SNS posts no format of ours. */
async function passGate(
  { request: { headers }, nowMs }: RouteRequest,
  { kind }: Asked,
  body: string,
  deps: ReceiveDeps,
) {
  return kind === NATIVE ? ({ kind: 'open' } as const) : passSns({ headers, body, nowMs }, deps.sns, deps.telemetry);
}

/** All or nothing: every field that is wrong is named. A body that is no JSON has no fields. */
function invalid(text: string, errors: readonly FieldError[]): Response {
  return isJsonText(text)
    ? problem('invalid', { detail: 'Nothing was accepted. Mend every field named.', errors })
    : problem('malformed', { detail: 'The body is not valid JSON. Nothing was accepted.', errors });
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
  { kind, notes }: Asked,
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

/** Undefined when storing throws, for whatever reason: no success was answered, so the sender must come again. */
async function store(batch: Batch, kind: string, deps: ReceiveDeps): Promise<ReceiveResult | undefined> {
  try {
    return await deps.receive(batch);
  } catch (error) {
    deps.telemetry.error('alerts not stored', error, { source: kind });
    return undefined;
  }
}
