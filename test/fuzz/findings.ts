import type { Exchange } from './requests.ts';
import { SECRETS } from './stage.ts';

/** What the exchanges of all runs come to. */
export class Findings {
  requests = 0;
  readonly failedRuns: number[] = [];
  readonly serverErrors: string[] = [];
  readonly unanswered: string[] = [];
  readonly leaks: string[] = [];
  /** Of the relay's process, after each run, bytes. */
  readonly memory: number[] = [];
  readonly #routes = new Set<string>();
  readonly #elapsedMs: number[] = [];

  /** Paths and methods asked, one for all ids. */
  get routes(): number {
    return this.#routes.size;
  }

  take({ method, uri, status, answer, elapsedMs }: Exchange): void {
    const { pathname } = new URL(uri);
    this.requests += 1;
    this.#elapsedMs.push(elapsedMs);
    this.#routes.add(`${method} ${pathname.split('/').slice(0, 3).join('/')}`);
    if (status === 0) this.unanswered.push(`${method} ${uri.slice(0, 200)}`);
    if (status >= 500) this.serverErrors.push(`${status} for ${method} ${uri.slice(0, 200)}`);
    for (const name of this.secretsIn(answer)) this.leaks.push(`${name} in the answer to ${method} ${pathname}`);
  }

  /** The names of the secrets that are in a text. */
  secretsIn(text: string): readonly string[] {
    return Object.entries(SECRETS).flatMap(([name, secret]) => (text.includes(secret) ? [name] : []));
  }

  /** The time within which this share of the requests was answered, whole ms. */
  quantile(share: number): number {
    const sorted = this.#elapsedMs.toSorted((a, b) => a - b);
    return Math.ceil(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  }
}
