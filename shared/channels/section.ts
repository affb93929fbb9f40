import type { FieldError } from '../receiving/source.ts';
import type { Bounds } from './channel-defaults.ts';
import { didYouMean } from './did-you-mean.ts';
import type { PlacedRemark } from './template-remark.ts';

/** What is wrong and what is odd, gathered over the whole input so that all of it is told at once. */
export interface Findings {
  readonly errors: FieldError[];
  readonly warnings: string[];
  /** What is said of templates, place by place; not gathered where it is absent. */
  readonly remarks?: PlacedRemark[];
}

/** One object of the input, with where it stands and where to report. */
export interface Section {
  /** Path with a trailing dot (`robots[0].`), empty at the top. */
  readonly prefix: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly findings: Findings;
}

/**
 * Opens an object of the input: what is no object, and every field not in
 * `known`, is reported. A missing or null section reads as an empty one.
 */
export function openSection(value: unknown, path: string, known: readonly string[], findings: Findings): Section {
  const prefix = path === '' ? '' : `${path}.`;
  if (!isRecord(value)) {
    if (value !== undefined && value !== null) findings.errors.push({ field: path, message: 'must be an object {…}' });
    return { prefix, fields: {}, findings };
  }

  for (const name of Object.keys(value)) if (!known.includes(name)) reportUnknown(name, prefix, known, findings);
  return { prefix, fields: value, findings };
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** A name nobody knows, fit for an error: what does not look like a name may be a secret in the wrong place. */
export function shownName(name: string): string {
  return /^[A-Za-z_]\w{0,31}$/.test(name) ? name : '(unreadable name)';
}

function reportUnknown(name: string, prefix: string, known: readonly string[], findings: Findings): void {
  const meant = didYouMean(name, known);
  const advice = meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${meant}?`;
  findings.errors.push({ field: prefix + shownName(name), message: `is not a known field: ${advice}` });
}

/** Reports what is wrong with a field. */
export function refuse(section: Section, field: string, message: string): void {
  section.findings.errors.push({ field: section.prefix + field, message });
}

/** Reports what is odd about a field, and accepted. */
export function warn(section: Section, field: string, message: string): void {
  section.findings.warnings.push(`${section.prefix}${field}: ${message}`);
}

/** The field's value; null counts as absent, as an empty value in YAML does. */
export function given(section: Section, field: string): unknown {
  const value = Object.hasOwn(section.fields, field) ? section.fields[field] : undefined;
  return value === null ? undefined : value;
}

/** A yes or no. */
export function readBoolean(section: Section, field: string, fallback: boolean): boolean {
  const value = given(section, field) ?? fallback;
  if (typeof value === 'boolean') return value;

  refuse(section, field, 'must be true or false, without quotes');
  return fallback;
}

/** A whole number within bounds. */
export function readInteger<T extends number | null>(
  section: Section,
  field: string,
  bounds: Bounds,
  fallback: T,
): T | number {
  const value = given(section, field);
  if (value === undefined) return fallback;
  if (Number.isInteger(value) && Number(value) >= bounds.min && Number(value) <= bounds.max) return Number(value);

  refuse(section, field, `must be a whole number from ${bounds.min} to ${bounds.max}, without quotes`);
  return fallback;
}

/** One of a few words. */
export function readChoice<T extends string>(section: Section, field: string, choices: readonly T[], fallback: T): T {
  const value = given(section, field);
  if (value === undefined) return fallback;

  return matchChoice(section, field, value, choices) ?? fallback;
}

/** The choice a value names; else undefined, and reported. */
export function matchChoice<T extends string>(
  section: Section,
  field: string,
  value: unknown,
  choices: readonly T[],
): T | undefined {
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;

  const meant = typeof value === 'string' ? didYouMean(value, choices) : undefined;
  const advice = meant === undefined ? '' : `: did you mean ${meant}?`;
  refuse(section, field, `must be one of ${choices.join(', ')}${advice}`);
  return undefined;
}

/** A text, trimmed; undefined when absent or blank, and when it is refused. */
export function readText(section: Section, field: string, maxLength: number): string | undefined {
  const value = given(section, field);
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return refuseAs(section, field, 'must be a text');

  const text = value.trim();
  if ([...text].length > maxLength) return refuseAs(section, field, `must be at most ${maxLength} characters long`);
  return text === '' ? undefined : text;
}

/** A list; empty when absent, and when it is refused. */
export function readList(section: Section, field: string, maxLength: number): readonly unknown[] {
  const value = given(section, field) ?? [];
  if (!Array.isArray(value)) return refuseAs(section, field, 'must be a list […]') ?? [];
  if (value.length > maxLength) return refuseAs(section, field, `must have at most ${maxLength} entries`) ?? [];

  return value;
}

/** Reports and stands for "no value". */
export function refuseAs(section: Section, field: string, message: string): undefined {
  refuse(section, field, message);
  return undefined;
}
