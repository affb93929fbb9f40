import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
const BEGIN = '<!-- measured: begin (npm run bench writes what stands between these lines) -->';
const END = '<!-- measured: end -->';

/** Puts what was measured into docs/performance.md, in place of what was measured before. */
export async function writePerformancePage(measured: string): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error('docs/performance.md has lost its marks');
  await writeFile(PAGE, `${page.slice(0, from)}${BEGIN}\n\n${measured}\n\n${page.slice(to)}`);
}

/** How many processes wanted a processor before the run began, where the system says so. */
export const LOAD_BEFORE = (loadavg()[0] ?? 0).toFixed(1);

/** What the numbers were measured on. */
export function machine(): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${gigabytes} GB, ${type()} ${release()} ${arch()}, Node ${process.versions.node}`;
}
