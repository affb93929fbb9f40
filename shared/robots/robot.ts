import type { MessageFormat, Product } from '../channels/channel.ts';
import type { RobotSecret } from '../channels/secret-store.ts';
import type { Outcome } from '../delivery/outcome.ts';
import type { MessageDraft } from '../rendering/message.ts';

/** A request ready to be posted. It holds secrets: never log it. */
export interface RobotRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the robot's server said. */
export interface RobotResponse {
  readonly status: number;
  readonly body: string;
}

/** What a request needs beside the draft. */
export interface RequestContext {
  readonly secret: RobotSecret;
  /** Words of the robot's keyword setting; the text will contain one of them. */
  readonly keywords: readonly string[];
  /** Stable over the attempts of one message. */
  readonly messageId: string;
  readonly nowMs: number;
}

/** A message to be passed on as it came. */
export interface PassedOn {
  readonly format: MessageFormat;
  readonly body: string;
}

/**
 * One chat product. Pure: it never touches the network, the clock or the
 * secret store.
 */
export interface Robot {
  readonly product: Product;
  /** Messages a robot takes in a rolling minute before it punishes (vendor's figure). */
  readonly perMinute: number;
  /** Whether it shows a message once, however often it gets it under the same id. */
  readonly knowsIds: boolean;
  /** Makes alert text harmless in this product: no mention, link, image, heading or quote can be faked. */
  escape(text: string, format: MessageFormat): string;
  /**
   * By how many bytes the finished request would exceed what the product takes
   * (or our softer limit), mention and keyword included; 0 or less means it fits.
   */
  overBy(draft: MessageDraft, keywords: readonly string[]): number;
  /**
   * The messages this draft becomes, in sending order: one, or two where the
   * product can't mention people inside the first. With only one `slots` left
   * they are folded into one.
   */
  plan(draft: MessageDraft, slots: number): readonly [MessageDraft, ...MessageDraft[]];
  /** The words people get: in the product's own markdown, with the mention and the keyword. */
  asSent(draft: MessageDraft, keywords: readonly string[]): Pick<MessageDraft, 'title' | 'text'>;
  /**
   * The body of somebody's own message for this product, with a keyword in it;
   * undefined where that is more than the product takes, or no such message.
   */
  passOn(body: string, keywords: readonly string[]): PassedOn | undefined;
  /** The signed request for one message. */
  request(draft: MessageDraft, context: RequestContext): RobotRequest;
  /**
   * What an answer means. HTTP 200 is not success here: failure is in the body.
   * The outcome's words hold none of `secrets`, which an answer may repeat.
   */
  interpret(response: RobotResponse, secrets?: readonly string[]): Outcome;
}
