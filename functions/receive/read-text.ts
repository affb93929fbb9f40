import { NATIVE } from '#shared/receiving/mapping/source-mapping.ts';
import type { Source } from '#shared/receiving/source.ts';
import { decodeLeniently, decodeUtf8, isJson, isPlainEncoding, MAX_BODY_BYTES, readBody } from '../edge/body.ts';
import { problem } from '../edge/http-problem.ts';
import { tooLarge } from './answers.ts';
import type { TooLarge } from './too-large.ts';

/** A body that can be parsed, or the refusal of one that can't. */
export type BodyText =
  | { readonly kind: 'text'; readonly text: string; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly answer: Response };

/**
 * The body as text. Our own format must be JSON in UTF-8; a foreign sender
 * can't mend what it sends, so its body is taken whatever it is called.
 */
export async function readText(
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
