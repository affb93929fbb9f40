import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const documents = globSync(['*.md', 'docs/**/*.md', 'cdk/README.md', 'shared/README.md'], { cwd: ROOT }).sort();

describe.each(documents)('%s', (path) => {
  const text = withoutExamples(readFileSync(join(ROOT, path), 'utf8'));

  it('links to pages that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, target = '']) => target);

    expect(links.filter((target) => !existsSync(join(ROOT, dirname(path), target)))).toEqual([]);
  });

  it('names files and folders that exist', () => {
    const named = [...text.matchAll(/`((?:cdk|docs|functions|local|shared|test|\.ci)\/[\w./-]+)`/g)].map(
      ([, p = '']) => p,
    );

    expect(named.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
  });

  it('names scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly scripts: object };
    const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name);

    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

it('the README shows the same code in both languages', () => {
  const [english, chinese] = ['README.md', 'README.zh-CN.md'].map((path) =>
    [...readFileSync(join(ROOT, path), 'utf8').matchAll(/^```(?:sh|json|yaml)$[\s\S]*?^```$/gm)].map(([code]) => code),
  );

  expect(chinese).toEqual(english);
  expect(english).not.toEqual([]);
});

/** What stands between fences is shown, not meant: a template there has links of its own. */
function withoutExamples(text: string): string {
  return text.replace(/^ *(`{3,})[\s\S]*?^ *\1/gm, '');
}
