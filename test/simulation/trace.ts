/** Something that happened, with the alerts, robots and messages it is about. */
export interface TraceEvent {
  readonly atMs: number;
  readonly who: string;
  readonly what: string;
  readonly about: readonly string[];
}

/** Keeps what happened, for runs that are looked into; others keep nothing. */
export class Trace {
  readonly events: TraceEvent[] = [];
  readonly isOn: boolean;
  readonly #now: () => number;

  constructor(mode: 'on' | 'off', now: () => number) {
    this.isOn = mode === 'on';
    this.#now = now;
  }

  note(who: string, what: string, about: readonly string[]): void {
    if (this.isOn) this.events.push({ atMs: this.#now(), who, what, about });
  }

  /** The last events about any of these, and what happened to processes meanwhile. */
  last(about: readonly string[], count: number): readonly TraceEvent[] {
    return this.events.filter((event) => event.about.some((one) => about.includes(one))).slice(-count);
  }
}

/** An event as a line: minutes and seconds of virtual time, who, what. */
export function traceLine({ atMs, who, what }: TraceEvent): string {
  const minutes = String(Math.floor(atMs / 60_000)).padStart(3);
  const seconds = ((atMs % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return `${minutes}:${seconds}  ${who.padEnd(12)} ${what}`;
}
