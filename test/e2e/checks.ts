/** Things that must hold, each with its finding; a run fails when one does not. */
export class Checks {
  readonly #lines: { readonly holds: boolean; readonly text: string }[] = [];

  /** Notes whether something holds; the words name what was found. */
  check(holds: boolean, text: string): void {
    this.#lines.push({ holds, text });
  }

  /** Prints all findings; the exit code is 1 when one of them is bad. */
  finish(title: string): void {
    console.log(`\n${title}`);
    for (const { holds, text } of this.#lines) console.log(`  ${holds ? 'ok  ' : 'FAIL'} ${text}`);
    if (this.#lines.some(({ holds }) => !holds)) process.exitCode = 1;
  }
}
