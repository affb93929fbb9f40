import type { Channel } from './channel.ts';
import { parseChannelInput } from './channel-input.ts';
import {
  type FileChannel,
  type FileError,
  type PlacedReference,
  pickValue,
  type SecretReference,
  withValues,
} from './file-channel.ts';
import type { ManagePorts } from './manage-ports.ts';
import { type ReadyChannel, settleSecrets } from './store-channel.ts';

/** What applying a file needs of the world. */
export interface ApplyPorts extends ManagePorts {
  /** The text behind a reference; undefined when there is none. */
  readonly resolve: (reference: SecretReference) => Promise<string | undefined>;
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

/** Resolves the references of one channel and judges it, as the API would. Writes nothing. */
export async function prepareFileChannel(
  from: FileChannel,
  file: readonly FileChannel[],
  all: readonly Channel[],
  ports: ApplyPorts,
): Promise<PreparedFileChannel> {
  const stored = all.find((channel) => channel.name === from.name);
  if (stored?.origin === 'api') {
    return invalid(from, 'name', 'is the name of a channel made over the API: delete that one, or choose another name');
  }

  const resolved = await resolveAll(from, ports);
  if (resolved.kind === 'invalid') return resolved;

  const apiNames = all.filter((channel) => channel.origin === 'api').map((channel) => channel.name);
  const parsed = parseChannelInput(resolved.input, {
    allowedHosts: ports.allowedHosts,
    makeRef: ports.makeRef,
    channelNames: [...apiNames, ...file.map((channel) => channel.name)],
    leftOut: 'none',
    origin: 'file',
    ...(stored === undefined ? {} : { stored: { channel: stored } }),
    ...(ports.lintTemplate === undefined ? {} : { lintTemplate: ports.lintTemplate }),
  });
  if (parsed.kind === 'invalid') return { kind: 'invalid', errors: parsed.errors.map((error) => placed(from, error)) };

  const settled = await settleSecrets(parsed.channel, parsed.secrets, stored, ports.secrets);
  if (settled.kind === 'invalid')
    return { kind: 'invalid', errors: settled.errors.map((error) => placed(from, error)) };
  return { kind: 'ready', from, ready: settled.ready, warnings: parsed.warnings.map((text) => `${from.path}.${text}`) };
}

type Resolved =
  | { readonly kind: 'resolved'; readonly input: unknown }
  | { readonly kind: 'invalid'; readonly errors: readonly FileError[] };

async function resolveAll(from: FileChannel, { resolve }: ApplyPorts): Promise<Resolved> {
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

/** The name of the reference is not quoted: whoever mistook it for the value would find the value in a log. */
function missing(from: FileChannel, { field, robot, reference }: PlacedReference, isThere: boolean): FileError {
  const where = robot === undefined ? field : `robots[${robot}].${field}`;
  const place = reference.kind === 'env' ? 'environment variable' : 'secret';
  const message = isThere
    ? `its ${place} holds nothing fit: it must be the text itself, or a JSON object with ${field}`
    : `its ${place} is not there: make it, or mend the name`;

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
