import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Arena, type Contender, namedAtMs, now, type SharedStorm } from './contender.ts';
import { installApprise } from './install.ts';

const SCRIPT = fileURLToPath(new URL('./apprise-storm.py', import.meta.url));

/** Apprise from PyPI with its DingTalk plugin, whose host is replaced; `many` is a process per alert. */
export async function prepareApprise(
  { folder, group, host }: Arena,
  mode: 'one' | 'many',
): Promise<Contender | { readonly missing: string }> {
  const installed = await installApprise(folder);
  if (installed.kind === 'missing') return { missing: installed.why };
  let said = 0;
  let child: ReturnType<typeof spawn> | undefined;

  return {
    async play(storm) {
      const file = join(folder, `storm-${mode}.json`);
      await writeFile(file, JSON.stringify(wordsOf(storm)));
      const webhook = `http://${host}/robot/send?access_token={token}`;
      const times = [storm.startMs / 1_000, storm.untilMs / 1_000].map(String);
      child = spawn('python3', [SCRIPT, file, webhook, group.settings.token, mode, ...times], {
        env: { PATH: process.env['PATH'] ?? '', PYTHONPATH: installed.path, NO_PROXY: '127.0.0.1' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      if (child.stdout !== null) {
        createInterface({ input: child.stdout }).on('line', (line) => {
          said = Number(/"said": (\d+)/.exec(line)?.[1] ?? said);
        });
      }
      const timer = setTimeout(() => child?.kill('SIGKILL'), storm.untilMs - now());
      await once(child, 'close');
      clearTimeout(timer);
    },
    said: () => said,
    shownAtMs: async () => namedAtMs(group),
    stop: async () => {
      if (child?.exitCode === null) child.kill('SIGKILL');
    },
  };
}

function wordsOf({ alerts }: SharedStorm): readonly unknown[] {
  return alerts.map(({ id, atMs, body }) => ({ id, at: atMs / 1_000, text: `${id} ${body}` }));
}
