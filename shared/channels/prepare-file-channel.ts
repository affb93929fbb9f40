import type { Channel } from './channel.ts';
import { type ChannelInputContext, parseChannelInput } from './channel-input.ts';
import {
  type FileChannel,
  type FileError,
  type PlacedReference,
  pickValue,
  type SecretReference,
  withValues,
} from './file-channel.ts';
import type { ManagePorts } from './manage-ports.ts';
import { nameSecrets } from './name-secrets.ts';
import { withStandIns } from './stand-in.ts';
import { type ReadyChannel, settleSecrets } from './store-channel.ts';

/** What becomes of the references in a file. */
export type SecretHandling =
  /** Their values are copied to where robots' secrets are kept. One that is not there is an error. */
  | {
      readonly kind: 'copied';
      /** The text behind a reference; undefined when there is none. */
      readonly resolve: (reference: SecretReference) => Promise<string | undefined>;
    }
  /**
   * Robots keep the names, and the values are read when they are spoken to. What a secret holds is no matter of the
   * file, so that one which is not there or not fit is a warning.
   */
  | { readonly kind: 'named' };

/** What applying a file needs of the world. */
export interface ApplyPorts extends ManagePorts {
  readonly references: SecretHandling;
  /** Remembers a channel that is about to go: its alerts stay in the ledger. */
  readonly noteFormer?: (channelName: string) => Promise<void>;
  /** Called when all channels of the file are there and before any goes: what names channels changes now. */
  readonly beforeRemovals?: () => Promise<void>;
  /** Looks at what waits in a channel that was changed. */
  readonly resume?: (channel: Channel) => Promise<void>;
}

/** A channel of the file ready to be written, or what is wrong with it. */
export type PreparedFileChannel =
  | { readonly kind: 'invalid'; readonly errors: readonly FileError[] }
  | {
      readonly kind: 'ready';
      readonly from: FileChannel;
      readonly ready: ReadyChannel;
      readonly warnings: readonly string[];
    };

/** Judges one channel of the file as the API would, and settles its secrets. Writes nothing. */
export async function prepareFileChannel(
  from: FileChannel,
  file: readonly FileChannel[],
  all: readonly Channel[],
  ports: ApplyPorts,
): Promise<PreparedFileChannel> {
  const stored = all.find((channel) => channel.name === from.name);
  if (stored?.origin === 'api') return invalid(from, 'name', NAME_TAKEN);

  const { references } = ports;
  const resolved = references.kind === 'copied' ? await resolveAll(from, references.resolve) : standingIn(from);
  if (resolved.kind === 'invalid') return resolved;

  const parsed = parseChannelInput(resolved.input, contextOf(stored, file, all, ports));
  if (parsed.kind === 'invalid') return { kind: 'invalid', errors: parsed.errors.map((error) => placed(from, error)) };

  const warnings = parsed.warnings.map((text) => `${from.path}.${text}`);
  if (references.kind === 'named') {
    const named = await nameSecrets(from, parsed.channel, stored, ports);
    return { kind: 'ready', from, ready: named.ready, warnings: [...warnings, ...named.warnings] };
  }

  const settled = await settleSecrets(parsed.channel, parsed.secrets, stored, ports.secrets);
  if (settled.kind === 'invalid')
    return { kind: 'invalid', errors: settled.errors.map((error) => placed(from, error)) };
  return { kind: 'ready', from, ready: settled.ready, warnings };
}

function contextOf(
  stored: Channel | undefined,
  file: readonly FileChannel[],
  all: readonly Channel[],
  { allowedHosts, makeRef, lintTemplate }: ApplyPorts,
): ChannelInputContext {
  const apiNames = all.filter((channel) => channel.origin === 'api').map((channel) => channel.name);

  return {
    allowedHosts,
    makeRef,
    channelNames: [...apiNames, ...file.map((channel) => channel.name)],
    leftOut: 'none',
    origin: 'file',
    ...(stored === undefined ? {} : { stored: { channel: stored } }),
    ...(lintTemplate === undefined ? {} : { lintTemplate }),
  };
}

const NAME_TAKEN =
  'is the name of a channel made over the API, which a file never changes: ' +
  'delete that one (DELETE /v1/channels/{name}), or give this one another name';

type Resolved =
  | { readonly kind: 'resolved'; readonly input: unknown }
  | { readonly kind: 'invalid'; readonly errors: readonly FileError[] };

function standingIn(from: FileChannel): Resolved {
  return { kind: 'resolved', input: withStandIns(from, from.input['type']) };
}

async function resolveAll(
  from: FileChannel,
  resolve: (reference: SecretReference) => Promise<string | undefined>,
): Promise<Resolved> {
  const values = new Map<PlacedReference, string>();
  const errors: FileError[] = [];
  for (const one of from.references) {
    const text = await resolve(one.reference);
    const value = text === undefined ? undefined : pickValue(text, one.field);
    if (value !== undefined) values.set(one, value);
    else errors.push(missing(from, one, text !== undefined));
  }
  if (errors.length > 0) return { kind: 'invalid', errors };

  return { kind: 'resolved', input: withValues(from, (one) => values.get(one) ?? '') };
}

/** What a reference names, and where it is put. Only one machine looks values up while a file is applied. */
const PLACES = {
  secret: { what: 'a secret', fix: 'put it with tocsin secret put NAME --data FOLDER' },
  env: { what: 'an environment variable', fix: 'set it' },
} as const;

/** The name of the reference is not quoted: whoever mistook it for the value would find the value in a log. */
function missing(from: FileChannel, { field, robot, reference }: PlacedReference, isThere: boolean): FileError {
  const where = robot === undefined ? field : `robots[${robot}].${field}`;
  const { what, fix } = PLACES[reference.kind];
  const message = isThere
    ? `names ${what} that holds nothing fit: it must be the text itself, or a JSON object with ${field}`
    : `names ${what} that is not there: ${fix}, or mend the name`;

  return placed(from, { field: where, message });
}

/** An error in the file's terms. */
export function placed(
  from: FileChannel,
  { field, message }: { readonly field: string; readonly message: string },
): FileError {
  return { field: field === '' ? from.path : `${from.path}.${field}`, message, line: from.lineOf(field) };
}

function invalid(from: FileChannel, field: string, message: string): PreparedFileChannel {
  return { kind: 'invalid', errors: [placed(from, { field, message })] };
}
