import { LEVELS } from '#shared/alert/level.ts';
import { MAX_SOURCE_LENGTH } from '#shared/receiving/source-name.ts';
import { SILENT_ALERT_POLICIES } from '#shared/watchdogs/watchdogs.ts';
import { WATCHDOG_BOUNDS, WATCHDOG_DEFAULTS } from '#shared/watchdogs/watchdogs-input.ts';
import { type JsonSchema, momentOrNull, object, ref, text, texts, word } from '../operation.ts';

const MINUTES = ({ min, max }: { readonly min: number; readonly max: number }, description: string): JsonSchema => ({
  type: 'integer',
  minimum: min,
  maximum: max,
  description,
});

/** Watchdogs, and how watched sources are. */
export const WATCHDOG_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Watchdogs: object(
    {
      sources: { type: 'array', items: ref('WatchedSource'), maxItems: WATCHDOG_BOUNDS.sources },
      silentAlerts: { type: 'array', items: ref('SilentAlertRule'), maxItems: WATCHDOG_BOUNDS.silentAlerts },
      warnings: texts('What is odd about what was put; only in the answer to that.'),
    },
    [],
  ),
  WatchedSource: object(
    {
      source: {
        ...text('Name of the sender, as GET /v1/alerts shows it.'),
        minLength: 1,
        maxLength: MAX_SOURCE_LENGTH,
      },
      silentAfterMinutes: MINUTES(
        WATCHDOG_BOUNDS.silentAfterMinutes,
        'Told as silent when nothing came for so long, and a minute: two or three times as long as it is ever quiet.',
      ),
      channels: {
        ...texts('Channels that are told.', { maxItems: WATCHDOG_BOUNDS.channels }),
        minItems: 1,
      },
      level: { ...word(LEVELS, 'Level of the alert.'), default: WATCHDOG_DEFAULTS.level },
      repeatMinutes: {
        ...MINUTES(WATCHDOG_BOUNDS.repeatMinutes, 'While it stays silent it is told again after so long.'),
        default: WATCHDOG_DEFAULTS.repeatMinutes,
      },
    },
    ['source', 'silentAfterMinutes', 'channels'],
  ),
  SilentAlertRule: object(
    {
      source: { ...text('A sender that repeats what fires.'), minLength: 1, maxLength: MAX_SOURCE_LENGTH },
      silentAfterMinutes: MINUTES(
        WATCHDOG_BOUNDS.alertSilentAfterMinutes,
        'An alert is silent when it was not received for so long although its source spoke.',
      ),
      policy: word(
        SILENT_ALERT_POLICIES,
        'name: people are told of it. close: it is ended too, if it had repeated before; what comes again is a new episode.',
      ),
    },
    ['source', 'silentAfterMinutes', 'policy'],
  ),
  WatchedSourceStatus: object(
    {
      source: text(),
      state: word(['speaks', 'silent', 'waiting'], 'waiting: it has not spoken yet, and still has time.'),
      lastHeardAt: momentOrNull('When it last spoke since it is watched, to the minute.'),
      silentSince: momentOrNull('Since when nothing came, while that is told.'),
    },
    ['source', 'state', 'lastHeardAt', 'silentSince'],
  ),
  Heard: object(
    {
      errcode: { type: 'integer' },
      errmsg: text(),
      success: { type: 'boolean' },
      source: text(),
      watched: { type: 'boolean', description: 'false: nobody watches this source, and nothing was noted.' },
    },
    ['errcode', 'errmsg', 'success', 'source', 'watched'],
  ),
};
