/** Writes rows as columns: the first to the left, the others to the right. Cells are plain one-width text. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const cell = (text: string, column: number): string => {
    const width = widths[column] ?? 0;

    return column === 0 ? text.padEnd(width) : text.padStart(width + 3);
  };

  return rows.map((row) => `  ${row.map(cell).join('')}`.trimEnd()).join('\n');
}
