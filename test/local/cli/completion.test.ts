import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { describe, expect, test } from 'vitest';
import { bashCompletion } from '#local/cli/completion/bash.ts';
import { fishCompletion } from '#local/cli/completion/fish.ts';
import { completionTree } from '#local/cli/completion/tree.ts';
import { zshCompletion } from '#local/cli/completion/zsh.ts';
import { cliFor } from './cli-under-test.ts';

const script = async (shell: string): Promise<string> =>
  (await cliFor('http://127.0.0.1:9')(['completion', shell])).out;

describe('in bash', () => {
  test('words are completed as the parser knows them', async () => {
    const lines: readonly (readonly [line: string, expected: string])[] = [
      ['al', 'alert'],
      ['alert ', 'send list show'],
      ['alert send --level ', 'down critical warning caution info'],
      ['alert send --level c', 'critical caution'],
      ['alert send --na', '--name'],
      ['--url http://x alert sh', 'show'],
      ['completion ', 'bash zsh fish'],
      ['apply -f pack', 'package.json package-lock.json'],
      ['alert send --name ', ''],
    ];
    const asks = lines
      .map(
        ([line]) =>
          `COMP_WORDS=(tocsin ${line.endsWith(' ') ? `${line}''` : line}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); COMPREPLY=(); _tocsin; echo "\${COMPREPLY[*]}"`,
      )
      .join('\n');
    const cwd = fileURLToPath(new URL('../../..', import.meta.url));
    const answers = execFileSync('bash', ['-euc', `${await script('bash')}\n${asks}`], { cwd, encoding: 'utf8' }).split(
      '\n',
    );

    for (const [at, [line, expected]] of lines.entries()) {
      const words = (answers[at] ?? '').split(' ').filter((word) => !word.startsWith('--') || line.includes('--na'));
      expect(words.toSorted(), line).toEqual(expected.split(' ').toSorted());
    }
  });
});

describe('in other shells', () => {
  const program = new Command('tocsin');
  program
    .command('it')
    .description("it's: odd")
    .option('-f, --file <file>', 'a file')
    .addOption(new Option('--of <kind>', 'x').choices(['a', 'b']));
  const tree = completionTree(program);

  test('zsh gets words with their descriptions', () => {
    const text = zshCompletion(tree);
    expect(text).toContain(`found=('it:it'\\''s\\: odd')`);
    expect(text).toContain(`' it --file'|' it -f') _files; return ;;`);
    expect(text).toContain(`' it --of') compadd -- a b; return ;;`);
  });

  test('fish too', () => {
    const text = fishCompletion(tree);
    expect(text).toContain(String.raw`complete -c tocsin -n '__tocsin_at \'\'' -a it -d 'it\'s: odd'`);
    expect(text).toContain(String.raw`complete -c tocsin -n '__tocsin_at \' it\'' -l file -s f -r -F -d 'a file'`);
    expect(text).toContain("-l of -x -a 'a b' -d 'x'");
  });

  test('bash knows the same tree', () => {
    expect(bashCompletion(tree)).toContain(`' it') words='--file --of' ;;`);
  });

  test('a shell nobody knows is refused', async () => {
    expect(await cliFor('http://127.0.0.1:9')(['completion', 'csh'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('bash, zsh, fish'),
    });
  });
});
