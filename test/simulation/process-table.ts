import { QueryCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import { parseLanePartition } from '#shared/adapters/dynamodb/keys.ts';
import { clientThat, type InMemoryTable } from '#test/fixtures/in-memory-table.ts';
import type { Judge } from './judge.ts';
import type { Sabotage } from './sabotage.ts';
import type { SimulatedProcess, Surroundings } from './simulated-process.ts';

/** The table as one process reaches it: every command takes its time, and may fail. */
export function processTable(
  table: InMemoryTable,
  process: SimulatedProcess,
  world: Surroundings,
  judge: Judge,
  sabotage: Sabotage,
): Table {
  const drawMs = () =>
    process.suffers(0.02) ? process.drawMs(1, world.trouble().slowestTableMs) : process.drawMs(1, 8);
  const execute = (command: unknown): object => {
    const answer: { Attributes?: Record<string, { S?: string }> } = table.execute(command);
    if (command instanceof UpdateItemCommand) {
      const lane = parseLanePartition(command.input.Key?.['pk']?.S ?? '');
      if (lane !== undefined) judge.laneWritten(process, lane, table.store.get(`R#${lane}`, '-') ?? {});
    }
    return answer;
  };
  /** Most looks find nothing, and need not be read to be answered. */
  const isEmpty = (command: unknown) =>
    command instanceof QueryCommand &&
    !table.store.hasIndexed(command.input.ExpressionAttributeValues?.[':pk']?.S ?? '');

  let batch: { readonly commands: unknown[]; readonly answers: Promise<readonly Attempted[]> } | undefined;

  /** Looks that begin together are answered together, or an hour would hold a million of them. */
  const look = async (command: unknown): Promise<object> => {
    batch ??= begin();
    const mine = batch;
    const nth = mine.commands.push(command) - 1;
    const answer = (await mine.answers)[nth];
    if (answer === undefined || answer.kind === 'threw') throw answer?.error;
    return answer.value;
  };
  const begin = () => {
    const commands: unknown[] = [];
    const answers = process.call('read', 'look', drawMs(), () =>
      commands.map((one) => attempted(() => (isEmpty(one) ? NOTHING : execute(one)))),
    );
    const mine = { commands, answers };
    world.time.after(0, () => {
      if (batch === mine) batch = undefined;
    });
    return mine;
  };

  const client = clientThat((command) => {
    if (command instanceof QueryCommand && command.input.IndexName !== undefined) return look(command);
    if (command instanceof UpdateItemCommand) sabotage.update?.(command.input);
    const isRead = !isWrite(command);
    const what = world.trace.isOn ? describe(command) : '';
    return process.call(isRead ? 'read' : 'write', what, drawMs(), () => {
      try {
        const answer = execute(command);
        if (world.trace.isOn && !(command instanceof ScanCommand)) note(process, world, command, what, answer);
        return answer;
      } catch (error) {
        if (world.trace.isOn)
          note(process, world, command, `${what} → ${error instanceof Error ? error.name : ''}`, {});
        throw error;
      }
    });
  });

  return { client, tableName: table.tableName };
}

const NOTHING = { Items: [], Count: 0, ScannedCount: 0 };

type Attempted =
  | { readonly kind: 'done'; readonly value: object }
  | { readonly kind: 'threw'; readonly error: unknown };

function attempted(effect: () => object): Attempted {
  try {
    return { kind: 'done', value: effect() };
  } catch (error) {
    return { kind: 'threw', error };
  }
}

function isWrite(command: unknown): boolean {
  const name = command?.constructor.name ?? '';
  return name.startsWith('Update') || name.startsWith('Put') || name.startsWith('Delete');
}

interface Input {
  readonly Key?: Record<string, { readonly S?: string }>;
  readonly Item?: Record<string, { readonly S?: string }>;
  readonly UpdateExpression?: string;
}

function describe(command: unknown): string {
  const { input } = command as { readonly input: Input };
  const key = input.Key ?? input.Item ?? {};
  const name = command?.constructor.name.replace('Command', '') ?? '';
  return `${name} ${key['pk']?.S ?? ''} ${key['sk']?.S ?? ''} ${input.UpdateExpression?.slice(0, 60) ?? ''}`;
}

function note(process: SimulatedProcess, world: Surroundings, command: unknown, what: string, answer: object): void {
  const { input } = command as { readonly input: Input };
  const [pk = '', sk = ''] = [
    input.Key?.['pk']?.S ?? input.Item?.['pk']?.S,
    input.Key?.['sk']?.S ?? input.Item?.['sk']?.S,
  ];
  const about = pk.startsWith('R#') ? [pk.slice(2)] : pk.startsWith('A#') ? [`${pk.slice(2, -2)}/${sk}`] : [];
  const after = (answer as { Attributes?: Record<string, object> }).Attributes;
  const shown = ['st', 'v', 'tv', 'told', 'due', 'own', 'fence', 'fl', 'acks', 'mute', 'again', 'wake', 'retry']
    .filter((name) => after?.[name] !== undefined)
    .map(
      (name) =>
        `${name}=${Object.values(after?.[name] ?? {})
          .join()
          .slice(0, 60)}`,
    );
  if (about.length > 0) world.trace.note(process.name, `${what} → ${shown.join(' ')}`, about);
}
