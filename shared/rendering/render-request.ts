import type { Channel, Product } from '../channels/channel.ts';
import type { Robot } from '../robots/robot.ts';
import type { DigestEntry, Mention, Note, ToldAlert } from './message.ts';

/** The part of a robot that rendering needs: what is harmless there, and what fits. */
export type Face = Pick<Robot, 'escape' | 'overBy'>;

/** What every message needs beside its content. */
export interface RenderSettings {
  readonly settings: Channel['message'];
  readonly product: Product;
  readonly face: Face;
  /** Words of the robot's keyword setting; the robot adds one, so room is kept for it. */
  readonly keywords: readonly string[];
  readonly mention: Mention;
  readonly nowMs: number;
  /** Keep the text within this many UTF-8 bytes although the product takes more. */
  readonly softBytes?: number;
  /** `none` for a robot that refused the message for an address in it: none can be followed then. Default `kept`. */
  readonly links?: 'kept' | 'none';
  /** The answer to a first attempt was lost: people may see it twice, and are told so. */
  readonly possiblyRepeated?: true;
  /** Where the full list is: http or https. */
  readonly link?: string;
  /** Lines about the message itself; they are kept when alerts have to be cut. */
  readonly notes?: readonly Note[];
}

/** What a message tells. */
export type MessageContent =
  /** One alert. A recovery or a fired-and-recovered alert is told by the recovery template. */
  | { readonly kind: 'single'; readonly told: ToldAlert }
  | { readonly kind: 'recovery'; readonly told: ToldAlert }
  /** Alerts that share a group, with whole content; `groupBy` is the group's key as text. */
  | { readonly kind: 'aggregated'; readonly told: readonly ToldAlert[]; readonly groupBy: string }
  /** Everything that is due, by its brief only, in any order and number. */
  | {
      readonly kind: 'digest';
      readonly entries: readonly DigestEntry[];
      /** How long the one that waited longest waited, ms, when the message comes late. */
      readonly lateMs?: number;
    }
  | { readonly kind: 'test'; readonly channelName: string }
  /** Something about the relay itself that people must know. */
  | { readonly kind: 'notice'; readonly title: string; readonly lines: readonly string[] };

/** A message to render. */
export type RenderRequest = RenderSettings & MessageContent;
