import type { FieldError } from '../receiving/source.ts';
import { isRecord } from './section.ts';

/** Where a secret's value is, instead of the value. */
export type SecretReference =
  /** A secret of this name: in Secrets Manager, or under `named` in the secret file of one machine. */
  | { readonly kind: 'secret'; readonly name: string }
  /** An environment variable, on one machine only. */
  | { readonly kind: 'env'; readonly name: string };

/** The fields of a channel that hold secrets; each is a reference in the file. */
export type SecretField = 'webhookUrl' | 'signatureKey' | 'proxy';

/** A reference with its place in the channel. */
export interface PlacedReference {
  readonly field: SecretField;
  /** Index of the robot; absent for the proxy. */
  readonly robot?: number;
  readonly reference: SecretReference;
}

/** What is wrong in a file, and the line it is on, counted from 1. */
export interface FileError extends FieldError {
  readonly line: number;
}

/** One channel of `tocsin.yaml`: an input without its secrets, and where these are. */
export interface FileChannel {
  readonly name: string;
  /** `channels[2]`. */
  readonly path: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly references: readonly PlacedReference[];
  /** The line of a field of this channel (`robots[0].keyword`), or of the nearest thing around it. */
  readonly lineOf: (field: string) => number;
}

/** The channel's input with the values its references stand for. It holds secrets: never log it. */
export function withValues(
  { input, references }: Pick<FileChannel, 'input' | 'references'>,
  resolve: (placed: PlacedReference) => string,
): Readonly<Record<string, unknown>> {
  const valuesOf = (robot: number | undefined): Readonly<Record<string, string>> =>
    Object.fromEntries(
      references.filter((placed) => placed.robot === robot).map((placed) => [placed.field, resolve(placed)]),
    );
  const robots: unknown = input['robots'];
  const whole = Array.isArray(robots)
    ? robots.map((robot: unknown, index) => (isRecord(robot) ? { ...robot, ...valuesOf(index) } : robot))
    : robots;

  return { ...input, ...valuesOf(undefined), robots: whole };
}

/**
 * The value for one field out of what a secret holds: the whole text, or, when
 * it is a JSON object, its member named like the field, so that one secret can
 * hold all of a robot.
 */
export function pickValue(text: string, field: SecretField): string | undefined {
  if (!text.trimStart().startsWith('{')) return text.trim() === '' ? undefined : text.trim();

  const value = memberOf(text, field);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function memberOf(text: string, field: string): unknown {
  try {
    const object: unknown = JSON.parse(text);
    return Object.getOwnPropertyDescriptor(Object(object), field)?.value;
  } catch {
    // A JSON error would quote the secret.
    return undefined;
  }
}
