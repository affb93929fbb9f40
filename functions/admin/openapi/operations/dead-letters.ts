import { LEVELS } from '#shared/alert/level.ts';
import { FILE_TYPES, fileParameters, type OperationDoc, pageOf, ref, TIME, text, word } from '../operation.ts';

const LETTER = {
  id: 'bjVYd3p2SmFvUTF4Y1JrRTd0SGJzUWRiYS1vbmNhbGw',
  alert: 'disk-7',
  source: 'native',
  name: 'Disk almost full',
  level: 'critical',
  status: 'firing',
  target: '192.0.2.10',
  channel: 'dba-oncall',
  reason: 'rejected: content-filter (430104)',
  diedAt: '2026-11-21T01:30:02.000Z',
  occurrences: 3,
  deliveries: ['d-1'],
  advice:
    'The chat product’s content filter refused even the plain text. Look into the links and words of the alert and the template. After that it can be told: POST /v1/dead-letters/{id}/replay.',
} as const;

/** Alerts no robot would take. */
export const DEAD_LETTER_OPERATIONS = {
  listDeadLetters: {
    tag: 'Ledger',
    summary: 'List the dead letters: alerts that ended without being told',
    description: 'Kept 30 days, until they are replayed or the alert changes.',
    query: [
      { name: 'channel', description: 'Only of this channel.', schema: text() },
      { name: 'name', description: 'Only alerts of exactly this name.', schema: text() },
      { name: 'level', description: 'Only of this level.', schema: word(LEVELS) },
      { name: 'target', description: 'Only alerts whose target holds this text, in any case.', schema: text() },
      { name: 'source', description: 'Only of this sender.', schema: text() },
      { name: 'reason', description: 'Only those whose reason begins with this.', schema: text() },
      { name: 'since', description: 'Died not before this time.', schema: TIME },
      { name: 'until', description: 'Died not after this time.', schema: TIME },
      ...fileParameters(),
    ],
    success: {
      status: 200,
      description: 'A page.',
      schema: pageOf('DeadLetter'),
      example: { items: [LETTER], cursor: null },
      also: FILE_TYPES,
    },
    problems: ['malformed'],
  },
  replayDeadLetter: {
    tag: 'Ledger',
    summary: 'Tell a dead letter after all',
    description: 'It is due at once; its age begins anew.',
    path: 'Id of the dead letter.',
    success: { status: 200, description: 'It is due again.', schema: ref('ReplayedOne'), example: { replayed: 1 } },
    problems: ['malformed', 'unknown-dead-letter', 'unknown-channel', 'not-dead', 'channel-disabled'],
  },
  replayDeadLetters: {
    tag: 'Ledger',
    summary: 'Tell the dead letters after all that a filter means',
    description: 'Some hundred a call; send the cursor with the same filter to go on.',
    body: {
      schema: ref('ReplayFilter'),
      examples: {
        channel: { channel: 'dba-oncall' },
        incident: { reason: 'too old', since: '2026-11-21T01:00:00Z', until: '2026-11-21T03:00:00Z' },
      },
    },
    success: {
      status: 200,
      description: 'What became of them.',
      schema: ref('Replayed'),
      example: { replayed: 37, skipped: 0, cursor: null },
    },
    problems: ['malformed', 'unknown-channel', 'too-large', 'unsupported-media-type', 'invalid'],
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
