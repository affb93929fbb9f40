import { describe, expect, it } from 'vitest';
import type { Alert } from '#shared/alert/alert.ts';
import { renderMessage } from '#shared/rendering/render.ts';
import { MARKING_FACE, settings, told } from './builders.ts';

function render(template: string, changes: Partial<Alert> = {}, more: Parameters<typeof settings>[0] = {}) {
  return renderMessage({
    ...settings({ ...more, own: { single: template } }),
    kind: 'single',
    told: told({}, changes),
  });
}

describe("a channel's own template", () => {
  it.each([
    ['${alarm_name}', 'OB 服务器无法连接'],
    ['{{ alarm_name }}', 'OB 服务器无法连接'],
    ['${ alarm_level }', '停服'],
    ['${alarm_status}', '告警中'],
    ['${alarm_level_color}', '#722ED1'],
    ['${alarm_active_at}', '2026-11-21T03:07:12+08:00'],
    ['${alarm_last_interval}', 'PT200S'],
    ['${alarm_type} ${app_type}', 'ob_cannot_connected OB'],
    ['${ob_cluster} ${host_ip} ${svr_ip}', 'obcluster-1 192.0.2.10 192.0.2.10'],
    ['${labels.alarm_type}', 'ob_cannot_connected'],
    ['${labels["alarm_type"]}', 'ob_cannot_connected'],
    ['${level} ${status} ${change}', 'down firing new'],
    ['${level}: x${nothing_like_it}y', 'down: xy'],
    ['${alarm_name | slice: 0, 2}', 'OB'],
    ['{% if level == "down" %}!{% endif %}', '!'],
    ['{% raw %}${alarm_name} {{ x }}{% endraw %}', '${alarm_name} {{ x }}'],
    ['$100 ${} {x}', '$100  {x}'],
    ['{{ alarm_active_at | date: "%H:%M" }}', '03:07'],
    ['{{ alarm_active_at | date: "%H:%M", "UTC" }}', '19:07'],
    ['{{ "now" | date: "%Y-%m-%d %H:%M:%S" }}', '2026-11-21 03:10:32'],
    ['{% assign n = alarm_name %}{{ n }}', 'OB 服务器无法连接'],
    ['{% for l in labels %}{{ l[0] }} {% endfor %}', 'alarm_type app_type ob_cluster host_ip'],
  ])('%s', (template, text) => {
    expect(render(template)).toMatchObject({ text, cut: false });
    expect(render(template)).not.toHaveProperty('fellBack');
  });

  it('has the objects of a target that comes without labels', () => {
    const template = '${ob_cluster}|${ob_tenant}|${tenant_name}|${host_ip}|${sql_id}';
    const target = 'ob_cluster=C1-1000:tenant_name=T1:host=192.0.2.9:sql_id=2A6D';
    expect(render(template, { target, labels: {} }).text).toBe('C1-1000|T1|T1|192.0.2.9|2A6D');
  });

  it('is the one of the language, and the default one where that has none', () => {
    const own = settings({ language: 'en_US' });
    const request = { ...own, settings: { ...own.settings, templates: { zh_CN: { single: 'own' } } } };
    expect(renderMessage({ ...request, kind: 'single', told: told() }).text).toContain('[Down]');
  });

  it('never reads alert text as a template', () => {
    const hostile = '${alarm_id} {{ alarm_id }} {% raw %}';
    expect(render('${alarm_description}', { description: hostile }).text).toBe(hostile);
    expect(render('${x}', { labels: { x: '${alarm_id}' } }).text).toBe('${alarm_id}');
  });

  it('survives labels named like parts of the language', () => {
    const labels = JSON.parse('{"__proto__":"p","constructor":"c","if":"i","a-b":"d","title":"t"}');
    expect(render('${constructor} ${a-b} ${labels.__proto__}', { labels }).text).toBe('c d p');
  });

  it('shows an OCP default template as OCP does', () => {
    const template = [
      '### OCP 告警通知 ${alarm_name}',
      '- 级别：${alarm_level}',
      '- 告警对象：${alarm_target}',
      '- 生成时间：${alarm_active_at}',
      '- 租户：${ob_tenant}',
      '- OCP 链接：${alarm_url}',
    ].join('\n');
    expect(render(template).text).toBe(
      [
        '### OCP 告警通知 OB 服务器无法连接',
        '- 级别：停服',
        '- 告警对象：ob_cluster=obcluster-1:svr_ip=192.0.2.10',
        '- 生成时间：2026-11-21T03:07:12+08:00',
        '- OCP 链接：http://ocp.example.com:8080/alarm/event/1000160',
      ].join('\n'),
    );
  });
});

describe('lines without a value', () => {
  it('are dropped where the only variable is empty, and kept where there is none', () => {
    expect(render('a\n- 租户：${ob_tenant}\nb').text).toBe('a\nb');
    expect(render('- ${ob_tenant}/${host_ip}').text).toBe('- /192.0.2.10');
    expect(render('- ${ob_tenant}/${sql_id}\nb').text).toBe('b');
  });

  it('are not left behind by tags on lines of their own', () => {
    expect(render('a\n{% if level == "down" %}\nb\n{% endif %}\n  {%- assign x = 1 -%}  \nc').text).toBe('a\nb\nc');
    expect(render('a\n{% for l in labels %}\n- ${l[0]}\n{% endfor %}\nc').text).toBe(
      'a\n- alarm_type\n- app_type\n- ob_cluster\n- host_ip\nc',
    );
  });

  it('shrink to one between blocks and none at the ends', () => {
    expect(render('\n\na\n\n\n\nb\n\n').text).toBe('a\n\nb');
  });
});

describe('every value is escaped once', () => {
  it.each([
    ['**${alarm_name}**', '**‹n›**'],
    ['{{ alarm_name | upcase }}', '‹N›'],
    ['{{ alarm_name | raw }}', '‹n›'],
    ['{{ alarm_name | escape }}', '‹n›'],
    ['{% for l in labels %}{{ l[1] }}{% endfor %}', '‹v›'],
    ['${labels}', '‹k=v›'],
    ['{% capture c %}**${alarm_name}**{% endcapture %}${c}', '**‹n›**'],
    ['{% capture c %}**${alarm_name}**{% endcapture %}{{ c | upcase }}', '‹**N**›'],
    ['{% assign c = "x" | append: alarm_name %}${c}', '‹xn›'],
    ['[${alarm_name}](http://192.0.2.1/${alarm_name})', '[‹n›](http://192.0.2.1/n)'],
    ['${title}', '【停服】‹n›'],
  ])('%s', (template, text) => {
    expect(render(template, { name: 'n', target: '', labels: { k: 'v' } }, { face: MARKING_FACE }).text).toBe(text);
  });

  it.each([
    ['${a}${b}', { a: '[click]', b: '(http://192.0.2.1)' }],
    ['${a}(${b})', { a: '[click]', b: 'http://192.0.2.1' }],
    ['wow!${a}', { a: '[x]' }],
    ['<${a}', { a: '@all>' }],
    ['<fo${a}', { a: 'nt color=red>' }],
  ])('and forms no markup with its neighbours: %s', (template, labels) => {
    expect(render(template, { labels }).text).not.toMatch(/\]\(|!\[|<@|<font/);
  });
});

describe('links', () => {
  it.each([
    ['javascript:alert(1)'],
    ['dingtalk://dingtalkclient/page/link?url=x'],
    ['http://bank.example.com@192.0.2.66/'],
    ['http://192.0.2.1/a b'],
    ['http://192.0.2.1/\n[x'],
    ['//192.0.2.1'],
    ['http://'],
  ])('that are not plain http or https are shown as text: %s', (url) => {
    const { text } = render('[look](${alarm_url}).', { url });
    expect(text).not.toContain('](');
    expect(text).toMatch(/^look：.+\.$/s);
  });

  it('can not be ended early by a bracket', () => {
    expect(render('[look](${alarm_url})', { url: 'http://192.0.2.1/a)b(c?q=[1]@x' }).text).toBe(
      '[look](http://192.0.2.1/a%29b%28c?q=%5B1%5D%40x)',
    );
    expect(render('[${a}](${alarm_url})', { url: 'http://192.0.2.1/', labels: { a: 'x](http://evil' } }).text).toBe(
      '[x)(http://evil](http://192.0.2.1/)',
    );
  });

  it('show only their label where there is no target', () => {
    expect(render('[${alarm_name}](${alarm_url})', { url: '' }).text).toBe('OB 服务器无法连接');
    expect(render('[look](${alarm_url})\nx', { url: '' }).text).toBe('x');
  });

  it('stand at the end of their line in a text message', () => {
    const text = render('- [${alarm_name}](${alarm_url}) · ${host_ip}', {}, { format: 'text' }).text;
    expect(text).toBe('- OB 服务器无法连接 · 192.0.2.10 http://ocp.example.com:8080/alarm/event/1000160');
  });
});

describe('a message without links', () => {
  it('has none left that could be followed, and no empty label', () => {
    const told1 = told({}, { description: 'see https://192.0.2.1/x', name: 'http://192.0.2.2' });
    const request = { ...settings({ format: 'text', link: 'https://tocsin.example.com' }), links: 'none' } as const;
    const single = renderMessage({ ...request, kind: 'single', told: told1 });
    expect(`${single.title}${single.text}`).not.toContain('://');
    expect(single.text).toMatch(/see https：\/\/192\.0\.2\.1\/x$/);

    const several = renderMessage({ ...request, kind: 'aggregated', groupBy: '', told: [told1, told()] });
    expect(several.text).not.toContain('://');
    expect(several.text).toContain('obcluster-1/192.0.2.10');
  });
});

describe('a template that fails', () => {
  it.each([
    ['{% if %}', 'line 1'],
    ['a\n{{ x | nofilter }}', 'undefined filter: nofilter (line 2'],
    ['{% include "x" %}', 'tag "include" not found'],
    ['{% render "x" %}', 'tag "render" not found'],
    ['{% layout "x" %}', 'tag "layout" not found'],
    ['${a b c', 'empty'],
    ['{% for i in (1..60000) %}x{% endfor %}', 'too many steps'],
    ['{% for i in (1..9999999) %}x{% endfor %}', 'memory alloc limit exceeded'],
    ['', ''],
    ['   \n ', ''],
    ['${ob_tenant}', 'empty message'],
  ])('gives way to the default one, and says why: %s', (template, reason) => {
    const message = render(template);
    if (template === '${a b c') return expect(message.text).toBe('${a b c');

    expect(message.text).toContain('### 【停服】OB 服务器无法连接');
    expect(message.fellBack ?? '').toContain(reason);
    if (reason !== '') expect(message.fellBack).toMatch(/^single template \(zh_CN\): /);
  });

  it('gives way when its own text is too long for the robot', () => {
    const face = { escape: (text: string) => text, overBy: ({ text }: { text: string }) => text.length - 1000 };
    const message = render('x'.repeat(2000), {}, { face });
    expect(message.text).toContain('### 【停服】');
    expect(message.fellBack).toBe('single template (zh_CN): its own text is longer than the robot takes');
  });
});

describe('a hostile template', () => {
  const doubled = '{% assign a = alarm_description | split: "" %}'.concat('{% assign a = a | concat: a %}'.repeat(25));

  it.each([
    ['loops', '{% for i in (1..9999) %}{% for j in (1..9999) %}x{% endfor %}{% endfor %}'],
    [
      'captures that double',
      `{% capture c %}xx{% endcapture %}${'{% capture c %}${c}${c}{% endcapture %}'.repeat(40)}`,
    ],
    [
      'empty captures that double',
      `{% capture c %}\${x}{% endcapture %}${'{% capture c %}${c}${c}{% endcapture %}'.repeat(40)}`,
    ],
    ['strings that double', `{% assign s = "xx" %}${'{% assign s = s | append: s %}'.repeat(60)}\${s}`],
    ['lists that double', `${doubled}\${a}`],
    ['lists of lists', `${doubled}${'{% assign a = a | push: a | push: a %}'.repeat(60)}\${a}`],
    ['lists of alerts', `{% assign a = labels | concat: labels %}${'{% assign a = a | concat: a %}'.repeat(25)}\${a}`],
    ['chains of filters', `{{ alarm_description${' | url_encode'.repeat(1400)} }}`],
    ['padding', '{{ "now" | date: "%999999999d" }}'],
    ['replacing', `{% assign s = alarm_description${' | replace: "a", "aaaaaaaa"'.repeat(30)} %}\${s}`],
    ['nesting', '{% if x %}'.repeat(1500)],
    ['brackets', '['.repeat(19_000)],
    ['links', '[a](b'.repeat(3_900)],
    ['broken tags', '{%'.repeat(9_900)],
    ['broken outputs', '{{ '.repeat(6_600)],
    ['broken variables', '${'.repeat(9_900)],
  ])('of %s ends soon, in a message', (_, template) => {
    const started = performance.now();
    const { text } = render(template, { description: 'a'.repeat(20_000) });
    expect(text).not.toBe('');
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('text channels', () => {
  it("take the markdown out of the template's text and leave that of the alert alone", () => {
    const template = '### T ${a}\n> **${a}**\n<font color=${alarm_level_color}>${a}</font>\n- x ${a}';
    expect(render(template, { labels: { a: '**#**' } }, { format: 'text' }).text).toBe(
      'T **#**\n**#**\n**#**\n- x **#**',
    );
  });
});
