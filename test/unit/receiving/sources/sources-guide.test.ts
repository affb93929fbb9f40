import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SOURCES, sourceFor } from '#shared/receiving/source-registry.ts';
import { levelOfWord } from '#shared/receiving/sources/severity.ts';
import { ZABBIX_FIELDS } from '#shared/receiving/sources/zabbix/event.ts';
import { zabbix } from '#shared/receiving/sources/zabbix/zabbix.ts';

const GUIDE = readFileSync(new URL('../../../../docs/sources.md', import.meta.url), 'utf8');

/** The cells of the rows of the table whose heading begins with these words. */
function tableOf(heading: string): readonly (readonly string[])[] {
  const [, after = ''] = GUIDE.split(`\n${heading}`);
  const [table = ''] = after.split('\n\n');
  return table
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('the guide to the sources', () => {
  it.each(SOURCES.map(({ kind }) => kind))('has the address of %s', (kind) => {
    expect(GUIDE).toContain(kind === 'native' ? '| `/v1/alerts` |' : `| \`/v1/alerts/${kind}\``);
  });

  it('names the settings a 413 names', () => {
    const [, ...settings] = tableOf('| | `grafana`').find(([field]) => field === '413 names') ?? [];

    expect(settings).toEqual(
      ['grafana', 'zabbix', 'nightingale', 'uptime-kuma'].map((kind) => sourceFor(kind)?.splitSetting),
    );
  });

  it.each(tableOf('| level | words').map(([level = '', words = '']) => [level.replaceAll('`', ''), words]))(
    'says what becomes %s',
    (level, words) => {
      for (const word of words.split(/, and |, /).filter((one) => !one.startsWith('any word')))
        expect([word, levelOfWord(word)]).toEqual([word, level]);
    },
  );
});

describe('the media type of Zabbix in the guide', () => {
  const parameters = tableOf('| parameter | value').map(
    ([name = '', value = '']) => [name.replaceAll('`', ''), /`([^`]*)`/.exec(value)?.[1] ?? ''] as const,
  );
  const script = /```js\n([\s\S]*?)```/.exec(GUIDE)?.[1] ?? '';

  /** Runs the script as Zabbix does: parameters in, one request out. */
  function run(values: Readonly<Record<string, string>>, status = 200) {
    const sent = { url: '', headers: [] as string[], body: '' };
    class HttpRequest {
      addHeader(header: string): void {
        sent.headers.push(header);
      }
      post(url: string, body: string): string {
        Object.assign(sent, { url, body });
        return 'the answer';
      }
      getStatus(): number {
        return status;
      }
    }
    const result: unknown = new Function('value', 'HttpRequest', script)(JSON.stringify(values), HttpRequest);
    return { ...sent, result };
  }

  const unfilled = Object.fromEntries(parameters);

  it('has every field that is read, and none that is not', () => {
    const fields = parameters.map(([name]) => name).filter((name) => !name.startsWith('tocsin_'));

    expect(fields.sort()).toEqual([...ZABBIX_FIELDS].sort());
  });

  it('posts what the source reads, with the token in the header only', () => {
    const sent = run({
      ...unfilled,
      event_id: '7',
      event_value: '1',
      event_name: 'CPU',
      event_nseverity: '5',
      host: 'h',
    });

    expect(sent.url).toBe('https://tocsin.example.com/v1/alerts/zabbix?source=zabbix-prod');
    expect(sent.headers).toContain('Authorization: Bearer INGEST-TOKEN');
    expect(sent.body).not.toContain('INGEST-TOKEN');
    expect(zabbix.parse(sent.body, 0)).toMatchObject({
      kind: 'parsed',
      alerts: [{ id: 'event-7', name: 'CPU', level: 'down', status: 'firing', target: 'h', summary: '' }],
    });
  });

  it('fails when the relay does not take the alert, so that Zabbix tries again', () => {
    expect(() => run(unfilled, 503)).toThrow('Tocsin answered 503: the answer');
  });
});
