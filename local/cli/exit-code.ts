/** How a command ends, for scripts. The table in docs/cli.md says the same. */
export const EXIT = {
  ok: 0,
  /** The relay refused, failed, or could not be reached; or a person said no. */
  failed: 1,
  /** The command line, or a file it names, is wrong: nothing was sent. */
  usage: 2,
  /** `status`: somebody has to do something. */
  attention: 3,
} as const;

/** One of them. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with a code of its own, as `status` does, after it said what it had to say. */
export type EndWith = (code: ExitCode) => void;

/** A command that can't go on, in lines for a person. They hold no secret. */
export abstract class CliError extends Error {
  abstract readonly exitCode: ExitCode;
  readonly lines: readonly string[];

  constructor(lines: readonly string[], options?: ErrorOptions) {
    super(lines.join('; '), options);
    this.lines = lines;
  }
}

/** What was asked for can't be: a wrong option, an unreadable file, a missing token. Nothing was sent. */
export class UsageError extends CliError {
  override name = 'UsageError' as const;
  readonly exitCode = EXIT.usage;
}

/** It was tried and did not work. */
export class FailedError extends CliError {
  override name = 'FailedError' as const;
  readonly exitCode = EXIT.failed;
}
