import type { Command } from 'commander';
import { limitOption } from '../arguments.ts';
import { listPages } from '../list-pages.ts';
import { readAnswer } from '../read-answer.ts';
import type { OpenSession } from '../session.ts';
import { adviceLines, ROBOT, robotColumns } from '../show/robots.ts';
import { emptyOrTable } from './empty-or-table.ts';

/** `tocsin robot list`. */
export function addRobotCommands(program: Command, open: OpenSession): void {
  const robot = program.command('robot').description('robots: how they do, and what they may still send');
  const list = robot.command('list').description('every robot of every channel').addOption(limitOption(1_000));
  list.action(async ({ limit }: { readonly limit: number }) => {
    const session = open(list);
    const listed = await listPages(session.relay, '/v1/robots', {}, limit);
    const columns = robotColumns(session.moment);
    session.answer(listed, () => {
      const rows = emptyOrTable(session, listed, { columns, row: ROBOT, none: 'there is no channel yet' });
      const advice = adviceLines(listed.items.map((item) => readAnswer(ROBOT, item)));
      return advice === '' ? rows : `${rows}\n${advice}`;
    });
  });
}
