import { SILENCE_SIZES } from '#shared/silences/silence-input.ts';
import { SILENCE_STATES } from '../../words.ts';
import { type JsonSchema, moment, momentOrNull, object, TIME, text, texts, whole, word } from '../operation.ts';

const CLOCK = '^([01]\\d|2[0-3]):[0-5]\\d$';

const DAILY = object(
  {
    from: { ...text('Time of day it begins.'), pattern: CLOCK },
    to: { ...text('Time of day it ends; before from it is on the next day. 24:00 is midnight.') },
    timeZone: { ...text('IANA name.'), default: 'Asia/Shanghai' },
  },
  ['from', 'to'],
);

const FIELDS: Readonly<Record<string, JsonSchema>> = {
  id: text('Begins with its planned end: ids sort by it.'),
  state: word(SILENCE_STATES, 'outside-period: in force, but not at this time of day.'),
  matchers: texts('All of them match the alerts it is for.', { maxItems: SILENCE_SIZES.matchers }),
  channels: { type: ['array', 'null'], items: { type: 'string' }, description: 'Null: all.' },
  objectType: { type: ['string', 'null'], description: 'The label alarm_scope, exactly.' },
  excludedObjects: texts('Targets that stay told.', { maxItems: SILENCE_SIZES.excludedObjects }),
  startsAt: moment('From when on.'),
  endsAt: moment('Its planned end.'),
  endedAt: momentOrNull('When somebody ended it before.'),
  daily: { anyOf: [DAILY, { type: 'null' }] },
  remark: text(),
  author: text('Who asked for it: as given, else the name of the token.'),
  createdAt: moment('When it was made.'),
  origin: word(['api', 'file'], 'file: of a tocsin.yaml, and changed only there.'),
  suppressedCount: whole('Alerts it held back; one in two channels counts twice.', { minimum: 0 }),
  suppressedIn: texts('Channels in which it held something back. GET /v1/alerts?silence= lists the alerts.'),
};

/** Silences. */
export const SILENCE_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Silence: object(FIELDS, Object.keys(FIELDS)),
  NewSilence: object(
    {
      matchers: {
        ...texts(
          'NAME=VALUE, NAME!=VALUE, NAME=~PATTERN or NAME!~PATTERN as Alertmanager has them. NAME is a label, or one of name, level, source, target and group. All of them have to match; one at least must need a value.',
          { maxItems: SILENCE_SIZES.matchers },
        ),
        minItems: 1,
      },
      channels: {
        ...texts('Only in these channels; all when left out.', { maxItems: SILENCE_SIZES.channels }),
        minItems: 1,
      },
      objectType: {
        ...text(
          'Only alerts whose label alarm_scope is exactly this: what OCP calls the object type, in OCP’s language.',
        ),
        maxLength: SILENCE_SIZES.objectType,
      },
      excludedObjects: texts('Targets that stay told, with * for any characters.', {
        maxItems: SILENCE_SIZES.excludedObjects,
      }),
      startsAt: { ...TIME, description: 'Now when left out.' },
      endsAt: { ...TIME, description: 'Its end. This or duration is required.' },
      duration: {
        type: ['string', 'null'],
        description: 'In place of endsAt: 90m, 6h, 2d, 1d12h.',
        pattern: '^(\\d+d)?(\\d+h)?(\\d+m)?$',
      },
      daily: DAILY,
      remark: { ...text(), maxLength: SILENCE_SIZES.remark },
      author: { ...text('Who asks for it; the name of the token when left out.'), maxLength: SILENCE_SIZES.author },
    },
    ['matchers'],
  ),
};
