import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

function run(...args: readonly string[]) {
  const child = spawn(process.execPath, ['local/sandbox/main.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { text: '' };
  child.stdout.on('data', (chunk) => {
    output.text += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    output.text += String(chunk);
  });

  return { child, output };
}

describe('npm run sandbox', () => {
  it('says where the robots are, shows each message, and stops when asked', async () => {
    const { child, output } = run('--port', '0');
    await expect.poll(() => output.text, { timeout: 10_000 }).toContain('Ctrl-C stops');
    const url = /http:\S+cgi-bin\S+/.exec(output.text)?.[0] ?? '';
    const host = /--allow-webhook-host (\S+)/.exec(output.text)?.[1] ?? '';
    expect(url).toContain(host);
    await fetch(url, { method: 'POST', body: '{"msgtype":"text","text":{"content":"告警"}}' });
    await expect.poll(() => output.text).toContain('告警');
    child.kill('SIGTERM');

    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(output.text).toContain('sandbox stopped');
  });

  it('refuses a port that is none', async () => {
    const { child, output } = run('--port', 'x');

    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(output.text).toBe('sandbox: --port x: a number from 0 to 65535\n');
  });
});
