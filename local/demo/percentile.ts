/** The value below or at which a share (0 to 1) of the values lies, by nearest rank; undefined for no values. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);

  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
