/** Undoes, in reverse, what a start has done so far. */
export class Cleanup {
  readonly #steps: (() => Promise<void>)[] = [];

  /** Adds what undoes the step just done. */
  add(undo: () => Promise<void>): void {
    this.#steps.push(undo);
  }

  /** Every step is tried, also after one that failed; the first failure is thrown at the end. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.splice(0).reverse()) {
      await step().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
