/** One request a sender makes in the demo. */
export interface ScriptedRequest {
  /** When it is sent, ms after the demo began. */
  readonly atMs: number;
  /** Path below the relay's URL, `?source=` included. */
  readonly path: string;
  readonly body: string;
  /** A line for the person watching, or nothing for one of many. */
  readonly says?: string;
}
