import { FOREIGN_KINDS } from '#shared/receiving/mapping/source-mapping.ts';
import type { OperationDoc, ParameterDoc } from '../operation.ts';
import { ref, text, word } from '../operation.ts';

const INGEST_QUERY: readonly ParameterDoc[] = [
  {
    name: 'source',
    description: 'Tells two senders of a kind apart. A token bound to sources may name these only.',
    schema: text(),
  },
  {
    name: 'channel',
    description:
      'Names of channels, separated by commas. Without it push settings decide; without those every enabled channel gets everything. A token bound to channels reaches these only.',
    schema: text(),
  },
];

const ACCEPTED: OperationDoc['success'] = {
  status: 200,
  description: 'Every alert is stored durably for every channel it goes to.',
  schema: ref('Accepted'),
  example: {
    errcode: 0,
    errmsg: 'ok',
    success: true,
    accepted: 1,
    alerts: [{ id: 'disk-7', channels: ['dba-oncall'] }],
  },
};

const NOTIFICATION = {
  version: '4',
  status: 'firing',
  receiver: 'tocsin',
  groupLabels: { alertname: 'HostDown' },
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'HostDown', severity: 'critical', instance: '192.0.2.10:9100' },
      annotations: { summary: 'Host is down' },
      startsAt: '2026-11-21T01:30:00Z',
      endsAt: '0001-01-01T00:00:00Z',
    },
  ],
} as const;

const FOREIGN_PROBLEMS = [
  'malformed',
  'not-believed',
  'unknown-channel',
  'too-large',
  'unsupported-media-type',
  'invalid',
  'no-channel',
  'not-stored',
] as const satisfies OperationDoc['problems'];

/** Alerts in. */
export const ALERT_OPERATIONS = {
  postAlerts: {
    tag: 'Alerts',
    summary: 'Take alerts in, in our own format',
    description: 'One alert, a list, or {"alerts":[…]}. All or nothing: 422 names every field that is wrong.',
    query: INGEST_QUERY,
    body: {
      schema: ref('NativeBatch'),
      examples: {
        smallest: { name: 'OB server cannot be reached' },
        full: {
          alerts: [
            {
              id: 'disk-7',
              name: 'Disk almost full',
              level: 'critical',
              status: 'firing',
              target: '192.0.2.10',
              summary: 'Disk /data is 95 % full',
              description: 'It grows by 2 % an hour.',
              activeAt: '2026-11-21T09:30:00+08:00',
              url: 'https://monitoring.example.com/alerts/7',
              labels: { ob_cluster: 'obcluster-1' },
            },
          ],
        },
      },
    },
    success: ACCEPTED,
    problems: [
      'malformed',
      'not-believed',
      'unknown-channel',
      'too-large',
      'unsupported-media-type',
      'invalid',
      'no-channel',
      'not-stored',
    ],
  },
  postAlertsOfSource: {
    tag: 'Alerts',
    summary: 'Take alerts in, in a sender’s own format',
    description:
      'What cannot be read becomes an alert that carries the raw text. A message that claims to come from Amazon SNS is ' +
      'taken only from an allowed topic and with a right signature; a subscription to such a topic is confirmed. A ' +
      'sender that grafanaSignatures of tocsin.yaml names has to sign its requests (not-believed), on every route.',
    path: `The format: ${FOREIGN_KINDS.join(', ')}; or the name of a source in tocsin.yaml.`,
    query: INGEST_QUERY,
    body: {
      schema: {},
      also: ['text/plain'],
      examples: {
        alertmanager: NOTIFICATION,
        grafana: {
          status: 'firing',
          groupKey: '{}:{alertname="HostDown"}',
          externalURL: 'https://grafana.example.com/',
          alerts: [
            {
              status: 'firing',
              labels: { alertname: 'HostDown', severity: 'critical', instance: '192.0.2.10' },
              annotations: { summary: 'Host is down' },
              startsAt: '2026-11-21T09:30:00+08:00',
              panelURL: 'https://grafana.example.com/d/hosts?viewPanel=2',
              fingerprint: '1f2e3d4c5b6a7980',
              values: { B: 0 },
            },
          ],
        },
        zabbix: {
          event_id: '90210',
          event_value: '1',
          event_name: 'HostDown',
          event_nseverity: '4',
          event_timestamp: '1795222200',
          event_update_status: '0',
          host: 'db-01',
        },
        nightingale: {
          hash: '0c1d2e3f405162738495a6b7c8d9eaf0',
          rule_name: 'HostDown',
          severity: 1,
          is_recovered: false,
          target_ident: '192.0.2.10',
          first_trigger_time: 1795222200,
          trigger_value: '0',
          tags: ['ident=192.0.2.10'],
        },
        'uptime-kuma': {
          heartbeat: {
            status: 0,
            time: '2026-11-21 01:30:00.123',
            msg: 'timeout of 48000ms exceeded',
            important: true,
          },
          monitor: { id: 7, name: 'HostDown', type: 'http', url: 'https://shop.example.com/health' },
          msg: '[HostDown] [🔴 Down] timeout of 48000ms exceeded',
        },
        cloudwatch: {
          AlarmName: 'ServerCpuTooHigh',
          AlarmArn: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:ServerCpuTooHigh',
          AWSAccountId: '111122223333',
          NewStateValue: 'ALARM',
          NewStateReason: 'Threshold Crossed',
          OldStateValue: 'OK',
          StateChangeTime: '2026-11-21T01:30:04.989+0000',
          Trigger: {
            Namespace: 'AWS/EC2',
            MetricName: 'CPUUtilization',
            Dimensions: [{ name: 'InstanceId', value: 'i-0123456789abcdef0' }],
          },
        },
      },
    },
    success: ACCEPTED,
    problems: ['unknown-source', ...FOREIGN_PROBLEMS],
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;

/** Alerts in, on the paths of relays that people replace. */
export const REPLACED_OPERATIONS = {
  postAlertsOfDingtalkTarget: {
    tag: 'Alerts',
    summary: 'Take alerts of Alertmanager in, on the path of prometheus-webhook-dingtalk',
    description: 'As POST /v1/alerts/alertmanager?channel=TARGET. It needs a token as every route does.',
    path: 'The target: the name of a channel, of DingTalk or WeCom.',
    query: INGEST_QUERY.filter(({ name }) => name === 'source'),
    body: { schema: {}, also: ['text/plain'], examples: { alertmanager: NOTIFICATION } },
    success: ACCEPTED,
    problems: FOREIGN_PROBLEMS,
  },
  postAlertsOfPrometheusAlert: {
    tag: 'Alerts',
    summary: 'Take alerts in on the path of PrometheusAlert',
    description:
      'The body is that of Alertmanager, or of Grafana. Parameters of PrometheusAlert that name an address (ddurl, wxurl, ' +
      'fsurl, webhookurl), people (at, phone, email …) or groups of them are refused by name: a channel has them. ' +
      'What is taken and has no effect is named in notes.',
    query: [
      ...INGEST_QUERY,
      { name: 'type', description: 'Without effect: the channel says which it is.', schema: word(['dd', 'wx']) },
      {
        name: 'tpl',
        description:
          'A name that begins with grafana says that the body is Grafana’s. Chooses no template: the channel has them.',
        schema: text(),
      },
      { name: 'split', description: 'Without effect: the channel’s aggregation decides.', schema: text() },
    ],
    body: { schema: {}, also: ['text/plain'], examples: { alertmanager: NOTIFICATION } },
    success: ACCEPTED,
    problems: FOREIGN_PROBLEMS,
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
