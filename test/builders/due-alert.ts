import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { DueEntry } from '#shared/admission/alert-store.ts';
import { decodeBrief, encodeBrief } from '#shared/admission/brief.ts';
import { unpackContent } from '#shared/admission/content.ts';
import { dueClass } from '#shared/admission/due.ts';
import type { Alert } from '#shared/alert/alert.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { Waiting } from '#shared/dispatching/choose-entries.ts';
import { aChannel } from './channel.ts';
import { anItem } from './ledger.ts';

/** 2026-11-21 00:00 UTC. */
const NOW = Date.UTC(2026, 10, 21);
const DBA = aChannel({ name: 'dba' });

/** An alert that is due, as a look at the index finds it and as the table keeps it. */
export interface DueAlert {
  readonly waiting: Waiting;
  readonly item: AlertItem;
}

/** What a test says of one beside its alert. */
export interface DueAlertOptions {
  readonly channel?: Channel;
  readonly item?: Partial<AlertItem>;
  readonly entry?: Partial<DueEntry>;
}

/** An alert nobody heard of yet, due since midnight. */
export function aDueAlert(alert: Partial<Alert> & { readonly id: string }, options: DueAlertOptions = {}): DueAlert {
  const { channel = DBA } = options;
  const { told: _, ...untold } = anItem(alert, { channel: channel.name });
  const whole = unpackContent(untold.content);
  if (whole === undefined) throw new Error('a built alert can be read');
  const item: AlertItem = { ...untold, brief: encodeBrief(whole, 'group'), since: NOW, dueAt: NOW, ...options.item };
  const { fingerprint, version, brief } = item;
  const entry: DueEntry = {
    ...{ channel: channel.name, fingerprint, version, brief, since: NOW },
    due: { class: dueClass(item.status, item.level), atMs: NOW },
    ...options.entry,
  };

  return { item, waiting: { entry, brief: decodeBrief(brief), channel } };
}
