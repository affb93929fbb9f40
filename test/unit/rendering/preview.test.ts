import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '#shared/channels/channel.ts';
import type { MessageDraft } from '#shared/rendering/message.ts';
import { previewMessage } from '#shared/rendering/preview.ts';
import { WECOM } from '#shared/robots/wecom/robot.ts';
import { alert, NOW, OPEN_FACE } from './builders.ts';

const BASE = {
  language: 'zh_CN',
  format: 'markdown',
  timeZone: 'Asia/Shanghai',
  product: 'dingtalk',
  face: { ...OPEN_FACE, asSent: ({ title, text }: MessageDraft) => ({ title, text }) },
  nowMs: NOW,
} as const;

describe('a preview', () => {
  it.each(
    (['single', 'aggregated', 'recovery', 'digest'] as const).flatMap((kind) =>
      LANGUAGES.map((language) => ({ kind, language })),
    ),
  )('shows a realistic alert without a template: $kind, $language', ({ kind, language }) => {
    const preview = previewMessage({ ...BASE, kind, language });
    expect(preview).toMatchObject({ cut: false, errors: [] });
    expect(preview.text).toContain('obcluster-1/192.0.2.10');
    expect(preview).not.toHaveProperty('fellBack');
  });

  it('says which template spoke, as the record of a delivery does', () => {
    const spoke = (template?: string) =>
      previewMessage({ ...BASE, kind: 'single', ...(template === undefined ? {} : { template }) }).template;

    expect(spoke()).toMatch(/^default\/single\/zh_CN\/[0-9a-f]{8}$/);
    expect(spoke('a')).toMatch(/^own\/single\/zh_CN\/[0-9a-f]{8}$/);
    expect(spoke('b')).not.toBe(spoke('a'));
    expect(spoke('{% if')).toBe(spoke());
  });

  it('renders the given template on the given alert', () => {
    const preview = previewMessage({
      ...BASE,
      kind: 'single',
      template: '${alarm_name}!',
      alert: alert({ name: 'N' }),
    });
    expect(preview).toMatchObject({ text: 'N!', errors: [] });
  });

  it('shows the words as the product gets them: WeCom has no lists', () => {
    const template = '- ${alarm_name}\n- x';
    const preview = previewMessage({
      ...BASE,
      product: 'wecom',
      face: WECOM,
      kind: 'single',
      template,
      alert: alert({ name: 'N' }),
    });
    expect(preview.text).toBe('N\nx');
  });

  it('renders an alert as the kind asks, whatever its status', () => {
    const resolved = alert({ status: 'resolved', resolvedAt: '2026-11-20T19:09:30Z' });
    expect(previewMessage({ ...BASE, kind: 'single', alert: resolved }).title).toContain('【停服】');
    expect(previewMessage({ ...BASE, kind: 'recovery', alert: alert() }).title).toContain('【已恢复】');
  });

  it('shows what would be sent in place of a broken template, and what is wrong with it', () => {
    const preview = previewMessage({ ...BASE, kind: 'single', template: 'x\n{% if %}' });
    expect(preview.text).toContain('### 【停服】');
    expect(preview.errors).toMatchObject([{ severity: 'error', line: 2 }]);
  });

  it.each([
    ['an image', { description: 'see ![graph](http://evil.example.com/a.png)' }, 'image'],
    ['a link', { summary: 'press [here](http://evil.example.com)', description: 'd' }, 'link'],
    ['a mention', { description: 'hello <@all>' }, 'mention'],
  ])('says that %s in the text of this alert will not be one', (_, fields, what) => {
    const input = { ...BASE, kind: 'single', template: 'x\n> ${note} ${detail}', alert: alert(fields) } as const;
    expect(previewMessage(input).errors).toMatchObject([
      { severity: 'hint', line: 2, message: expect.stringContaining(`the ${what} in this alert's`) },
    ]);
    expect(previewMessage({ ...input, template: '${alarm_level}' }).errors).toEqual([]);
  });

  it('says also what only rendering shows', () => {
    const preview = previewMessage({ ...BASE, kind: 'single', template: '{% for i in (1..99999) %}x{% endfor %}' });
    expect(preview.errors).toMatchObject([{ severity: 'error', message: expect.stringContaining('too many steps') }]);
  });
});
