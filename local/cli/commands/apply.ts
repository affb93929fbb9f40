import type { Command } from 'commander';
import { describeFileError } from '#shared/config/file-error-line.ts';
import { parseTocsinFile, type TocsinFile } from '#shared/config/tocsin-file.ts';
import { executeSteps, type StepResult } from '../apply/execute.ts';
import { type ChannelPlan, planApply } from '../apply/plan.ts';
import { showPlan } from '../apply/plan-page.ts';
import { readNamed, resolverOf } from '../apply/resolve-references.ts';
import { type Step, stepsOf } from '../apply/steps.ts';
import { STORED, type StoredChannel } from '../apply/stored-channel.ts';
import { confirm } from '../confirm.ts';
import { type EndWith, EXIT, UsageError } from '../exit-code.ts';
import { listPages } from '../list-pages.ts';
import { readAnswer } from '../read-answer.ts';
import { readInput } from '../read-input.ts';
import type { OpenSession, Session } from '../session.ts';

interface ApplyOptions {
  readonly file: string;
  readonly secrets?: string;
  readonly deleteOthers?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** `tocsin apply -f tocsin.yaml`. */
export function addApplyCommand(program: Command, open: OpenSession, endWith: EndWith): void {
  const apply = program
    .command('apply')
    .description('make the channels of a tocsin.yaml be as it says, over the API; shows what would change first')
    .requiredOption('-f, --file <file>', 'the file')
    .option('--secrets <file>', 'values of { secret: NAME }, as JSON: {"named": {"NAME": "…"}}')
    .option('--delete-others', 'delete channels made over the API that are not in the file')
    .option('--dry-run', 'only show what would change')
    .option('-y, --yes', 'do not ask');
  apply.action(async (options: ApplyOptions) => {
    const outcome = await applyFile(options, open(apply));
    if (outcome === 'failed') endWith(EXIT.failed);
  });
}

/** File → plan → yes → requests. */
async function applyFile(options: ApplyOptions, session: Session): Promise<'done' | 'failed'> {
  const { dryRun = false, yes = false } = options;
  const isJson = session.options.json;
  if (isJson && !dryRun && !yes) throw new UsageError(['with --json nobody sees the plan: say --yes or --dry-run']);
  const { plans, steps } = await planFile(options, session);
  const changing = new Set(steps.map(({ name }) => name)).size;
  if (!isJson) session.world.out(`${showPlan(plans, session.paint)}\n`);
  if (!dryRun && changing > 0)
    await confirm(`Change ${channels(changing)} of ${whereTo(session)}?`, { yes }, session.world);

  const results = dryRun ? [] : await executeSteps(steps, session.relay, (result) => tell(result, session));
  session.answer({ plan: plans.map(withoutBody), results }, () => summary(results, changing, dryRun));
  const blocked = plans.some(({ kind }) => kind === 'managed-by-file');
  return blocked || results.some(({ done }) => done === 'failed') ? 'failed' : 'done';
}

/** All that can be wrong is found here, before anything is sent. */
async function planFile(
  { file, secrets, deleteOthers = false }: ApplyOptions,
  session: Session,
): Promise<{ readonly plans: readonly ChannelPlan[]; readonly steps: readonly Step[] }> {
  const wanted = await readTocsinFile(file, session);
  const resolve = resolverOf(session.world.env, await readNamed(secrets));
  const stored = await storedChannels(session);
  const planned = planApply(wanted.channels, stored, resolve, deleteOthers ? 'deleted' : 'left');
  if (planned.kind === 'invalid') throw new UsageError(planned.errors.map((error) => describeFileError(file, error)));

  noteTheRest(wanted, session);
  return { plans: planned.plans, steps: stepsOf(planned.plans, (name) => fallbackOf(stored, name)) };
}

async function readTocsinFile(path: string, session: Session): Promise<TocsinFile> {
  const parsed = parseTocsinFile(await readInput(path, session.world), { allowEnv: true });
  if (parsed.kind === 'invalid') throw new UsageError(parsed.errors.map((error) => describeFileError(path, error)));

  for (const warning of parsed.warnings) session.note(`note: ${warning}`);
  return parsed.file;
}

async function storedChannels({ relay }: Session): Promise<readonly StoredChannel[]> {
  const { items } = await listPages(relay, '/v1/channels', {}, 100_000);
  return items.map((item) => readAnswer(STORED, item));
}

function fallbackOf(stored: readonly StoredChannel[], name: string): string | undefined {
  const delivery: unknown = stored.find((channel) => channel.name === name)?.['delivery'];
  const fallback: unknown = Object(delivery).fallbackChannel;
  return typeof fallback === 'string' ? fallback : undefined;
}

/** What is not applied here: to apply the channels without a word of it would look as if it were in force. */
function noteTheRest(file: TocsinFile, session: Session): void {
  const { channels: _, sources, grafanaSignatures, ocpPollers, pushSettings, silences, ...more } = file;
  const { inhibitions, watchdogs, ...others } = more;
  // What a file gets to hold one day has to be applied, or spoken of here.
  others satisfies Readonly<Record<string, never>>;
  if (pushSettings !== undefined)
    session.note(
      'note: pushSettings are not applied: put what is under them with tocsin push apply, or by the relay’s own file',
    );
  if (inhibitions !== undefined)
    session.note(
      'note: inhibitions are not applied: put what is under them with tocsin inhibition apply, or by the relay’s own file',
    );
  if (watchdogs !== undefined)
    session.note(
      'note: watchdogs are not applied: put what is under them with tocsin watchdog apply, or by the relay’s own file',
    );
  if (sources.length > 0)
    session.note(
      `note: sources (${sources.map(({ name }) => name).join(', ')}) are not applied: they come into force only with the relay's own file`,
    );
  if (grafanaSignatures.length > 0)
    session.note(
      `note: grafanaSignatures (${grafanaSignatures.map(({ source }) => source).join(', ')}) are not applied: they come into force only with the relay's own file`,
    );
  if (ocpPollers.length > 0)
    session.note(
      `note: ocpPollers (${ocpPollers.map(({ source }) => source).join(', ')}) are not applied: they come into force only with the relay's own file; tocsin ocp poll reads one now`,
    );
  if (silences.length > 0)
    session.note(
      `note: silences (${silences.length}) are not applied: they come into force only with the relay's own file; tocsin silence add makes one now`,
    );
}

function whereTo({ options, world }: Session): string {
  return options.url ?? world.env['TOCSIN_URL'] ?? 'the relay';
}

function tell({ name, done, lines }: StepResult, session: Session): void {
  if (done === 'failed') session.note(`${name} failed: ${lines.join('\n')}`);
  else if (!session.options.json) {
    session.world.out(`${name} ${done}\n`);
    for (const line of lines) session.note(`note: ${name}: ${line}`);
  }
}

function summary(results: readonly StepResult[], changing: number, dryRun: boolean): string {
  if (changing === 0) return 'nothing to change';
  if (dryRun) return `${channels(changing)} would be changed; nothing was`;
  const failed = new Set(results.filter(({ done }) => done === 'failed').map(({ name }) => name)).size;
  if (failed === 0) return 'all done';

  return `${failed} of ${channels(changing)} failed; the rest is done, and doing it again does no harm`;
}

function channels(count: number): string {
  return count === 1 ? '1 channel' : `${count} channels`;
}

/** What is sent holds secrets. */
function withoutBody(plan: ChannelPlan): object {
  if (!('wanted' in plan)) return plan;
  const { wanted, ...shown } = plan;
  return { ...shown, secrets: wanted.secrets };
}
