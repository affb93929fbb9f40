import type { Operation } from '#functions/edge/routes.ts';
import type { Random } from '#test/simulation/random.ts';

/** How a request gets to the relay: to a server, through Lambda, as a message of the queue, or as Lambda's own event. */
export type Via = 'http' | 'lambda' | 'queue' | 'direct';

/** One thing that is sent. */
export interface Sending {
  readonly index: number;
  readonly door: string;
  readonly via: Via;
  /** With its query; the sender's credential is in it where the wire has it there. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a door needs to know of the relay and its round. */
export interface World {
  readonly nowMs: number;
  readonly round: number;
  /** Secrets that may be written in bodies. */
  readonly secrets: readonly string[];
  /** Values of the tokens for the robots' wire. */
  readonly tokens: { readonly dingtalk: string; readonly signed: string; readonly wecom: string };
  /** Signs as Amazon SNS does. */
  sign(fields: Readonly<Record<string, string>>, version: '1' | '2'): Record<string, unknown>;
}

/** A way in. */
export interface Door {
  /** Its row in the table. */
  readonly name: string;
  /** The route it stands before; the queue and Lambda's events have none. */
  readonly route: Operation | 'events';
  /** How often it is chosen, beside the others. */
  readonly weight: number;
  draw(random: Random, world: World): Pick<Sending, 'path' | 'body'> & Partial<Pick<Sending, 'headers' | 'via'>>;
}
