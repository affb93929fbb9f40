/** One measured number beside what it may be at most. */
export interface Budget {
  readonly what: string;
  readonly measured: number;
  readonly most: number;
  readonly unit: string;
}

/** Whether every number keeps its budget. */
export function allKept(budgets: readonly Budget[]): boolean {
  return budgets.every(({ measured, most }) => measured <= most);
}

/** A table of budgets for the page. */
export function budgetTable(budgets: readonly Budget[]): string {
  const rows = budgets.map(
    ({ what, measured, most, unit }) =>
      `| ${what} | ${shown(measured, unit)} | ≤ ${shown(most, unit)}${measured <= most ? '' : ' **broken**'} |`,
  );

  return ['| | measured | budget |', '|---|---:|---:|', ...rows].join('\n');
}

function shown(value: number, unit: string): string {
  const number = value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0 });
  return unit === '' ? number : `${number} ${unit}`;
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
