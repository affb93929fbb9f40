import { readFileSync } from 'node:fs';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { describe, expect, it } from 'vitest';
import type { AlertRelayProps } from '#cdk/constructs/alert-relay-props.ts';
import { checkProps, problemsOf } from '#cdk/constructs/check-props.ts';

const scope = new Stack();
const certificate = Certificate.fromCertificateArn(
  scope,
  'Certificate',
  'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-4000-8000-000000000000',
);
const hostedZone = HostedZone.fromHostedZoneAttributes(scope, 'Zone', { hostedZoneId: 'Z0', zoneName: 'example.com' });
const vpc = Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['us-east-1a'] });
const group = SecurityGroup.fromSecurityGroupId(scope, 'Group', 'sg-0123456789abcdef0');

describe('settings that do not fit', () => {
  it.each<[string, AlertRelayProps, string]>([
    ['an address without scheme', { publicUrl: 'tocsin.example.com' }, 'publicUrl must be a whole address'],
    ['an address of another scheme', { publicUrl: 'ftp://x' }, 'publicUrl must be a whole address'],
    [
      'an address with credentials',
      { publicUrl: 'https://a:b@tocsin.example.com' },
      'publicUrl must hold no credentials',
    ],
    ['an address with a query', { publicUrl: 'https://tocsin.example.com/?a' }, 'publicUrl must hold no query'],
    [
      'an address longer than a message has room for',
      { publicUrl: `https://tocsin.example.com/${'a'.repeat(300)}` },
      'publicUrl must be at most 300 characters long',
    ],
    ['a name without certificate', { domainName: 'alerts.example.com' }, 'domainName needs certificate'],
    ['a name that is an address', { domainName: 'https://alerts.example.com', certificate }, 'without https://'],
    ['a certificate without name', { certificate }, 'certificate needs domainName'],
    ['a zone without name', { hostedZone }, 'hostedZone needs domainName'],
    ['a proxy that is none', { proxy: 'socks5://192.0.2.8:1080' }, 'proxy must be http://host:port'],
    ['a proxy without port', { proxy: 'http://192.0.2.8' }, 'proxy must be http://host:port'],
    ['a proxy with credentials', { proxy: 'http://user:not-a-password@192.0.2.8:3128' }, 'proxy: { secret: NAME }'],
    ['a webhook host without port', { allowedWebhookHosts: ['gateway.example.com'] }, 'must each be host:port'],
    [
      'more topics than a function can be told of',
      { snsTopics: Array.from({ length: 60 }, (_, n) => `arn:aws:sns:us-east-1:111122223333:alarms-${n}`) },
      'snsTopics must be at most 2500 characters long together: let * stand',
    ],
    ['subnets without VPC', { vpcSubnets: {} }, 'vpcSubnets needs vpc'],
    ['security groups without VPC', { securityGroups: [group] }, 'securityGroups needs vpc'],
    ['no security group', { vpc, securityGroups: [] }, 'securityGroups must have one at least'],
    ['a NAT gateway in a VPC of yours', { vpc, network: { kind: 'nat' } }, 'leave vpc out'],
    ['addresses for a VPC of yours', { vpc, network: { kind: 'endpoints', cidr: '192.0.2.0/24' } }, 'leave them out'],
    ['a network too small', { network: { kind: 'nat', cidr: '192.0.2.0/28' } }, 'network.cidr must be'],
    [
      'a network of no kind',
      JSON.parse('{"network":{"kind":"endpoint"}}'),
      'network.kind must be one of endpoints, nat',
    ],
    ['four zones', { network: { kind: 'endpoints', maxAzs: 4 } }, 'network.maxAzs must be a whole number from 1 to 3'],
    ['more gateways than zones', { network: { kind: 'nat', natGateways: 3 } }, 'network.natGateways must be'],
    ['one dispatcher', { dispatchMaxConcurrency: 1 }, 'dispatchMaxConcurrency must be a whole number from 2 to 1000'],
    ['half a dispatcher', { dispatchMaxConcurrency: 2.5 }, 'not 2.5'],
    ['no receiver', { receiveReservedConcurrency: 0 }, 'with 0 nothing could come in'],
    [
      'a receiver that events fill',
      { receiveReservedConcurrency: 5, events: { health: true } },
      'receiveReservedConcurrency must be above 5 with events',
    ],
    ['a snapshot of the table', { removalPolicy: RemovalPolicy.SNAPSHOT }, 'use RETAIN'],
    ['alerts kept for hours', { retention: { alerts: Duration.hours(36) } }, 'retention.alerts, in days, must be'],
    ['deliveries kept for ever', { retention: { deliveries: Duration.days(9_999) } }, 'retention.deliveries, in days,'],
  ])('%s is refused, with what to do', (_, props, words) => {
    expect(problemsOf(props)).toEqual([expect.stringContaining(words)]);
  });

  it('are named all at once', () => {
    const props: AlertRelayProps = { dispatchMaxConcurrency: 0, publicUrl: 'x', domainName: 'alerts.example.com' };

    expect(() => checkProps(props)).toThrow(/^the relay can not be made like this:(\n- .+){3}$/);
  });

  it('are never quoted where they may hold a secret', () => {
    const told = problemsOf({
      proxy: 'http://user:not-a-password@192.0.2.8:3128',
      publicUrl: 'https://user:not-a-password@x',
    });

    expect(told.join()).not.toContain('not-a-password');
  });
});

it.each<[string, AlertRelayProps]>([
  ['every default', {}],
  ['a name, its certificate and its zone', { domainName: 'alerts.example.com', certificate, hostedZone }],
  ['a proxy as OCP wrote it before 4.2', { proxy: 'http:192.0.2.8:3128' }],
  ['endpoints in a VPC of yours', { vpc, vpcSubnets: {}, securityGroups: [group], network: { kind: 'endpoints' } }],
  ['two gateways in two zones', { network: { kind: 'nat', natGateways: 2, cidr: '10.1.0.0/22', maxAzs: 2 } }],
  ['an exempt IPv6 host', { allowedWebhookHosts: ['[2001:db8::1]:9100'] }],
  ['whole days', { retention: { alerts: Duration.days(7), deliveries: Duration.hours(48) } }],
])('%s is taken', (_, props) => {
  expect(problemsOf(props)).toEqual([]);
});

it.each([
  ['alert-relay-props.ts', 'AlertRelayProps'],
  ['monitoring-props.ts', 'OperationProps'],
])('each setting in %s is in the table of cdk/README.md', (file, name) => {
  const read = (path: string) => readFileSync(new URL(`../../cdk/${path}`, import.meta.url), 'utf8');
  const [, body = ''] =
    new RegExp(`export interface ${name}[^{]*\\{(.*?)\n\\}`, 's').exec(read(`constructs/${file}`)) ?? [];
  const settings = [...body.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, setting = '']) => setting);
  const rows = read('README.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));

  expect(settings.length).toBeGreaterThan(4);
  expect(settings.filter((setting) => !rows.some((row) => row.includes(`\`${setting}\``)))).toEqual([]);
});
