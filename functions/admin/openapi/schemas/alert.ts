import { LEVELS } from '#shared/alert/level.ts';
import { type JsonSchema, moment, object, ref, text, texts, whole, word } from '../operation.ts';

const LABELS: JsonSchema = {
  type: 'object',
  description: 'Numbers and booleans become their text, null and empty values are left out.',
  additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
};

function momentOrEmpty(description: string): JsonSchema {
  return { anyOf: [moment('RFC 3339 with an offset.'), { const: '', description: 'None.' }], description };
}

const NATIVE_FIELDS: Readonly<Record<string, JsonSchema>> = {
  id: text('Your own id. Firing and recovery carry the same. Without it, source, name, target and labels identify.'),
  source: text('Who sends it. Goes before ?source=.'),
  name: text('What the alert is called. The only field that is required.'),
  level: {
    anyOf: [word(LEVELS), { type: 'integer', minimum: 1, maximum: 5 }],
    default: 'warning',
    description: 'How bad it is: a word, or 1 (down) to 5 (info).',
  },
  status: { ...word(['firing', 'resolved']), default: 'firing' },
  target: text('What it is about: a host, a cluster, a service.'),
  summary: text('One sentence.'),
  description: text('The whole story.'),
  activeAt: momentOrEmpty('When the trouble began. It tells one episode from the next.'),
  updatedAt: momentOrEmpty('When this was last known.'),
  resolvedAt: momentOrEmpty('When the trouble ended.'),
  url: text('Link to the alert at its source.'),
  labels: LABELS,
};

/** Alerts as they come in and what is answered to them. */
export const ALERT_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  NativeAlert: object(NATIVE_FIELDS, ['name']),
  RoutedAlert: object({ ...NATIVE_FIELDS, group: text('What the source groups by, which our own format has not.') }, [
    'name',
  ]),
  NativeBatch: {
    anyOf: [
      ref('NativeAlert'),
      { type: 'array', items: ref('NativeAlert') },
      object({ alerts: { type: 'array', items: ref('NativeAlert') } }, ['alerts']),
    ],
  },
  Accepted: object(
    {
      errcode: { const: 0 },
      errmsg: { const: 'ok' },
      success: { const: true },
      accepted: whole('Alerts that need not be sent again: all are stored durably.', { minimum: 0 }),
      alerts: {
        type: 'array',
        description: 'In the order of the request.',
        items: object(
          {
            id: text('As the ledger shows it.'),
            channels: { type: 'array', items: text('Name of a channel.') },
          },
          ['id', 'channels'],
        ),
      },
      notes: texts('What of the request had no effect. Absent when there is nothing to say.'),
    },
    ['errcode', 'errmsg', 'success', 'accepted', 'alerts'],
  ),
};
