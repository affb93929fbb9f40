import type { AuditWord, Change } from '../audit/audit-entry.ts';
import { type FieldChange, fieldChanges, kept } from '../audit/field-changes.ts';
import type { Channel, ChannelRobot } from './channel.ts';
import type { RobotSecret } from './secret-store.ts';
import { showChannel } from './show-channel.ts';
import type { ReadyChannel } from './store-channel.ts';
import { MASK } from './webhook-url.ts';

/** What writing a channel changes, as the audit has it: every secret masked, and named where it changes. */
export function writtenChannel(ready: ReadyChannel): Change {
  const { channel, stored } = ready;

  return {
    what: stored === undefined ? 'channel-created' : 'channel-replaced',
    object: channel.name,
    changes: kept([...fieldsChanged(stored, channel), ...(stored === undefined ? [] : secretsChanged(ready, stored))]),
  };
}

/** What else becomes of a stored channel. */
export function channelChange(
  what: Extract<AuditWord, 'channel-deleted' | 'channel-handed-over'>,
  before: Channel,
  after: Channel | undefined,
): Change {
  return { what, object: before.name, changes: fieldsChanged(before, after) };
}

function fieldsChanged(before: Channel | undefined, after: Channel | undefined): readonly FieldChange[] {
  return fieldChanges(shownWithOrigin(before), shownWithOrigin(after));
}

function shownWithOrigin(channel: Channel | undefined): object | undefined {
  return channel === undefined ? undefined : { ...showChannel(channel), origin: channel.origin };
}

/** Secrets that take each other's place: masked, both look the same. */
function secretsChanged({ channel, secrets, before }: ReadyChannel, stored: Channel): readonly FieldChange[] {
  return channel.robots.flatMap((robot, at) => {
    const former = stored.robots.find(({ name }) => name === robot.name);
    if (former === undefined) return [];

    const [is, was] = [secrets.get(robot.secretRef), before.get(former.secretRef)];
    return [
      ...webhookChanged(robot, former, `robots[${at}].webhookUrl`),
      ...(bothDiffer('signatureKey', is, was) ? [replaced(`robots[${at}].signatureKey`, MASK)] : []),
      ...(bothDiffer('proxyAuth', is, was) ? [replaced(`robots[${at}].proxyAuth`, MASK)] : []),
    ];
  });
}

function webhookChanged(is: ChannelRobot, was: ChannelRobot, field: string): readonly FieldChange[] {
  return is.webhookId !== was.webhookId && is.shownUrl === was.shownUrl ? [replaced(field, is.shownUrl)] : [];
}

function bothDiffer(
  field: 'signatureKey' | 'proxyAuth',
  is: RobotSecret | undefined,
  was: RobotSecret | undefined,
): boolean {
  return is?.[field] !== undefined && was?.[field] !== undefined && is[field] !== was[field];
}

function replaced(field: string, shown: string): FieldChange {
  return { field, before: shown, after: shown };
}
