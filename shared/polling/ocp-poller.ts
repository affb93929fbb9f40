import type { SecretReference } from '../channels/file-channel.ts';

/** An OCP that is polled because it can't post, as `tocsin.yaml` has it. */
export interface OcpPoller {
  /** The name of its alarms' sender, always the same. */
  readonly source: string;
  /** Where its API is, without a slash at the end: `http://192.0.2.1:8080`. */
  readonly url: string;
  /** Holds `CREDENTIALS_FORM`. */
  readonly credentials: SecretReference;
  /** How often it is read. */
  readonly everySeconds: number;
  /** How far back the ledger is asked for what may be over. */
  readonly knownSinceDays: number;
  /** Absent: push settings say where its alarms go. */
  readonly channels?: readonly string[];
}
