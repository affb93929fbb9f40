import { parseChannelInput } from '../channels/channel-input.ts';
import type { FileChannel, PlacedReference, SecretField } from '../channels/file-channel.ts';
import { type Findings, isRecord } from '../channels/section.ts';
import { withStandIns } from '../channels/stand-in.ts';
import { parseReference, type ReferenceRules } from './secret-reference.ts';

/**
 * Reads one channel of the file: takes its references out, and judges all the
 * rest as the API would, with stand-ins where the secrets will be.
 */
export function parseFileChannel(
  entry: unknown,
  path: string,
  rules: ReferenceRules,
  findings: Findings,
  lineOf: (field: string) => number,
): FileChannel {
  const input = isRecord(entry) ? entry : {};
  const { references, rest } = takeReferences(input, path, rules, findings);
  const complete = withoutGaps(references);
  const standIns = withStandIns({ input: rest, references: complete }, input['type']);
  let refs = 0;
  const result = parseChannelInput(isRecord(entry) ? standIns : entry, {
    allowedHosts: [],
    leftOut: 'none',
    makeRef: () => `ref-${refs++}`,
  });

  if (result.kind === 'invalid') {
    for (const { field, message } of result.errors) findings.errors.push({ field: joined(path, field), message });
  } else {
    findings.warnings.push(...result.warnings.map((warning) => `${path}.${warning}`));
  }
  const known = references.flatMap(({ placed }) => (placed === undefined ? [] : [placed]));
  return { name: result.kind === 'parsed' ? result.channel.name : '', path, input: rest, references: known, lineOf };
}

/** A field that holds a secret; `placed` is absent when what stands there was refused. */
interface Taken {
  readonly field: SecretField;
  readonly robot?: number;
  readonly placed: PlacedReference | undefined;
}

interface TakenReferences {
  readonly references: readonly Taken[];
  /** The input without the fields that hold secrets. */
  readonly rest: Readonly<Record<string, unknown>>;
}

function takeReferences(
  input: Readonly<Record<string, unknown>>,
  path: string,
  rules: ReferenceRules,
  findings: Findings,
): TakenReferences {
  const list = Array.isArray(input['robots']) ? input['robots'] : undefined;
  const take = (value: unknown, field: SecretField, robot?: number): Taken => {
    const at = robot === undefined ? {} : { robot };
    const where = robot === undefined ? `${path}.${field}` : `${path}.robots[${robot}].${field}`;
    const reference = parseReference(value, where, rules, findings);
    return { field, ...at, placed: reference && { field, ...at, reference } };
  };
  const ofRobots = (list ?? []).flatMap((robot, index) =>
    (['webhookUrl', 'signatureKey'] as const).flatMap((field) =>
      isRecord(robot) && isGiven(robot[field]) ? [take(robot[field], field, index)] : [],
    ),
  );
  const hasSecretProxy = isGiven(input['proxy']) && !isOpenProxy(input['proxy']);
  const robots = list?.map((robot: unknown) =>
    isRecord(robot) ? without(robot, ['webhookUrl', 'signatureKey']) : robot,
  );

  return {
    references: [...ofRobots, ...(hasSecretProxy ? [take(input['proxy'], 'proxy')] : [])],
    rest: {
      ...(hasSecretProxy ? without(input, ['proxy']) : input),
      ...(robots === undefined ? {} : { robots }),
    },
  };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A proxy without credentials is no secret, and may stand in the file as it is. */
function isOpenProxy(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('@');
}

function without(
  record: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).filter(([field]) => !fields.includes(field)));
}

/** Also what was refused gets a stand-in, so that it is not reported as missing too. */
function withoutGaps(taken: readonly Taken[]): readonly PlacedReference[] {
  return taken.map(({ placed, ...place }) => placed ?? { ...place, reference: { kind: 'secret', name: '' } });
}

function joined(path: string, field: string): string {
  return field === '' ? path : `${path}.${field}`;
}
