import type { DueEntry } from '#shared/admission/alert-store.ts';
import type { Brief } from '#shared/admission/brief.ts';
import { dueClass } from '#shared/admission/due.ts';
import { levelNumber } from '#shared/alert/level.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { Waiting } from '#shared/dispatching/choose-entries.ts';
import { aChannel } from './channel.ts';

/** 2026-11-21 00:00 UTC. */
const NOW = Date.UTC(2026, 10, 21);

/** A waiting alert as a look at the index finds it: due and untold since midnight. */
export function aWaiting(brief: Partial<Brief>, entry: Partial<DueEntry> = {}, channel: Channel = aChannel()): Waiting {
  const whole: Brief = {
    level: 'warning',
    status: 'firing',
    group: 'group---',
    name: 'disk full',
    target: 'host-1',
    ...brief,
  };

  return {
    brief: whole,
    channel,
    entry: {
      channel: channel.name,
      fingerprint: 'A'.repeat(22),
      due: { class: dueClass(whole.status, levelNumber(whole.level)), atMs: NOW },
      brief: '',
      version: 1,
      since: NOW,
      ...entry,
    },
  };
}
