/** Everything a command knows of the machine it runs on, so that tests can be another one. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadStream;
  /** Writes answers: what a script reads. */
  readonly out: (text: string) => void;
  /** Writes notes, questions and errors. */
  readonly err: (text: string) => void;
  readonly isTerminal: { readonly stdin: boolean; readonly stdout: boolean };
  /** Columns of the terminal; undefined where nobody looks, and nothing is cut. */
  readonly columns: number | undefined;
  /** IANA name of the zone in which times are shown. */
  readonly timeZone: string;
  readonly now: () => number;
  /** Ends early, and without an error, when the command is interrupted. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Fires at Ctrl-C; who asks for it has to end the command. */
  readonly interrupted: () => AbortSignal;
}
