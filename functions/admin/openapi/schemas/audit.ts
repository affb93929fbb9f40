import { AUDIT_OUTCOMES, AUDIT_WORDS } from '#shared/audit/audit-entry.ts';
import { type JsonSchema, moment, object, text, word } from '../operation.ts';

const VALUE: JsonSchema = {
  type: ['string', 'number', 'boolean', 'null'],
  description: 'null: not there. A secret is ***, also where another took its place.',
};

const FIELDS: Readonly<Record<string, JsonSchema>> = {
  id: text('Begins with its time.'),
  at: moment('When it was about to be made.'),
  who: object(
    {
      kind: word(['token', 'first-token', 'file']),
      name: text(),
      id: { type: ['string', 'null'], description: 'Of a token made over the API.' },
    },
    ['kind', 'name', 'id'],
  ),
  what: word(AUDIT_WORDS),
  object: text('Name of the channel, id of the token or dead letter.'),
  outcome: word(
    AUDIT_OUTCOMES,
    'unknown: it was about to be made, and nobody wrote down whether it was: look at the object.',
  ),
  changes: {
    type: 'array',
    description: 'Field by field; of many the first hundred.',
    items: object({ field: text('Its path, like robots[0].keyword.'), before: VALUE, after: VALUE }, [
      'field',
      'before',
      'after',
    ]),
  },
};

/** The audit log. */
export const AUDIT_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  AuditEntry: object(FIELDS, Object.keys(FIELDS)),
};
