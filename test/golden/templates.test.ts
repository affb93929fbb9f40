import { describe, expect, it } from 'vitest';
import { previewMessage } from '#shared/rendering/preview.ts';
import { SAMPLES } from '#shared/rendering/sample-alerts.ts';
import { SNIPPETS } from '#shared/rendering/snippets.ts';
import { robotFor } from '#shared/robots/registry.ts';
import { NOW } from './scenes.ts';
import { objections, sent, templatePage } from './template-page.ts';

describe('docs/templates.md', () => {
  it('shows the snippets as they are sent today; after a change run `npx vitest run test/golden -u`', async () => {
    await expect(templatePage()).toMatchFileSnapshot('../../docs/templates.md');
  });
});

describe.each(SNIPPETS.map((snippet) => [snippet.name, snippet] as const))('the snippet %s', (_, snippet) => {
  it.each(['dingtalk', 'wecom'] as const)(
    'speaks in its kinds of message in %s, and lint has nothing against it',
    (product) => {
      expect(objections(snippet, product)).toEqual([]);
      for (const kind of snippet.kinds) {
        for (const sample of SAMPLES) {
          const look = {
            kind,
            product,
            format: 'markdown',
            language: 'zh_CN',
            timeZone: 'Asia/Shanghai',
            sample,
          } as const;
          const { template } = previewMessage({
            ...look,
            template: `\${title}\n${snippet.template}`,
            face: robotFor(product),
            nowMs: NOW,
          });
          expect(template).toMatch(/^own\//);
        }
        expect(sent(snippet, kind, product)).not.toMatch(/\$\{|\{%|\}\}/);
      }
    },
  );
});

it('names no snippet twice', () => {
  expect(new Set(SNIPPETS.map(({ name }) => name)).size).toBe(SNIPPETS.length);
});
