import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { programPath, pythonEnvironment } from '#test/aws/programs.ts';
import { type Exchange, exchangesOf } from './requests.ts';
import { SECRETS, type Stage } from './stage.ts';

/**
 * Every answer is judged by all there is, but for this: what one field says of
 * another is in no schema (an end before its start), and `Allow` of
 * `/v1/channels/test` names the methods of the channel `test` too.
 */
const CHECKS = `[checks]
positive_data_acceptance.enabled = false
allow_header_conformance.enabled = false
ensure_resource_availability.enabled = false
object_level_authorization.enabled = false
`;

/** As a robot does, these answer 200 to whatever they refuse: the body says what it is. */
const ROBOTS_WIRE = `[[operations]]
include-path-regex = "^/(robot/send|cgi-bin/webhook/)"
checks.negative_data_rejection.enabled = false
`;

/** What one run is to do. */
export interface FuzzRun {
  readonly seed: number;
  /** Cases that are made up for each operation; others follow from the document itself. */
  readonly examples: number;
  /** Whether requests are about things that exist, or about anything. */
  readonly about: 'known' | 'anything';
}

/** How a run went. */
export interface FuzzResult {
  readonly passed: boolean;
  /** What Schemathesis had to say, for people. */
  readonly report: string;
  readonly exchanges: AsyncIterable<Exchange>;
  /** Removes the report. */
  dispose(): Promise<void>;
}

/** One run of Schemathesis over all operations of the relay. */
export async function fuzz(run: FuzzRun, stage: Stage): Promise<FuzzResult> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-schemathesis-'));
  const report = join(folder, 'report.ndjson');
  const config = join(folder, 'schemathesis.toml');
  await writeFile(config, [CHECKS, ROBOTS_WIRE, ...(run.about === 'known' ? [configOf(stage.known)] : [])].join('\n'));
  const packages = programPath('schemathesis');
  const child = spawn(
    'python3',
    [
      '-m',
      'schemathesis.cli',
      '--config-file',
      config,
      'run',
      `${stage.url}/v1/openapi.json`,
      ...argumentsOf(run, report),
    ],
    { cwd: folder, env: { ...pythonEnvironment(packages), NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (some: Buffer) => output.push(some.toString()));
  const [code] = await once(child, 'close');

  return {
    passed: code === 0,
    report: output.join(''),
    exchanges: readExchanges(report),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

function argumentsOf({ seed, examples, about }: FuzzRun, report: string): readonly string[] {
  return [
    ...['--header', `Authorization: Bearer ${SECRETS.admin}`],
    ...['--phases', 'examples,coverage,fuzzing,stateful', '--max-examples', String(examples)],
    ...['--seed', String(seed), '--generation-database', 'none', '--request-timeout', '30'],
    ...['--continue-on-failure', '--output-sanitize', 'false', '--warnings', 'off'],
    ...['--report', 'ndjson', '--report-ndjson-path', report],
    // What is known must go on to exist.
    ...(about === 'known' ? ['--exclude-method', 'DELETE'] : []),
  ];
}

function configOf({ alert, delivery, deadLetter }: Stage['known']): string {
  const operation = (name: string, parameter: string, value: string) =>
    `[[operations]]\ninclude-name = "${name}"\nparameters = { "path.${parameter}" = "${value}" }\n`;

  return [
    operation('GET /v1/channels/{name}', 'name', 'fuzz'),
    operation('PUT /v1/channels/{name}', 'name', 'fuzz'),
    operation('POST /v1/channels/{name}/test', 'name', 'fuzz'),
    operation('GET /v1/alerts/{key}', 'key', alert),
    operation('POST /v1/alerts/{key}', 'key', 'alertmanager'),
    operation('GET /v1/deliveries/{id}', 'id', delivery),
    operation('POST /v1/dead-letters/{id}/replay', 'id', deadLetter),
  ].join('\n');
}

async function* readExchanges(path: string): AsyncIterable<Exchange> {
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    yield* exchangesOf(text);
  }
}
