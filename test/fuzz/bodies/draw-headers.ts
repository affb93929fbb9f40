import { EXPIRED_TOKEN, TOKENS } from '#test/functions/fakes.ts';
import type { Random } from '#test/simulation/random.ts';

const TYPES = [
  ...[
    'application/json',
    'application/json; charset=utf-8',
    'application/json; charset=gbk',
    'text/plain; charset=UTF-8',
  ],
  ...['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/cloudevents+json', 'x', ''],
] as const;

const BASIC = `Basic ${Buffer.from(`sns:${TOKENS.ingest}`).toString('base64')}`;

/** Who must be let in, and who must not. */
const CREDENTIALS: readonly [Record<string, string>, ...Record<string, string>[]] = [
  {},
  { authorization: 'Bearer fake-token-that-nobody-has' },
  { authorization: `Bearer ${EXPIRED_TOKEN}` },
  { 'x-api-key': TOKENS.read },
  { authorization: 'Basic %%%' },
  { authorization: `Bearer ${TOKENS.ingest} ${TOKENS.ingest}` },
];

/** The headers of a request: mostly of a sender that is let in and says that it sends JSON. */
export function drawHeaders(random: Random): Record<string, string> {
  const type = random.chance(0.85) ? 'application/json' : random.pick(TYPES);
  const credential = random.chance(0.04) ? random.pick(CREDENTIALS) : drawRight(random);
  const odd = random.chance(0.01) ? { 'content-encoding': random.pick(['gzip', 'identity']) } : {};

  return { ...(type === '' ? {} : { 'content-type': type }), ...credential, ...odd };
}

function drawRight(random: Random): Record<string, string> {
  return random.pick<Record<string, string>>([
    { authorization: `Bearer ${TOKENS.ingest}` },
    { authorization: `bearer  ${TOKENS.ingest}` },
    { authorization: BASIC },
    { 'x-api-key': TOKENS.ingest },
  ]);
}
