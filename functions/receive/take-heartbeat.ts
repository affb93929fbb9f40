import { MAX_SOURCE_LENGTH } from '#shared/receiving/source-name.ts';
import type { RouteRequest } from '../edge/app.ts';
import { readBody } from '../edge/body.ts';
import { json, problem } from '../edge/http-problem.ts';
import { notHeard } from './answers.ts';
import type { ReceiveDeps } from './deps.ts';
import { refuseQuery } from './keep-to-bounds.ts';
import { refuseUnsigned } from './signature-gate.ts';

/**
 * A source says that it is there, and nothing else: of a body only the signature counts. One that
 * nobody watches is told so and not refused, since what sends heartbeats may be
 * set up before what watches them.
 */
export async function takeHeartbeat(route: RouteRequest, deps: ReceiveDeps): Promise<Response> {
  const { params, caller } = route;
  const source = params['source']?.trim() ?? '';
  if (source === '' || source.length > MAX_SOURCE_LENGTH || /\p{Cc}/u.test(source)) {
    const message = `must be 1 to ${MAX_SOURCE_LENGTH} characters without control characters`;
    return problem('invalid', { detail: 'This is no name of a source.', errors: [{ field: 'source', message }] });
  }
  const outside = refuseQuery(caller?.bounds, { source });
  if (outside !== undefined) return outside;
  const unsigned = await refuseUnsignedHeartbeat(route, source, deps);
  if (unsigned !== undefined) return unsigned;

  try {
    const watched = (await deps.hearing.hear(source)) === 'heard';
    return json({ errcode: 0, errmsg: 'ok', success: true, source, watched });
  } catch (error) {
    deps.telemetry.error('a heartbeat is not noted', error, { source });
    return notHeard();
  }
}

/** A source that has to sign its alerts has to sign that it is there. */
async function refuseUnsignedHeartbeat(
  { request, nowMs }: RouteRequest,
  source: string,
  deps: ReceiveDeps,
): Promise<Response | undefined> {
  const rules = (await deps.signatures.signatures()).filter((rule) => rule.source === source);
  if (rules.length === 0) return undefined;
  const body = await readBody(request);
  if (body.kind !== 'read')
    return problem('malformed', { detail: 'The body can not be read, and so not its signature.' });

  return refuseUnsigned({ headers: request.headers, body: body.bytes, nowMs }, [source], rules, deps);
}
