import type { Command } from 'commander';
import { readAnswer } from '../read-answer.ts';
import { readDocument } from '../read-input.ts';
import type { OpenSession } from '../session.ts';
import { INHIBITIONS, showInhibitions } from '../show/inhibitions.ts';

const PATH = '/v1/inhibitions';

/** `tocsin inhibition …`. */
export function addInhibitionCommands(program: Command, open: OpenSession): void {
  const inhibition = program
    .command('inhibition')
    .description('inhibition: which alerts are not told while others fire');
  addList(inhibition, open);
  addApply(inhibition, open);
}

function addList(inhibition: Command, open: OpenSession): void {
  const list = inhibition.command('list').description('the rules; with --json fit for inhibition apply');
  list.action(async () => {
    const session = open(list);
    const answer = await session.relay({ method: 'GET', path: PATH });
    session.answer(answer, () => showInhibitions(readAnswer(INHIBITIONS, answer), session));
  });
}

function addApply(inhibition: Command, open: OpenSession): void {
  const apply = inhibition
    .command('apply')
    .description('replace all of them: what the file leaves out is gone')
    .requiredOption('-f, --file <file>', 'the rules as JSON or YAML; - for standard input');
  apply.action(async ({ file }: { readonly file: string }) => {
    const session = open(apply);
    const answer = await session.relay({ method: 'PUT', path: PATH, body: await readDocument(file, session.world) });
    session.answer(answer, () => showInhibitions(readAnswer(INHIBITIONS, answer), session));
  });
}
