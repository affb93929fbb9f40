import { SCOPES } from '#shared/access/scope.ts';
import { TOKEN_FORMS } from '#shared/access/token.ts';
import { type JsonSchema, moment, momentOrNull, object, TIME, text, whole, word } from '../operation.ts';

const HINT = text('First characters of the SHA-256 of the value, in hex: `printf %s "$TOKEN" | sha256sum`.');

const FORM =
  'What its values look like: tocsin_…, or robot, 64 hexadecimal digits as a DingTalk robot has them, for senders that take no other.';

const FIELDS: Readonly<Record<string, JsonSchema>> = {
  id: text('Derived from the name.'),
  name: text(),
  scopes: { type: 'array', items: word(SCOPES) },
  channels: boundTo('The only channels it reaches; null: all.'),
  sources: boundTo('The only senders it speaks for and whose alerts it sees; null: all.'),
  form: word(TOKEN_FORMS, FORM),
  signed: { type: 'boolean', description: 'Whether it counts only at /robot/send, beside a signature.' },
  state: word(['active', 'expired', 'revoked']),
  createdAt: moment('When it was made.'),
  expiresAt: momentOrNull('From when on it is refused; null: it never ends.'),
  revokedAt: momentOrNull('When it was withdrawn.'),
  rotatedAt: momentOrNull('When it got its present value, if not the first.'),
  hint: HINT,
  formerValues: {
    type: 'array',
    description: 'Values before it that still count.',
    items: object({ hint: HINT, until: moment('From when on it is refused.') }, ['hint', 'until']),
  },
};

/** Write-only. */
const SIGNING_KEY = {
  minLength: 1,
  maxLength: 256,
  description:
    'What senders to /robot/send sign with, like SEC…; only with the scope ingest alone and channels. It is never shown.',
};

const END: Readonly<Record<string, JsonSchema>> = {
  expiresAt: {
    anyOf: [...(TIME['anyOf'] as readonly JsonSchema[]), { type: 'null' }],
    description: 'Its end, or null.',
  },
  expiresInDays: {
    type: ['integer', 'null'],
    description: 'Its end, in place of expiresAt.',
    minimum: 1,
    maximum: 3_650,
  },
};

/** API tokens. */
export const TOKEN_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ApiToken: object(FIELDS, Object.keys(FIELDS)),
  ToldToken: object({ ...FIELDS, token: text('The value: a secret, told this once.') }, [
    ...Object.keys(FIELDS),
    'token',
  ]),
  NewToken: object(
    {
      name: { ...text('1 to 64 characters.'), minLength: 1 },
      scopes: { type: 'array', items: word(SCOPES), minItems: 1, maxItems: SCOPES.length },
      channels: bindTo('The only channels it reaches, which must be there. Not with admin.'),
      sources: bindTo('The only senders it speaks for and whose alerts it sees. Not with admin.'),
      form: { ...word(TOKEN_FORMS, `${FORM} Only with the scope ingest alone and channels.`), default: 'tocsin' },
      signingKey: { type: 'string', ...SIGNING_KEY },
      ...END,
    },
    ['name', 'scopes'],
  ),
  Rotation: object({
    overlapSeconds: {
      ...whole('How long values before it go on.', { minimum: 0, maximum: 2_592_000 }),
      default: 86_400,
    },
    signingKey: {
      ...{ type: ['string', 'null'], ...SIGNING_KEY },
      description: `${SIGNING_KEY.description} Needed again where there is one; null takes it away.`,
    },
    ...END,
  }),
};

function boundTo(description: string): JsonSchema {
  return { type: ['array', 'null'], items: { type: 'string' }, description };
}

function bindTo(description: string): JsonSchema {
  return { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 50, description };
}
