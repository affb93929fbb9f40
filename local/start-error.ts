/** The relay can't start for a reason that a person can do something about; each line says one. */
export class StartError extends Error {
  override name = 'StartError';
  readonly lines: readonly string[];

  constructor(lines: readonly string[], options?: ErrorOptions) {
    super(lines.join('; '), options);
    this.lines = lines;
  }
}
