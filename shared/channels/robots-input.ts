import type { Channel, ChannelRobot, Product } from './channel.ts';
import { CHANNEL_SIZES } from './channel-defaults.ts';
import { parseName } from './channel-name.ts';
import { readKeywords } from './keyword-input.ts';
import { isNamedRef } from './named-ref.ts';
import type { LeftOut, ProxyPlan } from './proxy-input.ts';
import { type RobotSecretContext, readSignatureKey, readWebhook } from './robot-secrets-input.ts';
import type { RobotSecretChange } from './secret-change.ts';
import { given, openSection, readList, refuse, type Section, warn } from './section.ts';
import { MASK } from './webhook-url.ts';

/** What robots are judged by, beside themselves. */
export interface RobotsContext {
  readonly type: Product;
  readonly proxy: ProxyPlan | undefined;
  readonly allowedHosts: readonly string[];
  readonly stored: Channel | undefined;
  readonly leftOut: LeftOut;
  readonly makeRef: () => string;
}

/** A robot as it will be stored, with what becomes of its secrets. */
export interface PlannedRobot {
  readonly robot: ChannelRobot;
  readonly change: RobotSecretChange;
}

/** Reads the robots. A robot continues the stored one of its name; see `findRenamed` for the one exception. */
export function readRobots(top: Section, context: RobotsContext): readonly PlannedRobot[] {
  const entries = readList(top, 'robots', CHANNEL_SIZES.robots);
  if (entries.length === 0 && !top.findings.errors.some(({ field }) => field === 'robots')) {
    refuse(top, 'robots', 'must have at least one robot with a webhookUrl');
  }

  const known = ['name', 'webhookUrl', 'signatureKey', 'keyword'];
  const named = entries
    .map((entry, index) => openSection(entry, `robots[${index}]`, known, top.findings))
    .map((section, index) => ({ section, name: readRobotName(section, index) }));
  refuseTwins(
    named,
    ({ name }) => name,
    'name',
    (first) => `is the name of ${first} too: every robot needs its own`,
  );

  const planned = named.flatMap(({ section, name }) => {
    const stored = findStored(section, name, named, context);
    const plan = planRobot(section, name, stored, context);
    return plan === undefined ? [] : [{ section, plan }];
  });
  refuseTwins(
    planned,
    ({ plan }) => plan.robot.webhookId,
    'webhookUrl',
    (first) => `is the webhook of ${first} too: a robot takes no more messages for being named twice`,
  );

  return planned.map(({ plan }) => plan);
}

interface NamedRobot {
  readonly section: Section;
  readonly name: string;
}

/** Its position, counted from 1, when it has no name. */
function readRobotName(section: Section, index: number): string {
  const value = given(section, 'name');
  if (value === undefined || value === '') return String(index + 1);

  const result = parseName(value);
  if (result.kind === 'name') return result.name;
  refuse(section, 'name', result.message);
  return String(index + 1);
}

/** Refuses whichever robot comes second, and names the first by its place. */
function refuseTwins<T extends { readonly section: Section }>(
  robots: readonly T[],
  keyOf: (robot: T) => string,
  field: string,
  message: (first: string) => string,
): void {
  const seen = new Map<string, string>();
  for (const robot of robots) {
    const first = seen.get(keyOf(robot));
    if (first !== undefined) refuse(robot.section, field, message(first));
    else seen.set(keyOf(robot), robot.section.prefix.slice(0, -1));
  }
}

function findStored(
  section: Section,
  name: string,
  all: readonly NamedRobot[],
  { stored }: RobotsContext,
): ChannelRobot | undefined {
  if (stored === undefined) return undefined;

  const found = stored.robots.find((robot) => robot.name === name);
  const isNamed = given(section, 'name') !== undefined;
  if (found !== undefined && !isNamed && stored.robots.length > 1 && keepsWebhook(section)) {
    // Its place in the list says nothing once another was taken out or moved.
    refuse(section, 'name', 'is needed to keep a stored secret, since the channel has several robots');
  }
  return found ?? findRenamed(section, all, stored);
}

/**
 * The stored robot that a new name with a masked URL can only mean: the single
 * one whose name is gone, when it is the single such entry. Anything less
 * certain could send alerts to another group.
 */
function findRenamed(section: Section, all: readonly NamedRobot[], stored: Channel): ChannelRobot | undefined {
  const isStored = (name: string): boolean => stored.robots.some((robot) => robot.name === name);
  const gone = stored.robots.filter((robot) => !all.some(({ name }) => name === robot.name));
  const asking = all.filter((robot) => !isStored(robot.name) && keepsWebhook(robot.section));
  const [only] = gone;

  return gone.length === 1 && asking.length === 1 && asking[0]?.section === section ? only : undefined;
}

function keepsWebhook({ fields }: Section): boolean {
  const url = fields['webhookUrl'];
  return url === undefined || (typeof url === 'string' && url.includes(MASK));
}

function planRobot(
  section: Section,
  name: string,
  stored: ChannelRobot | undefined,
  context: RobotsContext,
): PlannedRobot | undefined {
  const webhook = readWebhook(section, secretContextOf(stored, context));
  // A robot under a new name, with its URL in full, is still the same robot.
  const same = stored ?? context.stored?.robots.find((robot) => robot.webhookId === webhook?.webhookId);
  const signatureKey = readSignatureKey(section, secretContextOf(same, context));
  const keywords = readKeywords(section);
  if (webhook === undefined) return undefined;
  if (signatureKey.kind === 'kept' && webhook.webhookId !== same?.webhookId) {
    warn(section, 'signatureKey', 'of the former webhook is kept: give the new one, or null when there is none');
  }

  const { shownUrl, webhookId, value: webhookUrl } = webhook;
  const secretRef = refOf(webhookId, context);
  const signed = signatureKey.kind !== 'none';
  return {
    robot: { name, shownUrl, webhookId, secretRef, signed, keywords },
    change: {
      field: section.prefix.slice(0, -1),
      ref: secretRef,
      webhookUrl,
      signatureKey,
      proxyAuth: context.proxy?.auth ?? { kind: 'none' },
    },
  };
}

/** A ref belongs to one webhook for life: whoever still knows an older channel never finds another robot's token under it. */
function refOf(webhookId: string, { stored, makeRef }: RobotsContext): string {
  const ref = stored?.robots.find((robot) => robot.webhookId === webhookId)?.secretRef;
  // A named secret is its owner's: what is written over the API is kept in one of our own.
  return ref === undefined || isNamedRef(ref) ? makeRef() : ref;
}

function secretContextOf(stored: ChannelRobot | undefined, context: RobotsContext): RobotSecretContext {
  return {
    type: context.type,
    hasProxy: context.proxy !== undefined,
    allowedHosts: context.allowedHosts,
    stored,
    storedType: context.stored?.type,
    proxyChanged: context.proxy?.url !== context.stored?.proxy,
    leftOut: context.leftOut,
  };
}
