import { MAX_SOURCE_LENGTH } from '#shared/receiving/source-name.ts';
import type { RouteRequest } from '../edge/app.ts';
import { json, problem } from '../edge/http-problem.ts';
import { notHeard } from './answers.ts';
import type { ReceiveDeps } from './deps.ts';
import { refuseQuery } from './keep-to-bounds.ts';

/**
 * A source says that it is there, and nothing else: no body is read. One that
 * nobody watches is told so and not refused, since what sends heartbeats may be
 * set up before what watches them.
 */
export async function takeHeartbeat({ params, caller }: RouteRequest, deps: ReceiveDeps): Promise<Response> {
  const source = params['source']?.trim() ?? '';
  if (source === '' || source.length > MAX_SOURCE_LENGTH || /\p{Cc}/u.test(source)) {
    const message = `must be 1 to ${MAX_SOURCE_LENGTH} characters without control characters`;
    return problem('invalid', { detail: 'This is no name of a source.', errors: [{ field: 'source', message }] });
  }
  const outside = refuseQuery(caller?.bounds, { source });
  if (outside !== undefined) return outside;

  try {
    const watched = (await deps.hearing.hear(source)) === 'heard';
    return json({ errcode: 0, errmsg: 'ok', success: true, source, watched });
  } catch (error) {
    deps.telemetry.error('a heartbeat is not noted', error, { source });
    return notHeard();
  }
}
