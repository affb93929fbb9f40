import type { Command } from 'commander';
import { didYouMean } from '#shared/channels/did-you-mean.ts';
import { describeFileError } from '#shared/config/file-error-line.ts';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';
import type { SourceMapping } from '#shared/receiving/mapping/source-mapping.ts';
import { SOURCES, sourceFor } from '#shared/receiving/source-registry.ts';
import { type Reader, type Trial, trySource } from '#shared/receiving/try-source.ts';
import { type EndWith, EXIT, UsageError } from '../exit-code.ts';
import { readInput } from '../read-input.ts';
import type { OpenSession, Session } from '../session.ts';
import { showTrial } from '../show/trial.ts';

interface TestOptions {
  readonly config?: string;
  readonly source?: string;
}

/** `tocsin source …`. */
export function addSourceCommands(program: Command, open: OpenSession, endWith: EndWith): void {
  const source = program.command('source').description("sources: how senders' requests are read");
  addTest(source, open, endWith);
}

function addTest(source: Command, open: OpenSession, endWith: EndWith): void {
  const test = source
    .command('test')
    .description('show the alerts a request becomes, and what is missing; asks no relay, sends nothing')
    .argument('<file>', 'the request as the sender posts it; - for standard input')
    .option('--config <file>', 'a tocsin.yaml whose sources may read it')
    .option('--source <name>', 'which source reads it: one of the file, or one that is built in');
  test.action(async (file: string, options: TestOptions) => {
    const session = open(test);
    if (file === '-' && options.config === '-') throw new UsageError(['only one of FILE and --config can be -']);
    const mappings = options.config === undefined ? [] : await readMappings(options.config, session);
    const reader = readerOf(options, mappings);
    const trial = trySource(await readInput(file, session.world), reader, session.world.now());
    const name = reader.kind === 'mapping' ? reader.mapping.name : reader.source.kind;
    const channels = reader.kind === 'mapping' ? reader.mapping.channels : undefined;
    const { kind: _, ...rest } = trial;
    session.answer({ source: name, ...(channels === undefined ? {} : { channels }), ...rest }, () =>
      showTrial({ name, channels, trial }, session),
    );
    if (!isReadWhole(trial)) endWith(EXIT.failed);
  });
}

/** What somebody has to mend before the sender posts it. A default is none of that. */
function isReadWhole(trial: Trial): boolean {
  return trial.kind === 'read' && trial.alerts.every(({ unread }) => unread.length === 0);
}

async function readMappings(path: string, { world, note }: Session): Promise<readonly SourceMapping[]> {
  const parsed = parseTocsinFile(await readInput(path, world), { allowEnv: true });
  if (parsed.kind === 'invalid') throw new UsageError(parsed.errors.map((error) => describeFileError(path, error)));

  for (const warning of parsed.warnings) note(`note: ${warning}`);
  return parsed.file.sources;
}

/** The source that is named; without a name the only one of the file. */
function readerOf({ config, source }: TestOptions, mappings: readonly SourceMapping[]): Reader {
  const [only, ...others] = mappings;
  if (source === undefined && only !== undefined && others.length === 0) return asReader(only, mappings);

  const names = [...mappings.map(({ name }) => name), ...SOURCES.map(({ kind }) => kind)];
  const choice = `it can be ${names.join(', ')}`;
  if (source === undefined) throw new UsageError([`say which source reads it with --source: ${choice}`]);

  const mapping = mappings.find(({ name }) => name === source);
  if (mapping !== undefined) return asReader(mapping, mappings);
  const builtIn = sourceFor(source);
  if (builtIn !== undefined) return { kind: 'built-in', source: builtIn };

  const meant = didYouMean(source, names);
  const advice = meant === undefined ? choice : `did you mean ${meant}?`;
  const where = config === undefined ? ' (those of a tocsin.yaml need --config)' : '';
  throw new UsageError([`there is no source of the name given with --source${where}: ${advice}`]);
}

function asReader(mapping: SourceMapping, all: readonly SourceMapping[]): Reader {
  return { kind: 'mapping', mapping, all };
}
