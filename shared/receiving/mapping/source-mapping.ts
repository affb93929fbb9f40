import type { AlertStatus } from '../../alert/alert.ts';
import type { Level } from '../../alert/level.ts';
import type { EventPattern } from './event-pattern.ts';

/** The fields of an alert that an expression can fill; labels stand apart. */
export const MAPPED_FIELDS = [
  'id',
  'name',
  'level',
  'status',
  'target',
  'summary',
  'description',
  'activeAt',
  'updatedAt',
  'resolvedAt',
  'url',
  'group',
] as const;

/** One of them. */
export type MappedField = (typeof MAPPED_FIELDS)[number];

/** A JMESPath expression, checked when it was read from the file. */
export type Expression = string;

/**
 * How the alerts of one sender are read out of its JSON. What a mapping does
 * not say stays as it is without one: an event is read as the source for AWS
 * reads it, any other JSON becomes an alert that carries its text.
 */
export interface SourceMapping {
  /** The last part of `/v1/alerts/{name}`, and the source of the alerts. */
  readonly name: string;
  /** Which events are read this way; without it only what is sent to the route. */
  readonly match?: EventPattern;
  /** Where its alerts go; without it to every enabled channel. A request's own `?channel=` goes before it. */
  readonly channels?: readonly string[];
  /** Yields the list of alerts in one body. The other expressions then see `{"item":…,"body":…}`. */
  readonly many?: Expression;
  readonly alert: Readonly<Partial<Record<MappedField, Expression>>>;
  /** One expression that yields an object, or one for each label. */
  readonly labels?: Expression | Readonly<Record<string, Expression>>;
  /** What the sender's words mean; keys are in lower case. */
  readonly levels: Readonly<Record<string, Level>>;
  readonly statuses: Readonly<Record<string, AlertStatus>>;
  /** What counts where an expression yields nothing. */
  readonly defaults: MappingDefaults;
}

/** Constants of a mapping. */
export interface MappingDefaults {
  readonly level?: Level;
  readonly status?: AlertStatus;
  readonly name?: string;
  readonly target?: string;
  readonly summary?: string;
}

/** The mappings in force. */
export interface SourceMappings {
  list(): Promise<readonly SourceMapping[]>;
}

/** The kind of our own format, the one of `POST /v1/alerts`. */
export const NATIVE = 'native';

/** The kinds of source that are built in: their names are taken. */
export const BUILT_IN_KINDS = [
  NATIVE,
  'ocp',
  'alertmanager',
  'grafana',
  'zabbix',
  'nightingale',
  'uptime-kuma',
  'cloudwatch',
] as const;

/** Those that are the last part of a path; `native` is `/v1/alerts` itself. */
export const FOREIGN_KINDS: readonly string[] = BUILT_IN_KINDS.filter((kind) => kind !== NATIVE);

/** The mapping of a route, if there is one. */
export function mappingOfRoute(kind: string, mappings: readonly SourceMapping[]): SourceMapping | undefined {
  return mappings.find(({ name }) => name === kind);
}
