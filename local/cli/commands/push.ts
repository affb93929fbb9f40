import type { Command } from 'commander';
import * as z from 'zod/mini';
import { timeOption } from '../arguments.ts';
import { readAnswer } from '../read-answer.ts';
import { readDocument } from '../read-input.ts';
import type { OpenSession } from '../session.ts';
import { EXPLANATION, PUSH_SETTINGS, showExplanation, showRules } from '../show/push-settings.ts';

/** `tocsin push …`. */
export function addPushCommands(program: Command, open: OpenSession): void {
  const push = program.command('push').description('push settings: which alerts go to which channels');
  addList(push, open);
  addApply(push, open);
  addExplain(push, open);
}

const PATH = '/v1/push-settings';

function addList(push: Command, open: OpenSession): void {
  const list = push.command('list').description('the rules in their order; with --json fit for push apply');
  list.action(async () => {
    const session = open(list);
    const answer = await session.relay({ method: 'GET', path: PATH });
    session.answer(answer, () => showRules(readAnswer(PUSH_SETTINGS, answer), session));
  });
}

const WARNED = z.object({ warnings: z._default(z.array(z.string()), []) });

function addApply(push: Command, open: OpenSession): void {
  const apply = push
    .command('apply')
    .description('replace all of them: what the file leaves out is gone')
    .requiredOption('-f, --file <file>', 'the push settings as JSON or YAML; - for standard input');
  apply.action(async ({ file }: { readonly file: string }) => {
    const session = open(apply);
    const answer = await session.relay({ method: 'PUT', path: PATH, body: await readDocument(file, session.world) });
    for (const warning of readAnswer(WARNED, answer).warnings) session.note(`note: ${warning}`);
    session.answer(answer, () => showRules(readAnswer(PUSH_SETTINGS, answer), session));
  });
}

function addExplain(push: Command, open: OpenSession): void {
  const explain = push
    .command('explain')
    .description('say where an alert would go, and why; nothing is stored and nothing sent')
    .argument('<file>', 'an alert as JSON; - for standard input')
    .addOption(timeOption('--at <time>', 'as if it came then', Date.now));
  explain.action(async (file: string, { at }: { readonly at?: string }) => {
    const session = open(explain);
    const body = await readDocument(file, session.world);
    const answer = await session.relay({ method: 'POST', path: `${PATH}/explain`, query: { at }, body });
    session.answer(answer, () => showExplanation(readAnswer(EXPLANATION, answer), session));
  });
}
