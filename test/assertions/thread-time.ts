/** How long a piece of work keeps this thread busy, ms: other processes may use the machine meanwhile. */
export function busyMs(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);

  return (user + system) / 1_000;
}
