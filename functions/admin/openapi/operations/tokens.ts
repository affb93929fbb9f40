import { type OperationDoc, pageOf, pageParameters, ref } from '../operation.ts';

const TOKEN = {
  id: '8c6976e5b5410415',
  name: 'prometheus',
  scopes: ['ingest'],
  channels: null,
  sources: null,
  form: 'tocsin',
  signed: false,
  state: 'active',
  createdAt: '2026-11-21T01:30:02.000Z',
  expiresAt: '2027-11-21T01:30:02.000Z',
  revokedAt: null,
  rotatedAt: null,
  hint: '2bb80d53',
  formerValues: [],
} as const;

const VALUE = 'tocsin_8c6976e5b5410415_exampleexampleexampleexampleexampleexampleex';

const ROTATED = {
  ...TOKEN,
  rotatedAt: '2026-12-21T01:30:02.000Z',
  hint: '4f8196ad',
  formerValues: [{ hint: '2bb80d53', until: '2026-12-22T01:30:02.000Z' }],
} as const;

const PATH = 'Id of the token.';

/** Tokens made over the API. */
export const TOKEN_OPERATIONS = {
  listTokens: {
    tag: 'Tokens',
    summary: 'List the tokens made here',
    description:
      'Never their values. Those that have ended stay for 30 days. The first tokens, of the secret or the environment, are not among them.',
    query: pageParameters(1_000),
    success: {
      status: 200,
      description: 'Tokens by id.',
      schema: pageOf('ApiToken'),
      example: { items: [TOKEN], cursor: null },
    },
    problems: ['malformed'],
  },
  createToken: {
    tag: 'Tokens',
    summary: 'Make a token',
    description:
      'Its value is in this answer only. Names of tokens in force are unique. What it is bound to stays as it is: bind another token otherwise.',
    body: {
      schema: ref('NewToken'),
      examples: {
        sender: { name: 'prometheus', scopes: ['ingest'], expiresInDays: 365 },
        bound: { name: 'prometheus of team a', scopes: ['ingest'], channels: ['team-a'], sources: ['prom-a'] },
        robot: {
          name: 'jenkins',
          scopes: ['ingest'],
          channels: ['team-a'],
          form: 'robot',
          signingKey: 'SEC-example-not-a-key',
        },
        person: { name: 'dba on call', scopes: ['read', 'operate'], expiresAt: '2099-01-01T00:00:00Z' },
      },
    },
    success: {
      status: 201,
      description: 'The token with its value.',
      schema: ref('ToldToken'),
      example: { ...TOKEN, token: VALUE },
    },
    problems: ['malformed', 'name-taken', 'too-large', 'unsupported-media-type', 'invalid'],
  },
  rotateToken: {
    tag: 'Tokens',
    summary: 'Give a token another value',
    description:
      'In force at once. Values before it go on for the overlap, none longer than it would have: repeat it safely when an answer was lost.',
    path: PATH,
    body: {
      schema: ref('Rotation'),
      examples: { withinADay: {}, atOnce: { overlapSeconds: 0 }, anotherYear: { expiresInDays: 365 } },
    },
    success: {
      status: 200,
      description: 'The token with its new value.',
      schema: ref('ToldToken'),
      example: { ...ROTATED, token: VALUE },
    },
    problems: [
      ...(['malformed', 'unknown-token', 'token-ended', 'too-many-values', 'changed-meanwhile'] as const),
      ...(['too-large', 'unsupported-media-type', 'invalid'] as const),
    ],
  },
  revokeToken: {
    tag: 'Tokens',
    summary: 'Withdraw a token',
    description: 'All its values; in force everywhere within 10 s. Again for one that has ended changes nothing.',
    path: PATH,
    success: { status: 204, description: 'It is withdrawn.' },
    problems: ['malformed', 'unknown-token', 'own-token', 'changed-meanwhile'],
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
