import type { ParsedAlert } from '../alert/alert.ts';

/** One thing wrong with a request, named by its path (`alerts[3].level`) with what to do about it. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** What a source makes of a request body. */
export type SourceResult =
  | { readonly kind: 'parsed'; readonly alerts: readonly ParsedAlert[] }
  /** Only for formats whose sender can mend its request; a foreign format turns what it can't read into an alert. */
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] };

/** A format alerts come in. Pure: text in, alerts out. */
export interface Source {
  /** Name in the path, `/v1/alerts/{kind}`, and of the source when the sender gives none. */
  readonly kind: string;
  /** The setting of the sender that makes its requests smaller, named when one is too large. */
  readonly splitSetting: string;
  parse(body: string, nowMs: number): SourceResult;
}
