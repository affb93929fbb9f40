import { SILENCE_STATES } from '../../words.ts';
import { type OperationDoc, pageOf, pageParameters, ref, word } from '../operation.ts';

const SILENCE = {
  id: '0mi3w6qyo-1f9k2m4p7r0t',
  state: 'in-effect',
  matchers: ['ob_cluster=obcluster-1', 'level=~"warning|caution"'],
  channels: ['dba-oncall'],
  objectType: null,
  excludedObjects: ['*tenant_name=sys*'],
  startsAt: '2026-11-21T01:30:00.000Z',
  endsAt: '2026-11-21T07:30:00.000Z',
  endedAt: null,
  daily: null,
  remark: 'Upgrade of obcluster-1',
  author: 'dba on call',
  createdAt: '2026-11-21T01:30:00.000Z',
  origin: 'api',
  suppressedCount: 17,
  suppressedIn: ['dba-oncall'],
} as const;

const PATH = 'Id of the silence.';

/** Silences: what is not to be told for a while. */
export const SILENCE_OPERATIONS = {
  listSilences: {
    tag: 'Silences',
    summary: 'List silences, by their planned end',
    description: 'Those that are over stay for 30 days after their planned end.',
    query: [
      { name: 'state', description: 'Only in this state.', schema: word(SILENCE_STATES) },
      ...pageParameters(100),
    ],
    success: {
      status: 200,
      description: 'A page.',
      schema: pageOf('Silence'),
      example: { items: [SILENCE], cursor: null },
    },
    problems: ['malformed'],
  },
  createSilence: {
    tag: 'Silences',
    summary: 'Silence alerts for a while',
    description:
      'In force everywhere within 10 s, also for what already waits and for alerts sent with ?channel=. What still fires at the end is told then.',
    body: {
      schema: ref('NewSilence'),
      examples: {
        sixHours: { matchers: ['ob_cluster=obcluster-1'], duration: '6h', remark: 'Upgrade of obcluster-1' },
        nights: {
          matchers: ['ob_tenant=report', 'level=~"warning|caution|info"'],
          channels: ['dba-oncall'],
          endsAt: '2099-12-31T00:00:00Z',
          daily: { from: '22:00', to: '06:00', timeZone: 'Asia/Shanghai' },
        },
        tenantsButOne: {
          matchers: ['ob_cluster=obcluster-1'],
          objectType: '租户',
          excludedObjects: ['*tenant_name=sys*'],
          duration: '90m',
        },
      },
    },
    success: { status: 201, description: 'The silence.', schema: ref('Silence'), example: SILENCE },
    problems: ['malformed', 'too-many-silences', 'too-large', 'unsupported-media-type', 'invalid'],
  },
  getSilence: {
    tag: 'Silences',
    summary: 'One silence',
    path: PATH,
    success: { status: 200, description: 'The silence.', schema: ref('Silence'), example: SILENCE },
    problems: ['malformed', 'unknown-silence'],
  },
  endSilence: {
    tag: 'Silences',
    summary: 'End a silence now',
    description:
      'What it held back and still fires is told at once. It stays listed as expired; again for one that is over changes nothing.',
    path: PATH,
    success: { status: 204, description: 'It is over.' },
    problems: ['malformed', 'unknown-silence', 'managed-by-file'],
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
