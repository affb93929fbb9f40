import { type Budget, budgetTable } from './budget.ts';

/** A part of what `npm run bench` measures. */
export interface Section {
  readonly title: string;
  readonly budgets: readonly Budget[];
  readonly note?: string;
}

/** A section as the page has it. */
export function sectionText({ title, budgets, note }: Section): string {
  return [`### ${title}`, budgetTable(budgets), ...(note === undefined ? [] : [note])].join('\n\n');
}
