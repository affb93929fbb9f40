import type { Command } from 'commander';
import * as z from 'zod/mini';
import { readAnswer } from '../read-answer.ts';
import { readDocument } from '../read-input.ts';
import type { OpenSession, Session } from '../session.ts';
import { SOURCE_STATUSES, showWatchdogs, WATCHDOGS } from '../show/watchdogs.ts';

/** `tocsin watchdog …`. */
export function addWatchdogCommands(program: Command, open: OpenSession): void {
  const watchdog = program.command('watchdog').description('watchdogs: which sources should speak, and who is told');
  addList(watchdog, open);
  addApply(watchdog, open);
}

const PATH = '/v1/watchdogs';

function addList(watchdog: Command, open: OpenSession): void {
  const list = watchdog
    .command('list')
    .description('the watched sources and how they are; with --json fit for watchdog apply');
  list.action(async () => {
    const session = open(list);
    await show(await session.relay({ method: 'GET', path: PATH }), session);
  });
}

const WARNED = z.object({ warnings: z._default(z.array(z.string()), []) });

function addApply(watchdog: Command, open: OpenSession): void {
  const apply = watchdog
    .command('apply')
    .description('replace all of them: what the file leaves out is gone')
    .requiredOption('-f, --file <file>', 'the watchdogs as JSON or YAML; - for standard input');
  apply.action(async ({ file }: { readonly file: string }) => {
    const session = open(apply);
    const answer = await session.relay({ method: 'PUT', path: PATH, body: await readDocument(file, session.world) });
    for (const warning of readAnswer(WARNED, answer).warnings) session.note(`note: ${warning}`);
    await show(answer, session);
  });
}

/** The settings are the answer; how the sources are is only for people. */
async function show(answer: unknown, session: Session): Promise<void> {
  if (session.options.json) return session.answer(answer, () => '');
  const status = await session.relay({ method: 'GET', path: `${PATH}/sources` });
  session.answer(answer, () =>
    showWatchdogs(readAnswer(WATCHDOGS, answer), readAnswer(SOURCE_STATUSES, status), session),
  );
}
