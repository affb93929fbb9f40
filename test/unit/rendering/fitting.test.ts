import { describe, expect, it } from 'vitest';
import { renderMessage } from '#shared/rendering/render.ts';
import { faceOf, settings, told } from './builders.ts';

const LONG = '内存使用率 96% 超过阈值 85%，'.repeat(400);

function single(maxBytes: number, changes: Parameters<typeof told>[1] = {}, own?: string) {
  const templates = own === undefined ? {} : { own: { single: own } };
  return renderMessage({
    ...settings({ face: faceOf(maxBytes), ...templates }),
    kind: 'single',
    told: told({}, changes),
  });
}

describe('a message that is too long', () => {
  it('cuts the description and says how long it was', () => {
    const message = single(2048, { description: LONG, summary: '节点 3 内存不足' });
    expect(Buffer.byteLength(message.text)).toBeLessThanOrEqual(2048);
    expect(Buffer.byteLength(message.text)).toBeGreaterThan(2048 - 8);
    expect(message.text).toContain(`…（已截断，共 ${Buffer.byteLength(LONG)} 字节）`);
    expect(message.text).toContain('> 节点 3 内存不足\n');
    expect(message.text).toContain('[查看告警](http://ocp.example.com:8080/alarm/event/1000160)');
    expect(message.cut).toBe(true);
  });

  it('is not cut when it just fits', () => {
    const whole = single(1_000_000, { description: LONG });
    const size = Buffer.byteLength(whole.text);
    expect(single(size, { description: LONG })).toEqual(whole);
    expect(single(size - 1, { description: LONG }).cut).toBe(true);
  });

  it('keeps to a softer limit of the caller', () => {
    const request = { ...settings({ softBytes: 900 }), kind: 'single', told: told({}, { description: LONG }) } as const;
    expect(Buffer.byteLength(renderMessage(request).text)).toBeLessThanOrEqual(900);
  });

  it('shortens the longest first', () => {
    const own = '${a}\n${b}\n${c}';
    const labels = { a: 'a'.repeat(50), b: 'b'.repeat(400), c: 'c'.repeat(3000) };
    const [a = '', b = '', c = ''] = single(1000, { labels }, own).text.split('\n');
    expect([a.length, b.length]).toEqual([50, 400]);
    expect(c).toMatch(/^c+…（已截断，共 3000 字节）$/);
  });

  it('does not cut inside a link, neither one of its own nor one in the text', () => {
    const url = `https://grafana.example.com/d/abc?${'var=1&'.repeat(20)}end`;
    for (let maxBytes = 120; maxBytes < 700; maxBytes += 7) {
      const { text } = single(maxBytes, { description: `see ${url} now. ${LONG}` });
      for (const [found] of text.matchAll(/https?:[^\s)…]*/g)) {
        expect([url, 'http://ocp.example.com:8080/alarm/event/1000160']).toContain(found);
      }
    }
  });

  it('gives up a link that would take all the room', () => {
    const { text } = single(1024, { url: `http://192.0.2.1/${'x'.repeat(3000)}`, description: 'short' });
    expect(text).toContain('> short');
    expect(text).toContain('查看告警：…');
  });

  it('becomes its title, and a beginning of it, where nothing else fits', () => {
    expect(single(70).text).toBe('【停服】OB 服务器无法连接 · obcluster-1/192.0.2.10');
    expect(single(40).text).toMatch(/^【停服】OB 服务/);
    expect(Buffer.byteLength(single(40).text)).toBeLessThanOrEqual(40);
    expect(single(0).text).toBe('【停服】');
  });
});
