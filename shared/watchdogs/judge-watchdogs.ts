import { didYouMean } from '../channels/did-you-mean.ts';
import { type Findings, refuse, type Section, warn } from '../channels/section.ts';
import { unknownChannel } from '../channels/unknown-channel.ts';
import type { Watchdogs } from './watchdogs.ts';

/** What the watchdogs' channels are held against. */
export interface TellableChannel {
  readonly name: string;
  /** Absent where that is not known yet. */
  readonly enabled?: boolean;
}

/** Reports every channel that is not there, and says of one that is disabled that nothing is told in it. */
export function judgeWatchdogs(
  { sources }: Watchdogs,
  path: string,
  known: readonly TellableChannel[],
  findings: Findings,
): void {
  const top: Section = { prefix: path === '' ? '' : `${path}.`, fields: {}, findings };
  const byName = new Map(known.map((channel) => [channel.name, channel]));
  for (const [index, { channels }] of sources.entries()) {
    for (const [at, name] of channels.entries()) {
      const field = `sources[${index}].channels[${at}]`;
      const found = byName.get(name);
      if (found === undefined) refuse(top, field, unknownChannel(name, [...byName.keys()]));
      else if (found.enabled === false) warn(top, field, `"${name}" is disabled: nothing is told in it`);
    }
  }
}

/** Says of a source nobody has heard of yet that its name may be a slip of the pen. */
export function remarkUnheard(
  { sources, silentAlerts }: Watchdogs,
  heardOf: readonly string[],
  findings: Findings,
): void {
  const top: Section = { prefix: '', fields: {}, findings };
  const named = [
    ...sources.map(({ source }, index) => ({ source, field: `sources[${index}].source` })),
    ...silentAlerts.map(({ source }, index) => ({ source, field: `silentAlerts[${index}].source` })),
  ];
  for (const { source, field } of named) {
    if (source === '' || heardOf.includes(source)) continue;
    const meant = didYouMean(source, heardOf);
    warn(top, field, `"${source}" has sent no alert so far${meant === undefined ? '' : `: did you mean ${meant}?`}`);
  }
}
