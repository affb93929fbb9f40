/** Where progress is shown: a terminal, or a file or pipe that gets whole lines. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Without a terminal a line is written at most this often, ms. */
const LINE_EVERY_MS = 5_000;

/** Shows a line that changes in place on a terminal, and a line every few seconds elsewhere. */
export class Progress {
  readonly #output: ProgressOutput;
  #line = '';
  #writtenAtMs = Number.NEGATIVE_INFINITY;

  constructor(output: ProgressOutput) {
    this.#output = output;
  }

  /** Writes a line that stays. */
  say(line: string): void {
    this.#output.write(`${this.#erase()}${line}\n`);
    if (this.#output.isTTY === true) this.#output.write(this.#line);
  }

  /** Shows how far things are. */
  update(line: string, nowMs: number): void {
    if (this.#output.isTTY === true) {
      const erase = this.#erase();
      this.#line = line.slice(0, Math.max(20, (this.#output.columns || 80) - 1));
      this.#output.write(erase + this.#line);
    } else if (nowMs - this.#writtenAtMs >= LINE_EVERY_MS) {
      this.#writtenAtMs = nowMs;
      this.#output.write(`${line}\n`);
    }
  }

  /** Takes the changing line away. */
  end(): void {
    this.#output.write(this.#erase());
    this.#line = '';
  }

  #erase(): string {
    return this.#output.isTTY === true && this.#line !== '' ? '\r\u001b[2K' : '';
  }
}
