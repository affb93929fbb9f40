import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cliFor } from './cli-under-test.ts';

// Nobody listens there: the command needs no relay, and no token.
const run = cliFor('http://127.0.0.1:9', '');
const ORDERS =
  '  - { name: orders, channels: [shop], alert: { id: id, name: title, level: sev }, levels: { SEV1: down } }\n';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-source-test-'));
  await writeFile(join(folder, 'one.yaml'), `version: 1\nsources:\n${ORDERS}`);
  await writeFile(join(folder, 'two.yaml'), `version: 1\nsources:\n${ORDERS}  - { name: payments, alert: {} }\n`);
  await writeFile(join(folder, 'bad.yaml'), 'version: 1\nsources:\n  - { name: orders, alert: { name: "a.." } }\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const config = (name: string) => ['--config', join(folder, name)];
const FIRES = JSON.stringify({ id: 'o1', title: 'Order\u001b[31m failed', sev: 'SEV1' });

test('shows the alerts of a sample with where each field came from, by the only source of the file', async () => {
  const { code, out, err } = await run(['source', 'test', '-', ...config('one.yaml')], { stdin: FIRES });

  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out).toContain('orders makes 1 alert of it\nchannels: shop\n');
  expect(out).toMatch(/^level +down {2}\(sev: "SEV1", by its table\)$/m);
  expect(out).toMatch(/^status +firing {2}\(nothing said\)$/m);
  expect(out).toMatch(/^id +o1 {2}\(of the sender\)$/m);
  expect(out).toMatch(/^missing: target, summary, activeAt, url$/m);
  expect(out).not.toContain('\u001b');
});

test('ends with 1 when a field can not be read, and names it with the word', async () => {
  const stdin = JSON.stringify({ id: 'o1', title: 'x', sev: 'SEV9' });
  const { code, out } = await run(['source', 'test', '-', ...config('one.yaml')], { stdin });

  expect(code).toBe(1);
  expect(out).toContain('not read: level (sev is "SEV9")');
});

test('answers one document with --json', async () => {
  const { code, out } = await run(['source', 'test', '-', ...config('one.yaml'), '--json'], { stdin: FIRES });

  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    source: 'orders',
    channels: ['shop'],
    alerts: [
      {
        alert: { id: 'o1', level: 'down', source: 'orders' },
        origins: { level: { kind: 'expression', word: 'SEV1', by: 'mapping' } },
        unread: [],
        missing: ['target', 'summary', 'activeAt', 'url'],
        identity: 'given',
      },
    ],
  });
});

test('reads as a built-in source reads, and says which label told the level', async () => {
  const stdin = JSON.stringify({ alerts: [{ status: 'firing', labels: { alertname: 'HostDown', severity: 'page' } }] });
  const { code, out } = await run(['source', 'test', '-', '--source', 'alertmanager'], { stdin });

  expect(code).toBe(0);
  expect(out).toMatch(/^level +critical {2}\(label severity "page"\)$/m);
});

test.each(['{"name":"x","levle":"down"}', '{'])(
  'names what our own format refuses in %s, and ends with 1',
  async (stdin) => {
    const { code, out } = await run(['source', 'test', '-', '--source', 'native'], { stdin });

    expect(code).toBe(1);
    expect(out).toMatch(/^native refuses it/);
  },
);

test.each([
  [['--source', 'alertmanger'], 'did you mean alertmanager?'],
  [[...['--source', 'payment']], 'those of a tocsin.yaml need --config'],
  [[], 'say which source reads it with --source'],
])('%j is wrong usage, with a way on', async (argv, words) => {
  const { code, err } = await run(['source', 'test', '-', ...argv], { stdin: FIRES });

  expect(code).toBe(2);
  expect(err).toContain(words);
});

test('with several sources in the file one has to be named; a slip of the pen is recognised', async () => {
  const unnamed = await run(['source', 'test', '-', ...config('two.yaml')], { stdin: FIRES });
  expect(unnamed).toMatchObject({ code: 2, err: expect.stringContaining('it can be orders, payments, native') });

  const slip = await run(['source', 'test', '-', ...config('two.yaml'), '--source', 'payment'], { stdin: FIRES });
  expect(slip).toMatchObject({ code: 2, err: expect.stringContaining('did you mean payments?') });
});

test('a file with mistakes is refused with their lines, a file that is not there by its name', async () => {
  const bad = await run(['source', 'test', '-', ...config('bad.yaml')], { stdin: FIRES });
  expect(bad).toMatchObject({
    code: 2,
    err: expect.stringContaining('bad.yaml:3: sources[0].alert.name is no JMESPath'),
  });

  const gone = await run(['source', 'test', join(folder, 'none.json'), ...config('one.yaml')]);
  expect(gone).toMatchObject({ code: 2, err: expect.stringContaining('there is no such file') });
});
