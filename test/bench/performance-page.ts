import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

/** The parts of the page that a command writes, each between its marks, and the command. */
const WRITTEN_BY = {
  measured: 'npm run bench',
  cost: 'npm run bench:cost',
  storm: 'npm run bench:storm',
  peers: 'npm run bench:peers',
} as const;

/** Puts what was measured into its part of docs/performance.md, in place of what was measured before. */
export async function writeMeasured(part: keyof typeof WRITTEN_BY, measured: string): Promise<void> {
  const begin = `<!-- ${part}: begin (${WRITTEN_BY[part]} writes what stands between these lines) -->`;
  const end = `<!-- ${part}: end -->`;
  const page = await readFile(PAGE, 'utf8');
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has lost the marks of ${part}`);
  await writeFile(PAGE, `${page.slice(0, from)}${begin}\n\n${measured}\n\n${page.slice(to)}`);
}

/** How many processes wanted a processor before the run began, where the system says so. */
export const LOAD_BEFORE = (loadavg()[0] ?? 0).toFixed(1);

/** What the numbers were measured on. */
export function machine(): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${gigabytes} GB, ${type()} ${release()} ${arch()}, Node ${process.versions.node}`;
}
