import { describe, expect, it } from 'vitest';
import type { DigestEntry } from '#shared/rendering/message.ts';
import { renderMessage } from '#shared/rendering/render.ts';
import { busyMs } from '#test/assertions/thread-time.ts';
import { entry, NOW, settings } from './builders.ts';

const at = (cluster: string, n: number) => `ob_cluster=${cluster}:svr_ip=192.0.2.${n}`;

function several(count: number, changes: Partial<DigestEntry> = {}, cluster = 'c-1'): readonly DigestEntry[] {
  return Array.from({ length: count }, (_, i) => entry({ target: at(cluster, i), ...changes }));
}

function digest(entries: readonly DigestEntry[], changes: Parameters<typeof settings>[0] & { lateMs?: number } = {}) {
  const { lateMs, ...rest } = changes;
  return renderMessage({ ...settings(rest), kind: 'digest', entries, ...(lateMs === undefined ? {} : { lateMs }) });
}

const DOWN = { level: 'down', name: 'OB 服务器无法连接' } as const;
const CRITICAL = { level: 'critical', name: '内存超限' } as const;

describe('the title of a digest', () => {
  it.each([
    ['one alert with its place', several(1), '【警告】磁盘使用率超限 · c-1/192.0.2.0'],
    ['one name with its number', several(3), '【警告】磁盘使用率超限 ×3 · c-1'],
    [
      'what woke and the number at each level',
      [...several(9), ...several(2, DOWN), ...several(3, CRITICAL)],
      '【停服 2】【严重 3】OB 服务器无法连接 等 14 条告警 · c-1',
    ],
    [
      'the worst level where none wakes',
      [...several(2), ...several(4, { level: 'info', name: 'x' }, 'c-2')],
      '【警告 2】磁盘使用率超限 等 6 条告警',
    ],
    [
      'no number a second time',
      [...several(2), ...several(1, { name: 'x' }, 'c-2')],
      '【警告】磁盘使用率超限 等 3 条告警',
    ],
    [
      'what is over beside what is not',
      [...several(2, DOWN), ...several(4, { status: 'resolved' })],
      '【停服】OB 服务器无法连接 ×2 · c-1（另 4 条已恢复）',
    ],
    [
      'the one that is left',
      [...several(1, DOWN), ...several(4, { status: 'resolved' })],
      '【停服】OB 服务器无法连接 · c-1/192.0.2.0（另 4 条已恢复）',
    ],
    [
      'that all is over',
      [...several(2, { status: 'resolved' }), ...several(1, { status: 'resolved', name: 'x' })],
      '【已恢复】磁盘使用率超限 等 3 条告警',
    ],
  ] as const)('says %s', (_, entries, title) => {
    expect(digest(entries).title).toBe(title);
  });

  it('reads well in English', () => {
    const entries = [
      ...several(9),
      ...several(2, { ...DOWN, name: 'Host lost' }),
      ...several(1, { status: 'resolved' }),
    ];
    expect(digest(entries, { language: 'en_US' }).title).toBe(
      '[2 Down] Host lost and others, 11 alerts · c-1 (and 1 recovered)',
    );
  });
});

describe('the groups of a digest', () => {
  it('say which part is new, raised or back and forth, and which has been told before', () => {
    const lines = digest([
      ...several(2, { ...DOWN, isNew: false }),
      ...several(2, CRITICAL),
      ...several(1, { ...CRITICAL, target: at('c-1', 7), isNew: false, rose: true }),
      ...several(2, { name: 'a', isNew: false, flapping: true }),
      ...several(3, { name: 'b', isNew: false, rose: true }),
      ...several(1, { name: 'c', status: 'resolved', isNew: true }),
      ...several(1, { name: 'c', status: 'resolved', isNew: false }),
      ...several(1, { name: 'd', status: 'resolved', isNew: true }),
    ]).text.match(/^- \*\*.*$/gm);
    expect(lines?.map((line) => line.replace(/：.*$/, ''))).toEqual([
      '- **停服** OB 服务器无法连接 ×2（仍未恢复）',
      '- **严重** 内存超限 ×3（新增 2，升级 1）',
      '- **警告** b ×3（级别升高）',
      '- **警告** a ×2（抖动）',
      '- **已恢复** c ×2（1 条此前未通知）',
      '- **已恢复** d（通知发出前已恢复）',
    ]);
  });

  it('name what is new before what is known, cluster by cluster', () => {
    const { text } = digest([
      ...several(2, { isNew: false }, 'old'),
      entry({ target: at('a', 1) }),
      entry({ target: at('b', 1) }),
      entry({ target: at('a', 2) }),
    ]);
    expect(text).toContain('磁盘使用率超限 ×5（新增 3）：a/192.0.2.1、192.0.2.2、b/192.0.2.1 等');
  });

  it('end a long list of places between two of them', () => {
    const { text } = digest(several(40, { ...DOWN }, 'obcluster-with-a-long-name'));
    expect(text).toMatch(/：obcluster-with-a-long-name\/192\.0\.2\.0(、192\.0\.2\.\d+)+ 等$/m);
    expect(text).not.toContain('已截断');
  });

  it('take a line each without places where there are many of which none wakes anybody', () => {
    const many = Array.from({ length: 20 }, (_, i) => several(2, { name: `rule ${i}` })).flat();
    const { text } = digest([...several(2, DOWN), ...many]);
    expect(text).toContain('- **停服** OB 服务器无法连接 ×2：c-1/192.0.2.0、192.0.2.1\n');
    expect(text).toContain('- **警告** rule 7 ×2\n');
  });
});

describe('the figures of a digest', () => {
  it('name the largest clusters and count the rest', () => {
    const entries = Array.from({ length: 9 }, (_, i) => several(10 - i, {}, `c-${i}`)).flat();
    expect(digest([...entries, entry({ target: '192.0.2.1:9100' })]).text).toContain(
      '- 集群：c-0 ×10、c-1 ×9、c-2 ×8、c-3 ×7、c-4 ×6、另 4 个集群共 14、其他 ×1\n',
    );
    expect(digest(entries, { language: 'en_US' }).text).toContain(
      '- Clusters: c-0 ×10, c-1 ×9, c-2 ×8, c-3 ×7, c-4 ×6, 4 more with 14\n',
    );
  });

  it('are left out where the title has said it all', () => {
    const { text } = digest(several(3, { status: 'resolved', isNew: false }));
    expect(text).not.toMatch(/级别|变化|集群|抖动|延迟/);
  });

  it('say when the alerts came, but for those that were put off', () => {
    const held = several(2, { isPutOff: true, since: NOW - 1 });
    const spanOf = (entries: readonly DigestEntry[]) => /时段：(.*)/.exec(digest(entries).text)?.[1];
    expect(spanOf([...several(3), ...held])).toBe(spanOf(several(3)));
    expect(spanOf(several(3))).toBeDefined();
    expect(digest(held).text).not.toContain('时段');
  });

  it('say how late the oldest is, and how many go back and forth', () => {
    const { text } = digest([...several(2), entry({ flapping: true })], { lateMs: 720_000 });
    expect(text).toContain('- 延迟：最早的晚了 12 分钟，应在 02:58:32 送达\n');
    expect(text).toContain('- 抖动：1 条反复触发与恢复，之后减少通知\n');
  });

  it('can be read by templates', () => {
    const own = {
      digest:
        '${count} ${new_count} ${rose_count} ${flapping_count} ${recovered_count} {% for c in clusters %}${c.name}=${c.count} {% endfor %}',
    };
    const entries = [...several(2), entry({ isNew: false, rose: true, flapping: true }), entry({ status: 'resolved' })];
    expect(digest(entries, { own }).text).toBe('4 2 1 1 1 c-1=2');
  });

  it('of ten thousand alerts take under a tenth of a second, whatever their names', () => {
    for (const names of [1, 400, 10_000]) {
      const entries = Array.from({ length: 10_000 }, (_, i) =>
        entry({ name: `rule ${i % names}`, target: at(`c-${i % 7}`, i), since: NOW - i }),
      );
      const times = [1, 2, 3, 4].map(() => busyMs(() => digest(entries, { softBytes: 6_000 })));
      expect(Math.min(...times)).toBeLessThan(100);
    }
  });
});
