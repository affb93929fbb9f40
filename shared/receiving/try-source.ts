import type { Alert, ParsedAlert } from '../alert/alert.ts';
import { fingerprint } from '../alert/fingerprint.ts';
import { explainFields, type Origin } from './mapping/explain-mapping.ts';
import { mappingOfEvent, readMapped } from './mapping/mapped-source.ts';
import type { MappedField, SourceMapping } from './mapping/source-mapping.ts';
import type { FieldError, Source } from './source.ts';

/** What reads a sample: a format that is built in, or a mapping, and the mappings it stands among. */
export type Reader =
  | { readonly kind: 'built-in'; readonly source: Source }
  | { readonly kind: 'mapping'; readonly mapping: SourceMapping; readonly all: readonly SourceMapping[] };

/** One alert of a sample, and how it came to be as it is. */
export interface TriedAlert {
  readonly alert: Alert;
  /** Where its fields came from, as far as the reader can tell: a mapping of each field, a built-in source of none. */
  readonly origins: Partial<Record<MappedField, Origin>>;
  /** Fields that could not be read; the alert carries the raw text then. */
  readonly unread: readonly string[];
  /** Fields in which nothing stands. */
  readonly missing: readonly string[];
  /** Whether the sender named it, or it is told apart by its content. */
  readonly identity: 'given' | 'content' | 'raw-text';
}

/** What a sample becomes. */
export type Trial =
  | {
      readonly kind: 'read';
      readonly alerts: readonly TriedAlert[];
      /** Which source would read it if it came as an event; absent where no mapping has a pattern, or it is no event. */
      readonly asEvent?: string;
    }
  | { readonly kind: 'refused'; readonly errors: readonly FieldError[] };

/** Reads a sample as the relay would, with an account of it. Nothing is stored or sent. */
export function trySource(text: string, reader: Reader, nowMs: number): Trial {
  if (reader.kind === 'built-in') return tryBuiltIn(text, reader.source, nowMs);

  const { mapping, all } = reader;
  const alerts = readMapped(text, mapping).map(({ alert, account, data }) => {
    const unread = account === undefined ? ['body'] : [...account.unread];
    const origins = account === undefined ? {} : explainFields(mapping, account, data, alert.status);
    return { ...tried(alert, mapping.name), origins, unread };
  });
  const asEvent = mappingOfEvent(text, all)?.name;
  return { kind: 'read', alerts, ...(asEvent === undefined ? {} : { asEvent }) };
}

function tryBuiltIn(text: string, source: Source, nowMs: number): Trial {
  const result = source.parse(text, nowMs);
  return result.kind === 'invalid'
    ? { kind: 'refused', errors: result.errors }
    : { kind: 'read', alerts: result.alerts.map((alert) => tried(alert, source.kind)) };
}

/** Fields an alert is better with. */
const WANTED = ['target', 'summary', 'description', 'activeAt', 'url'] as const;

function tried(parsed: ParsedAlert, kind: string): TriedAlert {
  const { id = '' } = parsed;
  const source = parsed.source ?? kind;
  return {
    alert: { ...parsed, source, id: id === '' ? fingerprint(source, parsed) : id },
    origins: {},
    unread: parsed.labels['unreadable'] === 'true' ? ['body'] : [],
    missing: WANTED.filter((field) => (parsed[field] ?? '') === ''),
    identity: id === '' ? 'content' : id.startsWith('raw-') ? 'raw-text' : 'given',
  };
}
