import type * as z from 'zod/mini';
import type { Listed } from '../list-pages.ts';
import { readAnswer } from '../read-answer.ts';
import type { Session } from '../session.ts';
import type { Column } from '../show/table.ts';

/** How a list is shown. */
export interface ListLook<Row> {
  readonly columns: readonly Column<Row>[];
  readonly row: z.ZodMiniType<Row>;
  /** Said when there is nothing to show. */
  readonly none: string;
}

/** A list as a table; that there is nothing, or more, is said in words. */
export function emptyOrTable<Row>(
  session: Session,
  { items, cursor }: Listed,
  { columns, row, none }: ListLook<Row>,
): string {
  if (items.length === 0 && cursor === null) return none;
  if (cursor !== null) session.note(`there are more than these ${items.length}: ask for them with --limit`);

  return session.table(
    columns,
    items.map((item) => readAnswer(row, item)),
  );
}
