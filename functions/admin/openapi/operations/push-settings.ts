import { type OperationDoc, ref, TIME } from '../operation.ts';

const RULE = {
  name: 'OCP, what can not wait',
  enabled: true,
  match: { sources: ['ocp'], atLeast: 'critical', labels: ['ob_cluster=~"obcluster-(1|2)"'] },
  channels: ['dba-oncall'],
  continue: true,
} as const;

const SETTINGS = {
  defaultChannel: 'dba-oncall',
  rules: [
    RULE,
    {
      name: 'OCP, in office hours',
      enabled: true,
      match: { sources: ['ocp'] },
      channelsByLevel: { warning: ['dba'], caution: ['dba'] },
      recovery: false,
      window: {
        days: ['mon', 'tue', 'wed', 'thu', 'fri'],
        from: '09:00',
        to: '18:00',
        timeZone: 'Asia/Shanghai',
        outside: 'hold',
      },
      limits: { perHour: 20, perDay: 100, over: 'hold' },
      language: 'en_US',
      continue: false,
    },
  ],
} as const;

const OPEN = { window: 'open', until: null, recovery: 'as-channel', limits: null, language: null } as const;

const EXPLANATION = {
  channels: [{ channel: 'dba-oncall', state: 'enabled', rule: RULE.name, why: 'rule', ...OPEN }],
  rules: [
    {
      rule: RULE.name,
      outcome: 'applies',
      channels: ['dba-oncall'],
      ...OPEN,
      parts: [
        { part: 'atLeast', fits: true, wanted: ['critical'], given: 'down' },
        { part: 'sources', fits: true, wanted: ['ocp'], given: 'ocp' },
        { part: 'labels', fits: true, wanted: [] },
      ],
    },
  ],
} as const;

/** Which alerts go to which channels. */
export const PUSH_OPERATIONS = {
  getPushSettings: {
    tag: 'Push settings',
    summary: 'Get the push settings',
    description: 'Without rules and default channel there are none: every enabled channel gets everything.',
    success: { status: 200, description: 'All of them.', schema: ref('PushSettings'), example: SETTINGS },
  },
  replacePushSettings: {
    tag: 'Push settings',
    summary: 'Replace the push settings',
    description: 'All of them: what is left out is gone. In force within 10 seconds. {} takes them away.',
    body: { schema: ref('PushSettings'), examples: { office: SETTINGS, none: {} } },
    success: { status: 200, description: 'As they are now.', schema: ref('PushSettings'), example: SETTINGS },
    problems: ['malformed', 'managed-by-file', 'changed-meanwhile', 'too-large', 'unsupported-media-type', 'invalid'],
  },
  explainPushSettings: {
    tag: 'Push settings',
    summary: 'Where would this alert go, and why?',
    description: 'Asks every rule. Nothing is stored and nothing sent. A group may be given with the alert.',
    query: [{ name: 'at', description: 'As if it came then; now when absent.', schema: TIME }],
    body: {
      schema: ref('RoutedAlert'),
      examples: {
        ocp: { name: 'ob_server_down', source: 'ocp', level: 'down', labels: { ob_cluster: 'obcluster-1' } },
      },
    },
    success: {
      status: 200,
      description: 'Its channels and every rule.',
      schema: ref('PushExplanation'),
      example: EXPLANATION,
    },
    problems: ['malformed', 'too-large', 'unsupported-media-type', 'invalid'],
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
