import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { expect, onTestFinished, test } from 'vitest';
import type { AlertRelayProps } from '#cdk/constructs/alert-relay-props.ts';
import { ROUND_MS } from '#functions/poll/compose.ts';
import { parsePollEvent } from '#functions/poll/poll-event.ts';
import { resourceOf, resourcesOf, statementsOf, synthRelay } from './synth-relay.ts';

const CHANNEL = '  - { name: dba, type: dingtalk, robots: [{ webhookUrl: { secret: dba } }] }';
const BRANCH =
  '{ source: ocp-branch, url: "http://192.0.2.1:8080", credentials: { secret: ocp/branch }, channels: [dba] }';
const MAIN =
  '{ source: OCP 主, url: "https://ocp.example.com", credentials: { secret: ocp/main }, everySeconds: 3600 }';

/** A relay whose file has these entries of `ocpPollers`. */
function relayThatPolls(pollers: readonly string[], props: AlertRelayProps = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-pollers-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'tocsin.yaml');
  const entries = pollers.map((poller) => `  - ${poller}`).join('\n');
  writeFileSync(path, `version: 1\nchannels:\n${CHANNEL}\n${pollers.length === 0 ? '' : `ocpPollers:\n${entries}\n`}`);

  return synthRelay({ ...props, channelsFile: path });
}

function scheduled(template: ReturnType<typeof synthRelay>) {
  return resourcesOf(template, 'AWS::Events::Rule')
    .filter(([id]) => id.startsWith('RelayOcpPolling'))
    .map(([, { Properties }]) => Properties);
}

test('a file without OCPs brings nothing to poll with', () => {
  const ids = resourcesOf(relayThatPolls([])).map(([id]) => id);

  expect(ids.filter((id) => /Poll/.test(id))).toEqual([]);
});

test('each OCP has a rule at its own rhythm, which carries all that the function is to know of it', () => {
  const rules = scheduled(relayThatPolls([BRANCH, MAIN]));

  expect(rules.map(({ ScheduleExpression }) => ScheduleExpression)).toEqual(['rate(1 minute)', 'rate(1 hour)']);
  expect(JSON.stringify(rules)).toMatch(/^[ -~]*$/);
  const inputs = rules.map(({ Targets }) => (Targets as readonly { readonly Input: string }[])[0]?.Input ?? '');
  expect(inputs.map((input) => parsePollEvent(JSON.parse(input)))).toEqual([
    {
      source: 'ocp-branch',
      url: 'http://192.0.2.1:8080',
      credentials: { kind: 'secret', name: 'ocp/branch' },
      everySeconds: 60,
      knownSinceDays: 7,
      channels: ['dba'],
    },
    expect.objectContaining({ source: 'OCP 主', everySeconds: 3600 }),
  ]);
});

test('a round that fails is not made again by EventBridge or Lambda, and the first one waits for the channels', () => {
  const template = relayThatPolls([BRANCH]);
  const [, rule] = resourcesOf(template, 'AWS::Events::Rule').find(([id]) => id.startsWith('RelayOcpPolling')) ?? [];

  expect(scheduled(template)[0]).toMatchObject({
    Targets: [{ RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } }],
  });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    FunctionName: { Ref: Match.stringLikeRegexp('^RelayOcpPollingPoll') },
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 60,
  });
  expect(JSON.stringify(rule)).toMatch(/"DependsOn":\[[^\]]*RelayConfigurationFile/);
});

test('the function has little memory, and more time than a round takes', () => {
  const { MemorySize, Timeout } = resourceOf(
    relayThatPolls([BRANCH]),
    'AWS::Lambda::Function',
    'RelayOcpPolling',
  ).Properties;

  expect(MemorySize).toBe(256);
  expect(Number(Timeout) * 1_000).toBeGreaterThanOrEqual(ROUND_MS + 60_000);
});

test('it reads the credentials of OCPs and no other secret, puts wake-ups on the queue, and calls no function', () => {
  const statements = statementsOf(relayThatPolls([BRANCH]), 'RelayOcpPolling');
  const of = (service: string) => statements.filter(({ actions }) => actions.some((each) => each.startsWith(service)));

  expect(of('secretsmanager:')).toHaveLength(1);
  expect(of('secretsmanager:')[0]?.actions).toEqual(['secretsmanager:GetSecretValue']);
  expect(JSON.stringify(of('secretsmanager:')[0]?.resources)).toMatch(/secret:tocsin\/[^"]*\/named\/ocp\/\*"/);
  expect(of('sqs:').map(({ actions }) => actions)).toEqual([['sqs:SendMessage']]);
  expect(of('lambda:')).toEqual([]);
  for (const { actions, resources } of statements) {
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    expect(resources).not.toContain('*');
  }
});

test('it is in the VPC of the relay, which leads to the ports of OCPs', () => {
  const template = relayThatPolls([BRANCH, MAIN], { network: { kind: 'endpoints' }, proxy: 'http://192.0.2.8:3128' });
  const { SecurityGroupEgress } = resourceOf(
    template,
    'AWS::EC2::SecurityGroup',
    'RelayNetworkSecurityGroup',
  ).Properties;

  expect(resourceOf(template, 'AWS::Lambda::Function', 'RelayOcpPolling').Properties).toHaveProperty('VpcConfig');
  expect(SecurityGroupEgress).toMatchObject([443, 3128, 8080].map((port) => ({ FromPort: port, ToPort: port })));
});

test('an OCP without a port is at that of its scheme', () => {
  const plain = MAIN.replace('https://', 'http://');
  const template = relayThatPolls([plain], { network: { kind: 'nat' } });
  const group = resourceOf(template, 'AWS::EC2::SecurityGroup', 'RelayNetworkSecurityGroup').Properties;

  expect(group['SecurityGroupEgress']).toMatchObject([{ FromPort: 80 }, { FromPort: 443 }]);
});

test.each([
  ['of every minute', [BRANCH], 900, 14],
  ['of every hour', [MAIN], 10_800, 2],
  ['of both kinds', [BRANCH, MAIN], 10_800, 2],
])(
  'the alarm rings when rounds %s fail for a quarter of an hour, or three in a row',
  (_, pollers, Period, Threshold) => {
    const alarm = resourceOf(relayThatPolls(pollers), 'AWS::CloudWatch::Alarm', 'RelayMonitoringAlarmsocpNotPolled');

    expect(alarm.Properties).toMatchObject({
      ...{ Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum', Period, Threshold },
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringMatching(/^RelayOcpPollingPoll/) } }],
    });
  },
);

test('settings that a rule can not carry fail at synth', () => {
  const channels = Array.from({ length: 100 }, (_, at) => `${'通道'.repeat(40)}${at}`).join(', ');

  expect(() => relayThatPolls([BRANCH.replace('[dba]', `[${channels}]`)])).toThrow(
    /ocpPollers\[0\] takes \d+ characters, and EventBridge brings at most 8192: name fewer channels/,
  );
});
