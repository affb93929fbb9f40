import * as z from 'zod/mini';
import type { Session } from '../session.ts';
import type { Column } from './table.ts';

const TEXTS = z.array(z.string());

/** Inhibition rules as far as a table shows them. */
export const INHIBITIONS = z.object({
  rules: z.array(
    z.object({
      name: z.string(),
      sourceMatchers: TEXTS,
      targetMatchers: TEXTS,
      equal: z._default(TEXTS, []),
      channels: z._default(TEXTS, []),
      sourceTimeout: z._default(z.string(), ''),
    }),
  ),
});

type Rule = z.infer<typeof INHIBITIONS>['rules'][number];

const COLUMNS: readonly Column<Rule>[] = [
  { title: 'RULE', of: ({ name }) => name, mayShrink: true },
  { title: 'WHILE THIS FIRES', of: ({ sourceMatchers }) => sourceMatchers.join(', '), mayShrink: true },
  { title: 'NOT TOLD', of: ({ targetMatchers }) => targetMatchers.join(', '), mayShrink: true },
  { title: 'EQUAL', of: ({ equal }) => equal.join(', '), mayShrink: true },
  { title: 'CHANNELS', of: ({ channels }) => (channels.length === 0 ? 'all' : channels.join(', ')), mayShrink: true },
  { title: 'TIMEOUT', of: ({ sourceTimeout }) => sourceTimeout },
];

/** The rules. */
export function showInhibitions({ rules }: z.infer<typeof INHIBITIONS>, { table }: Session): string {
  return rules.length === 0 ? 'no inhibition rules: nothing is inhibited' : table(COLUMNS, rules);
}
