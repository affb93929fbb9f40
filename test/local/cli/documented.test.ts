import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { completionTree } from '#local/cli/completion/tree.ts';
import { EXIT } from '#local/cli/exit-code.ts';
import { createProgram } from '#local/cli/program.ts';
import { worldOf } from './cli-under-test.ts';

const page = readFileSync(fileURLToPath(new URL('../../../docs/cli.md', import.meta.url)), 'utf8');
const tree = completionTree(createProgram(worldOf(), () => undefined));

test('every command and each of its own options stands in docs/cli.md', () => {
  const globals = new Set(tree[0]?.options.flatMap(({ flags }) => flags));
  const missing = tree.flatMap(({ path, commands, options }) => {
    const command = `tocsin ${path.join(' ')}`;
    const lines = page
      .replaceAll('\\\n', '')
      .split('\n')
      .filter((line) => line.includes(command.trim()));
    const own = options.flatMap(({ flags }) => flags.filter((flag) => flag.startsWith('--') && !globals.has(flag)));
    const notThere = own
      .filter((flag) => !lines.some((line) => line.includes(flag)))
      .map((flag) => `${command} ${flag}`);
    return commands.length === 0 && lines.length === 0 ? [command, ...notThere] : notThere;
  });

  expect(missing).toEqual([]);
  expect([...globals].filter((flag) => !page.includes(flag))).toEqual([]);
});

test('every exit code is in its table', () => {
  const codes = [...page.matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code));
  expect(codes).toEqual(Object.values(EXIT));
});
