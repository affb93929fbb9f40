/** What only the robot and we may know. Never logged, answered, templated or kept in the table. */
export interface RobotSecret {
  readonly webhookUrl: string;
  readonly signatureKey?: string;
  /** `user:password` of the channel's proxy, percent-encoded as in a URL. */
  readonly proxyAuth?: string;
  /** Proxy that `proxyAuth` is for, `http://host:port`; only where the proxy comes from a named secret. */
  readonly proxy?: string;
}

/** Where robot secrets live: Secrets Manager on AWS, a 0600 file on one machine. */
export interface SecretStore {
  /** May answer from a cache; undefined when there is none. */
  read(ref: string): Promise<RobotSecret | undefined>;
  /** Asks the store itself, for a robot that refuses what we know. */
  readFresh(ref: string): Promise<RobotSecret | undefined>;
  write(ref: string, secret: RobotSecret): Promise<void>;
  remove(ref: string): Promise<void>;
}
