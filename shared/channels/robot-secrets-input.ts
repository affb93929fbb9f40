import type { ChannelRobot, Product } from './channel.ts';
import { CHANNEL_SIZES } from './channel-defaults.ts';
import type { LeftOut } from './proxy-input.ts';
import type { RobotSecretChange, SecretValue } from './secret-change.ts';
import { readText, refuse, refuseAs, type Section, warn } from './section.ts';
import { MASK, parseWebhookUrl, shownUrlProblem, type WebhookContext } from './webhook-url.ts';

/** What the robot's secrets are judged by, beside themselves. */
export interface RobotSecretContext extends WebhookContext {
  /** The stored robot this one continues, by name. */
  readonly stored: ChannelRobot | undefined;
  /** Type the channel had when `stored` was written. */
  readonly storedType: Product | undefined;
  /** Whether the channel's proxy is another than it was. */
  readonly proxyChanged: boolean;
  readonly leftOut: LeftOut;
}

/** A webhook as it will be stored. */
export interface PlannedWebhook {
  readonly shownUrl: string;
  readonly webhookId: string;
  readonly value: RobotSecretChange['webhookUrl'];
}

/** Reads `webhookUrl`: a whole one, or the stored one, left out or as shown. Undefined when it is refused. */
export function readWebhook(robot: Section, context: RobotSecretContext): PlannedWebhook | undefined {
  if (robot.fields['webhookUrl'] === null) return refuseAs(robot, 'webhookUrl', 'is required and can not be removed');

  const text = readText(robot, 'webhookUrl', CHANNEL_SIZES.secret);
  if (text === undefined) return isRefused(robot) ? undefined : keepWebhook(robot, context);
  if (text.includes(MASK)) {
    return text === context.stored?.shownUrl ? keepWebhook(robot, context) : refuseMasked(robot, context);
  }

  const result = parseWebhookUrl(text, context);
  if (result.kind === 'unfit') return refuseAs(robot, 'webhookUrl', result.message);

  const { url, shownUrl, webhookId, warnings } = result.webhook;
  for (const warning of warnings) warn(robot, 'webhookUrl', warning);
  return { shownUrl, webhookId, value: { kind: 'given', value: url } };
}

/** Whether the field is there and was not fit to be read. */
function isRefused(robot: Section): boolean {
  return robot.findings.errors.some(({ field }) => field === `${robot.prefix}webhookUrl`);
}

function refuseMasked(robot: Section, { stored }: RobotSecretContext): undefined {
  const whole = `a webhookUrl with ${MASK} stands for a stored one`;
  return refuseAs(
    robot,
    'webhookUrl',
    stored === undefined
      ? `${whole}, and no robot of this name is stored: give the whole URL`
      : `${whole} and must then be exactly as shown: leave it out to keep it, or give the whole URL`,
  );
}

function keepWebhook(robot: Section, context: RobotSecretContext): PlannedWebhook | undefined {
  const { stored, leftOut } = context;
  if (stored === undefined || leftOut === 'none') return refuseAs(robot, 'webhookUrl', 'is required');
  if (context.storedType !== context.type) {
    return refuseAs(robot, 'webhookUrl', 'must be given whole, since the type of the channel changes');
  }
  if (context.proxyChanged && stored.shownUrl.startsWith('http://')) {
    return refuseAs(robot, 'webhookUrl', 'must be given whole: it is http, so another proxy would see its token');
  }

  const problem = shownUrlProblem(stored.shownUrl, context);
  if (problem !== undefined) return refuseAs(robot, 'webhookUrl', problem);
  return { shownUrl: stored.shownUrl, webhookId: stored.webhookId, value: { kind: 'kept', from: stored.secretRef } };
}

/** Reads `signatureKey`: a new one, the stored one (left out or as shown), or none (null). */
export function readSignatureKey(robot: Section, context: RobotSecretContext): SecretValue {
  const stored = context.stored?.signed === true ? context.stored : undefined;
  const kept: SecretValue = stored === undefined ? { kind: 'none' } : { kind: 'kept', from: stored.secretRef };
  if (Object.hasOwn(robot.fields, 'signatureKey') && robot.fields['signatureKey'] === null) return { kind: 'none' };

  const key = readText(robot, 'signatureKey', CHANNEL_SIZES.secret);
  if (key === undefined) return leaveSignatureKey(robot, context, kept);
  if (key.includes(MASK)) {
    if (key === MASK && stored !== undefined) return kept;
    refuse(robot, 'signatureKey', `${MASK} stands for a stored key, and there is none: give the key, or leave it out`);
    return { kind: 'none' };
  }

  warnOfKey(robot, key, context);
  return { kind: 'given', value: key };
}

function leaveSignatureKey(robot: Section, context: RobotSecretContext, kept: SecretValue): SecretValue {
  if (kept.kind !== 'kept' || context.leftOut === 'none') return { kind: 'none' };
  if (robot.fields['signatureKey'] !== undefined) {
    refuse(robot, 'signatureKey', 'must not be blank: leave it out to keep the stored key, or give null to remove it');
  }
  return kept;
}

function warnOfKey(robot: Section, key: string, { type }: RobotSecretContext): void {
  if (type === 'wecom') {
    warn(robot, 'signatureKey', 'is kept but has no effect: WeCom group robots have no signing');
  } else if (!key.startsWith('SEC')) {
    warn(robot, 'signatureKey', 'does not begin with SEC: check that it was copied whole');
  }
}
