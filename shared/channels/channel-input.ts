import type { FieldError } from '../receiving/source.ts';
import { readAggregation, readDelivery, readLimits, readResponseCheck } from './behaviour-input.ts';
import type { Channel, Product } from './channel.ts';
import { CHANNEL_DEFAULTS } from './channel-defaults.ts';
import { parseChannelName } from './channel-name.ts';
import { readLevelWords } from './level-words-input.ts';
import { readMention } from './mention-input.ts';
import { readMessage } from './message-input.ts';
import { type LeftOut, type ProxyPlan, readProxy } from './proxy-input.ts';
import { readRobots } from './robots-input.ts';
import type { RobotSecretChange } from './secret-change.ts';
import {
  type Findings,
  given,
  isRecord,
  matchChoice,
  openSection,
  readBoolean,
  refuse,
  refuseAs,
  type Section,
} from './section.ts';
import type { LintTemplate, PlacedRemark } from './template-remark.ts';

/** What a channel's input is judged by, beside itself. */
export interface ChannelInputContext {
  /** Webhook hosts exempt from the vendor, https and private-address rules. */
  readonly allowedHosts: readonly string[];
  /** The channel that is replaced, or that a draft continues: its secrets may be kept. */
  readonly stored?: { readonly channel: Channel };
  /** A new, unguessable ref for a robot's secret. */
  readonly makeRef: () => string;
  /** The name in the path, which the input may only repeat; or the one a nameless draft gets. */
  readonly name?: { readonly kind: 'fixed' | 'fallback'; readonly name: string };
  /** Names of all channels there are or will be; a fallback must be one of them. Without it that is not checked. */
  readonly channelNames?: readonly string[];
  /** What a secret left out of the input means. @default 'kept' */
  readonly leftOut?: LeftOut;
  /** @default 'api' */
  readonly origin?: Channel['origin'];
  readonly lintTemplate?: LintTemplate;
}

/** A channel read from its input, or all that is wrong with it. */
export type ChannelInputResult =
  | {
      readonly kind: 'parsed';
      readonly channel: Channel;
      /** One per robot, in their order. Holds secrets: never log it. */
      readonly secrets: readonly RobotSecretChange[];
      readonly warnings: readonly string[];
      /** What is said of its templates. */
      readonly remarks: readonly PlacedRemark[];
    }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] };

const FIELDS = [
  'name',
  'type',
  'enabled',
  'robots',
  'mention',
  'proxy',
  'message',
  'aggregation',
  'responseCheck',
  'levelWords',
  'limits',
  'delivery',
];

const PRODUCTS = ['dingtalk', 'wecom'] as const satisfies readonly Product[];

/** Reads a channel as the API and `tocsin.yaml` have it. No error or warning quotes a value. */
export function parseChannelInput(input: unknown, context: ChannelInputContext): ChannelInputResult {
  const remarks: PlacedRemark[] = [];
  const findings: Findings = { errors: [], warnings: [], remarks };
  if (!isRecord(input)) return { kind: 'invalid', errors: [{ field: '', message: 'must be a JSON object' }] };

  const stored = context.stored?.channel;
  const leftOut = context.leftOut ?? 'kept';
  // The answer to a create or replacement has them; whoever edits that and puts it back means nothing by them.
  const { warnings: _, remarks: __, ...fields } = input;
  const top = openSection(fields, '', FIELDS, findings);
  const name = readChannelName(top, context);
  const type = readType(top);
  const proxy = readProxy(top, stored, leftOut);
  const { allowedHosts, makeRef } = context;
  const rest = readRest(top, { name, type }, context);
  // Without a type nobody can tell whose webhooks these should be.
  const robots = type && readRobots(top, { type, proxy, allowedHosts, stored, leftOut, makeRef });
  const [home, ...others] = robots ?? [];
  if (findings.errors.length > 0 || name === undefined || type === undefined || home === undefined) {
    return { kind: 'invalid', errors: findings.errors };
  }

  const secrets = [home, ...others].map(({ change }) => change);
  const named = { name, type, robots: [home.robot, ...others.map(({ robot }) => robot)] as const };
  return {
    kind: 'parsed',
    channel: assemble(named, proxy, rest, context),
    secrets,
    warnings: findings.warnings,
    remarks,
  };
}

function readChannelName(top: Section, context: ChannelInputContext): string | undefined {
  const value = given(top, 'name');
  if (value === undefined) {
    return context.name === undefined ? refuseAs(top, 'name', 'is required') : context.name.name;
  }

  const result = parseChannelName(value);
  if (result.kind === 'unfit') return refuseAs(top, 'name', result.message);
  if (context.name?.kind === 'fixed' && context.name.name !== result.name) {
    refuse(top, 'name', 'must be the name in the path: to rename a channel, create it anew and delete the old one');
  }
  return result.name;
}

function readType(top: Section): Product | undefined {
  const value = given(top, 'type');
  return value === undefined
    ? refuseAs(top, 'type', `is required: one of ${PRODUCTS.join(', ')}`)
    : matchChoice(top, 'type', value, PRODUCTS);
}

type Rest = Pick<
  Channel,
  'enabled' | 'mention' | 'message' | 'aggregation' | 'responseCheck' | 'levelWords' | 'limits' | 'delivery'
>;

function readRest(
  top: Section,
  { name, type }: { readonly name: string | undefined; readonly type: Product | undefined },
  { lintTemplate, channelNames }: ChannelInputContext,
): Rest {
  const { findings } = top;
  const judge = lintTemplate === undefined || type === undefined ? undefined : { lintTemplate, product: type };

  return {
    enabled: readBoolean(top, 'enabled', CHANNEL_DEFAULTS.enabled),
    mention: readMention(given(top, 'mention'), findings),
    message: readMessage(given(top, 'message'), findings, judge),
    aggregation: readAggregation(given(top, 'aggregation'), findings),
    responseCheck: readResponseCheck(given(top, 'responseCheck'), findings),
    ...readLevelWords(given(top, 'levelWords'), findings),
    limits: readLimits(given(top, 'limits'), findings),
    delivery: readDelivery(given(top, 'delivery'), findings, { own: name, all: channelNames }),
  };
}

function assemble(
  named: Pick<Channel, 'name' | 'type' | 'robots'>,
  proxy: ProxyPlan | undefined,
  rest: Rest,
  { stored, origin }: ChannelInputContext,
): Channel {
  return {
    ...named,
    ...rest,
    ...(proxy === undefined ? {} : { proxy: proxy.url, proxyAuthenticated: proxy.auth.kind !== 'none' }),
    revision: (stored?.channel.revision ?? 0) + 1,
    origin: origin ?? 'api',
  };
}
