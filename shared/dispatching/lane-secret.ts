import type { Channel, ChannelRobot } from '../channels/channel.ts';
import { isNamedRef } from '../channels/named-ref.ts';
import { identify, isKnownAs } from '../channels/robot-identity.ts';
import type { RobotSecret, SecretStore } from '../channels/secret-store.ts';

/** What a robot may be spoken to with. */
export type LaneSecret =
  | { readonly kind: 'secret'; readonly secret: RobotSecret }
  /** There is none, or nobody can be reached with it. */
  | { readonly kind: 'missing' }
  /** Its named secret leads to another robot than the one whose lane this is: `ref` has to be followed first. */
  | { readonly kind: 'moved'; readonly ref: string };

/** Follows refs to named secrets, where a home has any. */
export interface SecretFollower {
  /** Webhook hosts exempt from the vendor, https and private-address rules. */
  readonly allowedHosts: readonly string[];
  /** Takes down who the robot behind a ref is now. */
  follow(ref: string): Promise<void>;
}

/** The secret for a robot, as `read` has it, when it is the one the channel knows the robot by. */
export async function secretForLane(
  channel: Channel,
  robot: ChannelRobot,
  read: SecretStore['read'],
  follower: SecretFollower | undefined,
): Promise<LaneSecret> {
  const ref = robot.secretRef;
  const secret = await read(ref);
  if (secret === undefined) return { kind: 'missing' };
  if (follower === undefined || !isNamedRef(ref)) return { kind: 'secret', secret };

  const identity = identify(channel, robot, secret, follower.allowedHosts);
  if (identity.kind === 'unfit') return { kind: 'missing' };
  return isKnownAs(channel, robot, secret, identity)
    ? { kind: 'secret', secret: identity.secret }
    : { kind: 'moved', ref };
}
