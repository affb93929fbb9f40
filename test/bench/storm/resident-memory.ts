import { readFile } from 'node:fs/promises';

const MEGABYTE = 2 ** 20;

/** The most memory a process ever had resident so far, MB; undefined where the system does not say (only Linux does). */
export async function peakMegabytes(pid: number): Promise<number | undefined> {
  return statusMegabytes(pid, 'VmHWM');
}

/** What a process has resident just now, MB; undefined where the system does not say. */
export async function residentMegabytes(pid: number): Promise<number | undefined> {
  return statusMegabytes(pid, 'VmRSS');
}

async function statusMegabytes(pid: number, field: 'VmHWM' | 'VmRSS'): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1];
  return kilobytes === undefined ? undefined : (Number(kilobytes) * 1_024) / MEGABYTE;
}
