import { parseChannelInput } from '#shared/channels/channel-input.ts';
import { type FileChannel, type FileError, type PlacedReference, withValues } from '#shared/channels/file-channel.ts';
import { placed as inFile } from '#shared/channels/prepare-file-channel.ts';
import { isRecord } from '#shared/channels/section.ts';
import { showChannel } from '#shared/channels/show-channel.ts';
import { withStandIns } from '#shared/channels/stand-in.ts';
import { type Resolve, type Resolved, resolveAll } from './resolve-references.ts';
import type { StoredChannel } from './stored-channel.ts';

/** What becomes of one secret. */
export interface SecretNote {
  /** `robots.main.webhookUrl`. */
  readonly field: string;
  readonly how: 'sent' | 'kept';
}

/** A channel as the file wants it. */
export interface DesiredChannel {
  readonly name: string;
  readonly fallbackChannel: string | undefined;
  /** What is sent. It holds secrets: never show it. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The same as the relay would show it, every default filled in, secrets masked. */
  readonly shown: Readonly<Record<string, unknown>>;
  readonly secrets: readonly SecretNote[];
}

/** It, or all that is wrong with it, in the file's terms. */
export type DesiredResult =
  | { readonly kind: 'ready'; readonly channel: DesiredChannel }
  | { readonly kind: 'invalid'; readonly errors: readonly FileError[] };

/** Reads one channel of the file for a relay that has this one of its name, or none. Pure. */
export function desiredChannel(from: FileChannel, stored: StoredChannel | undefined, resolve: Resolve): DesiredResult {
  const resolved = resolveAll(from, resolve);
  const errors = resolved.unknown
    .filter((one) => !isStored(one, robotName(from, one.robot), stored))
    .map(missing(from));
  if (errors.length > 0) return { kind: 'invalid', errors };

  const parsed = parseChannelInput(wholeInput(from, resolved), {
    // Which hosts are allowed is the relay's to say.
    allowedHosts: [...resolved.given.values()].flatMap((value) => URL.parse(value)?.host ?? []),
    leftOut: 'none',
    makeRef: () => 'ref',
  });
  if (parsed.kind === 'invalid') return { kind: 'invalid', errors: parsed.errors.map((error) => inFile(from, error)) };

  const { channel } = parsed;
  const shown = continued(showChannel(channel), from, resolved, stored);
  const removed = removedKeys(shown, stored);
  return {
    kind: 'ready',
    channel: {
      name: channel.name,
      fallbackChannel: channel.delivery.fallbackChannel,
      body: bodyOf(from, resolved, stored, removed),
      shown,
      secrets: [
        ...[...resolved.given.keys()].map((one) => ({ field: fieldOf(from, one), how: 'sent' as const })),
        ...resolved.unknown.map((one) => ({ field: fieldOf(from, one), how: 'kept' as const })),
      ],
    },
  };
}

/** Something fit stands for what the relay keeps. */
function wholeInput(from: FileChannel, { given, unknown }: Resolved): Readonly<Record<string, unknown>> {
  const input = withStandIns({ input: from.input, references: unknown }, from.input['type']);
  return withValues({ input, references: [...given.keys()] }, (one) => given.get(one) ?? '');
}

function robotsOf(record: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  const robots: unknown = record['robots'];
  return Array.isArray(robots) ? robots.filter(isRecord) : [];
}

/** As the relay names a nameless one: by its place. */
function robotName({ input }: FileChannel, robot: number | undefined): string {
  if (robot === undefined) return '';
  const name = robotsOf(input)[robot]?.['name'];
  return typeof name === 'string' ? name.trim() : String(robot + 1);
}

function fieldOf(from: FileChannel, { field, robot }: PlacedReference): string {
  return robot === undefined ? field : `robots.${robotName(from, robot)}.${field}`;
}

/** Whether the relay has a value there, which it keeps when none is sent. */
function isStored({ field, robot }: PlacedReference, name: string, stored: StoredChannel | undefined): boolean {
  if (field === 'proxy') return stored?.proxy !== undefined;
  return robot !== undefined && stored?.robots.find((one) => one.name === name)?.[field] !== undefined;
}

const WHERE = {
  secret: 'names a secret that is not known here, and the relay has none to keep: give it by --secrets FILE',
  env: 'names an environment variable that is not set here, and the relay has no value to keep: set it',
} as const;

/** The name is not quoted: whoever mistook it for the value would find the value in a log. */
function missing(from: FileChannel): (placed: PlacedReference) => FileError {
  return ({ field, robot, reference }) =>
    inFile(from, { field: robot === undefined ? field : `robots[${robot}].${field}`, message: WHERE[reference.kind] });
}

/** What is kept shows as the relay shows it. */
function continued(
  shown: Readonly<Record<string, unknown>>,
  from: FileChannel,
  { unknown }: Resolved,
  stored: StoredChannel | undefined,
): Readonly<Record<string, unknown>> {
  const keeps = (field: PlacedReference['field'], name: string): boolean =>
    unknown.some((one) => one.field === field && robotName(from, one.robot) === name);
  const robots = robotsOf(shown).map((robot) => {
    const name = String(robot['name']);
    const before = stored?.robots.find((one) => one.name === name);
    return keeps('webhookUrl', name) ? { ...robot, webhookUrl: before?.webhookUrl } : robot;
  });

  return { ...shown, robots, ...(keeps('proxy', '') ? { proxy: stored?.proxy } : {}) };
}

/** Robots that have a signing key at the relay and none in the file: left out it would be kept. */
function removedKeys(shown: Readonly<Record<string, unknown>>, stored: StoredChannel | undefined): readonly string[] {
  return robotsOf(shown)
    .filter((robot) => robot['signatureKey'] === undefined)
    .map((robot) => String(robot['name']))
    .filter((name) => stored?.robots.some((one) => one.name === name && one.signatureKey !== undefined));
}

function bodyOf(
  from: FileChannel,
  { given, unknown }: Resolved,
  stored: StoredChannel | undefined,
  removed: readonly string[],
): Readonly<Record<string, unknown>> {
  const body = withValues({ input: from.input, references: [...given.keys()] }, (one) => given.get(one) ?? '');
  const robots = robotsOf(body).map((robot, at) =>
    removed.includes(robotName(from, at)) ? { ...robot, signatureKey: null } : robot,
  );
  const keepsProxy = unknown.some(({ field }) => field === 'proxy');

  return { ...body, robots, ...(keepsProxy ? { proxy: stored?.proxy } : {}), ...bareProxy(body, from, stored) };
}

/** A proxy without credentials where the relay has some for it: left out they would be kept. */
function bareProxy(body: Readonly<Record<string, unknown>>, from: FileChannel, stored: StoredChannel | undefined) {
  const open: unknown = from.input['proxy'];
  if (typeof open !== 'string' || body['proxy'] !== open || stored?.proxy?.includes('@') !== true) return {};

  return { proxy: open.replace('://', '://@') };
}
