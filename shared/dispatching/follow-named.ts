import { type FollowPorts, followSecret } from '../channels/follow-secret.ts';
import type { SecretFollower } from './lane-secret.ts';
import { type ResumePorts, resumeChannel } from './resume-channel.ts';

/** Follows named secrets, and looks at once at what waited for a robot that was found anew. */
export function followNamed(ports: Omit<FollowPorts, 'resume'> & ResumePorts): SecretFollower {
  return {
    allowedHosts: ports.allowedHosts,
    follow: (ref) => followSecret(ref, { ...ports, resume: (channel) => resumeChannel(channel, ports) }),
  };
}
