import { LEVELS } from '#shared/alert/level.ts';
import { type JsonSchema, moment, object, TIME, text, texts, whole, word } from '../operation.ts';

const FIELDS: Readonly<Record<string, JsonSchema>> = {
  id: text('Opaque; safe in a path as it is.'),
  alert: text('Id of the alert, as the ledger shows it.'),
  source: text(),
  name: text(),
  level: word(LEVELS),
  status: word(['firing', 'resolved']),
  target: text(),
  channel: text(),
  reason: text('Why it could not be told.'),
  diedAt: moment('When it was given up.'),
  occurrences: whole('How often it was received.', { minimum: 0 }),
  deliveries: texts('Ids of the last messages it was in, newest first.', { maxItems: 10 }),
  advice: text('Why, and what to mend before it is told after all.'),
};

/** Dead letters and their replay. */
export const DEAD_LETTER_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  DeadLetter: object(FIELDS, Object.keys(FIELDS)),
  ReplayFilter: {
    ...object({
      channel: text('Only of this channel.'),
      name: text('Only alerts of exactly this name.'),
      level: word(LEVELS),
      target: text('Only alerts whose target holds this text, in any case.'),
      source: text('Only of this sender.'),
      reason: text('Only those whose reason begins with this.'),
      since: { ...TIME, description: 'Died not before this time.' },
      until: { ...TIME, description: 'Died not after this time.' },
      cursor: { type: ['string', 'null'], description: 'Of the answer before, to go on; the filter must be the same.' },
    }),
    description: 'At least one of the fields beside the cursor.',
    minProperties: 1,
  },
  Replayed: object(
    {
      replayed: whole('Dead letters that are due again.', { minimum: 0 }),
      skipped: whole('Those that changed meanwhile, or whose channel is gone or disabled.', { minimum: 0 }),
      cursor: { type: ['string', 'null'], description: 'Send it with the same filter to go on; null at the end.' },
    },
    ['replayed', 'skipped', 'cursor'],
  ),
  ReplayedOne: object({ replayed: { const: 1 } }, ['replayed']),
};
