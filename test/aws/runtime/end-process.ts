import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Ends a process, by force when it does not within five seconds; one that has ended stays so. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  const stubborn = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(stubborn);
}
