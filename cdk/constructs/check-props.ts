import { RemovalPolicy, Token } from 'aws-cdk-lib';
import { parseDefaultProxy } from '#shared/config/default-proxy.ts';
import { parsePublicUrl } from '#shared/config/public-url.ts';
import type { AlertRelayProps } from './alert-relay-props.ts';
import { EVENTS_MAX_CONCURRENCY, eventProblems } from './event-sources-props.ts';
import { operationProblems } from './monitoring-props.ts';

/** Fails at synth when settings do not fit, naming all that is wrong and what to do about it. */
export function checkProps(props: AlertRelayProps): void {
  const problems = problemsOf(props);
  if (problems.length > 0) throw new Error(['the relay can not be made like this:', ...problems].join('\n- '));
}

/**
 * What is wrong with the settings, each with what to do about it. What only
 * deployment knows (a token) is not judged.
 */
export function problemsOf(props: AlertRelayProps): readonly string[] {
  return [
    ...addressProblems(props),
    ...domainProblems(props),
    ...networkProblems(props),
    ...numberProblems(props),
    ...retentionProblems(props),
    ...operationProblems(props),
    ...eventProblems(props),
    ...lengthProblems(props),
  ];
}

function addressProblems({ publicUrl, proxy, allowedWebhookHosts = [] }: AlertRelayProps): readonly string[] {
  const url = isKnown(publicUrl) ? parsePublicUrl(publicUrl) : undefined;
  const way = isKnown(proxy) ? parseDefaultProxy(proxy) : undefined;
  const unfit = allowedWebhookHosts.filter(
    (host) => isKnown(host) && !/^(?:\[[\da-f:.]+\]|[^\s:/?#@,]+):\d{1,5}$/i.test(host),
  );

  return [
    ...(url?.kind === 'refused' ? [`publicUrl ${url.problem}`] : []),
    ...(way?.kind === 'refused' ? [`proxy ${way.problem}`] : []),
    ...(unfit.length > 0 ? ['allowedWebhookHosts must each be host:port, for example gateway.example.com:443'] : []),
  ];
}

function domainProblems({ domainName, certificate, hostedZone }: AlertRelayProps): readonly string[] {
  if (domainName === undefined) {
    return [
      ...(certificate === undefined
        ? []
        : ['certificate needs domainName, the name it is for: add it or leave both out']),
      ...(hostedZone === undefined ? [] : ['hostedZone needs domainName and certificate: add them or leave it out']),
    ];
  }
  const isName = !isKnown(domainName) || /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z]{2,63}$/.test(domainName);

  return [
    ...(isName ? [] : ['domainName must be a name like alerts.example.com, in lower case, without https:// and path']),
    ...(certificate === undefined
      ? ['domainName needs certificate, one of ACM in the stack’s region: add it or leave domainName out']
      : []),
  ];
}

function networkProblems({ vpc, vpcSubnets, securityGroups, network }: AlertRelayProps): readonly string[] {
  const problems: string[] = [];
  if (vpc === undefined) {
    if (vpcSubnets !== undefined) problems.push('vpcSubnets needs vpc, the VPC they are in: add it or leave them out');
    if (securityGroups !== undefined)
      problems.push('securityGroups needs vpc, the VPC they are in: add it or leave them out');
  } else if (network?.kind === 'nat') {
    problems.push(
      "network { kind: 'nat' } makes a VPC of its own: leave vpc out, or leave network out and name by vpcSubnets the " +
        'subnets of yours that have a way out',
    );
  } else if (network?.cidr !== undefined || network?.maxAzs !== undefined) {
    problems.push('network.cidr and network.maxAzs are for a VPC made here: with vpc leave them out');
  }
  if (securityGroups?.length === 0) problems.push('securityGroups must have one at least: add it or leave them out');

  return [...problems, ...ownVpcProblems(network)];
}

/** Node runs an app without looking at its types; a kind nobody knows would be a VPC without a way out. */
const KINDS: readonly string[] = ['endpoints', 'nat'];

function ownVpcProblems(network: AlertRelayProps['network']): readonly string[] {
  const { cidr, maxAzs } = network ?? {};
  const gateways = network?.kind === 'nat' ? network.natGateways : undefined;

  return [
    ...(network === undefined || KINDS.includes(network.kind)
      ? []
      : [`network.kind must be one of ${KINDS.join(', ')}`]),
    ...(cidr !== undefined && !/^(?:\d{1,3}\.){3}\d{1,3}\/(?:1[6-9]|2[0-4])$/.test(cidr)
      ? ['network.cidr must be addresses like 10.64.0.0/24, of /16 to /24']
      : []),
    ...whole('network.maxAzs', maxAzs, 1, 3),
    ...whole('network.natGateways', gateways, 1, maxAzs ?? 2, 'one for each zone of network.maxAzs'),
  ];
}

function numberProblems(props: AlertRelayProps): readonly string[] {
  return [
    ...whole('dispatchMaxConcurrency', props.dispatchMaxConcurrency, 2, 1_000, 'as SQS asks'),
    ...whole('receiveReservedConcurrency', props.receiveReservedConcurrency, 1, 10_000, 'with 0 nothing could come in'),
    ...(takesAllOfReceive(props)
      ? [
          `receiveReservedConcurrency must be above ${EVENTS_MAX_CONCURRENCY} with events, or a burst of them leaves senders over HTTP nothing`,
        ]
      : []),
  ];
}

/** Events are taken in by the same function, several batches at once. */
function takesAllOfReceive({ events, receiveReservedConcurrency }: AlertRelayProps): boolean {
  return (
    events !== undefined &&
    receiveReservedConcurrency !== undefined &&
    receiveReservedConcurrency > 0 &&
    receiveReservedConcurrency <= EVENTS_MAX_CONCURRENCY
  );
}

function retentionProblems({ removalPolicy, retention }: AlertRelayProps): readonly string[] {
  return [
    ...(removalPolicy === RemovalPolicy.SNAPSHOT
      ? ['removalPolicy can not be SNAPSHOT, which tables do not know: use RETAIN, or DESTROY and a backup of your own']
      : []),
    ...whole('retention.alerts, in days,', retention?.alerts?.toDays({ integral: false }), 1, 3_650),
    ...whole('retention.deliveries, in days,', retention?.deliveries?.toDays({ integral: false }), 1, 3_650),
  ];
}

/**
 * What of the 4 KB of a function's environment (Lambda guide, quotas) lists may take; the rest holds addresses and
 * names of ours.
 */
const MAX_LIST_CHARACTERS = 2_500;

function lengthProblems(props: AlertRelayProps): readonly string[] {
  return (['snsTopics', 'allowedWebhookHosts'] as const)
    .filter((name) => (props[name] ?? []).filter(isKnown).join(',').length > MAX_LIST_CHARACTERS)
    .map((name) => {
      const advice = name === 'snsTopics' ? ': let * stand for what they have in common' : '';
      return `${name} must be at most ${MAX_LIST_CHARACTERS} characters long together${advice}`;
    });
}

function whole(name: string, value: number | undefined, min: number, max: number, why?: string): readonly string[] {
  if (value === undefined || Token.isUnresolved(value)) return [];
  if (Number.isInteger(value) && value >= min && value <= max) return [];

  return [`${name} must be a whole number from ${min} to ${max}${why === undefined ? '' : `, ${why}`}, not ${value}`];
}

function isKnown(text: string | undefined): text is string {
  return text !== undefined && !Token.isUnresolved(text);
}
