import type { Audit } from '../audit/audit.ts';
import type { FieldError } from '../receiving/source.ts';
import type { Channel } from './channel.ts';
import type { ChannelStore } from './channel-store.ts';
import type { SecretStore } from './secret-store.ts';
import type { LintTemplate, PlacedRemark } from './template-remark.ts';

/** What managing channels needs of the world. */
export interface ManagePorts {
  readonly channels: ChannelStore;
  readonly secrets: SecretStore;
  /** Around every write of a channel. */
  readonly audit: Audit;
  /** Webhook hosts exempt from the vendor, https and private-address rules. */
  readonly allowedHosts: readonly string[];
  /** Whether alerts of a channel are not told yet. */
  readonly hasWaiting: (channelName: string) => Promise<boolean>;
  /** What else names a channel, in words; fallbacks of other channels are found without it. */
  readonly isReferenced?: (channelName: string) => Promise<readonly string[]>;
  /** A new, unguessable ref for a robot's secret, fit for a secret's name. */
  readonly makeRef: () => string;
  readonly lintTemplate?: LintTemplate;
}

/** The input is not a channel; every problem is in `errors`. */
export interface Invalid {
  readonly kind: 'invalid';
  readonly errors: readonly FieldError[];
}

/** The channel comes from `tocsin.yaml` and can be changed only there. */
export interface ManagedByFile {
  readonly kind: 'managed-by-file';
}

/** A channel as it is stored now, with what is odd about it. */
export interface Written {
  readonly channel: Channel;
  readonly warnings: readonly string[];
  /** What is said of its templates, place by place. */
  readonly remarks: readonly PlacedRemark[];
}

/** What became of a create. */
export type CreateResult = ({ readonly kind: 'created' } & Written) | Invalid | { readonly kind: 'name-taken' };

/** What became of a replacement. */
export type ReplaceResult =
  | ({ readonly kind: 'replaced' } & Written)
  | Invalid
  | ManagedByFile
  | { readonly kind: 'not-found' }
  /** Somebody else replaced or removed it after it was read here: nothing was written. */
  | { readonly kind: 'changed-meanwhile' };

/** What became of a removal. */
export type RemoveResult =
  | { readonly kind: 'removed'; readonly warnings: readonly string[] }
  | ManagedByFile
  | { readonly kind: 'not-found' }
  /** `by` says what names it, in words. */
  | { readonly kind: 'referenced'; readonly by: readonly string[] }
  | { readonly kind: 'holds-waiting' };
