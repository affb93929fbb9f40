import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '#shared/channels/channel.ts';
import type { TemplateUse } from '#shared/channels/template-remark.ts';
import { DEFAULT_TEMPLATES } from '#shared/rendering/default-templates.ts';
import { lintTemplate } from '#shared/rendering/lint.ts';
import { compileTemplate } from '#shared/rendering/template-engine.ts';

const lint = (template: string, use: Partial<TemplateUse> = {}) =>
  lintTemplate(template, { kind: 'single', product: 'dingtalk', format: 'markdown', ...use });

describe('lint', () => {
  it.each(
    (['dingtalk', 'wecom'] as const).flatMap((product) => LANGUAGES.map((language) => [product, language] as const)),
  )('finds nothing wrong with the default templates: %s, %s', (product, language) => {
    for (const kind of ['single', 'aggregated', 'recovery', 'digest'] as const) {
      const remarks = lint(DEFAULT_TEMPLATES[language][kind], { kind, product });
      expect(remarks.filter(({ severity }) => severity !== 'hint')).toEqual([]);
    }
  });

  it.each([
    ['${alarm_nmae}', 'alarm_name', 3],
    ['${alarmName}', 'alarm_name', 3],
    ['${alarm-name}', 'alarm_name', 3],
    ['a ${Alarm_Level}', 'alarm_level', 5],
    ['${alarm_tagret}', 'alarm_target', 3],
    ['{% if statu == "x" %}a{% endif %}', 'status', 7],
    ['{{ descripton | upcase }}', 'description', 4],
  ])('knows what was meant by %s', (template, suggestion, column) => {
    expect(lint(template)).toEqual([
      {
        severity: 'warning',
        line: 1,
        column,
        message: expect.stringContaining(`did you mean \${${suggestion}}?`),
        suggestion,
      },
    ]);
  });

  it('only warns of a name nobody knows, for it may be a label', () => {
    expect(lint('a\nb ${alarm_name} ${team}')).toEqual([
      {
        severity: 'warning',
        message: 'unknown variable "team": empty unless the alert has a label of this name',
        line: 2,
        column: 19,
      },
    ]);
  });

  it('says where a whole line depends on such a name', () => {
    expect(lint('Owner: ${team}')).toMatchObject([{ message: expect.stringContaining('whole line is left out') }]);
  });

  it('knows labels, loops, own variables and the labels of OCP', () => {
    const template =
      '${labels.team}{% assign x = 1 %}${x}{% for a in alerts %}${a.name}${forloop.index}{% endfor %}${sql_id}';
    expect(lint(template, { kind: 'aggregated' })).toEqual([]);
  });

  it('knows what the entries of a list have', () => {
    const template = '{% for a in alerts %}\n${a.tgt} ${a.placee} ${a.team}\n{% endfor %}';
    expect(lint(template, { kind: 'aggregated' })).toMatchObject([
      { line: 2, column: 12, message: expect.stringContaining('did you mean ${a.place}?'), suggestion: 'a.place' },
    ]);
    expect(lint('{% for g in groups %}${g.place}{% endfor %}', { kind: 'digest' })).toMatchObject([
      { column: 24, message: expect.stringContaining('entries of groups have no "place"') },
    ]);
  });

  it('knows that a digest has no single description', () => {
    expect(lint('${alarm_description}', { kind: 'digest' })).toHaveLength(1);
    expect(lint('${alarm_description}', { kind: 'recovery' })).toEqual([]);
  });

  it.each([
    ['{% if x %}', '{% if x %} is not closed: {% endif %} is missing', 1, 1],
    ['a\n\n{{ level | nofilter }}', 'unknown filter "nofilter"', 3, 12],
    ['a\n ${level | upcse}', 'unknown filter "upcse"; did you mean "upcase"?', 2, 12],
    ['{% if level %}\na\n{% endif %}\n{% nope %}', 'unknown tag "nope"', 4, 1],
    ['b\n{% asign a = 1 %}', 'unknown tag "asign"; did you mean "assign"?', 2, 1],
    ['b\n{% endif %}', '{% endif %} closes nothing', 2, 1],
    ['b\n{% else %}', '{% else %} stands outside', 2, 1],
    ['x {{ level', '{{ level is not closed: }} is missing', 1, 3],
    ['x {% if level', '{% if level is not closed: %} is missing', 1, 3],
    ['{% raw %}x', '{% raw %} is not closed: {% endraw %} is missing', 1, undefined],
  ])('finds what is wrong with %j, and where', (template, message, line, column) => {
    const [first, ...others] = lint(template).filter(({ severity }) => severity === 'error');
    expect(first).toMatchObject({ message: expect.stringContaining(message), line, ...(column && { column }) });
    expect(others).toEqual([]);
  });

  it('tells everything at once, in the order of lines', () => {
    const template = '{{ level | upcse }}\n{% nope %}\n${alarm_nmae}\n{% iff level %}x{% endiff %}\n{% if level %}';
    expect(lint(template).map(({ severity, line }) => `${severity} ${line}`)).toEqual([
      'error 1',
      'error 2',
      'warning 3',
      'error 4',
      'error 5',
    ]);
  });

  it('tells a tag that is closed inside another once', () => {
    const template = '{% if level %}{% for a in alerts %}x{% endif %}';
    expect(lint(template, { kind: 'aggregated' }).map(({ message }) => message)).toEqual([
      '{% for a in alerts %} is not closed: {% endfor %} is missing',
      expect.stringContaining('{% endif %} closes nothing'),
    ]);
  });

  it.each(['a ${alarm_name', 'a ${alarm_name {{ level }}'])('warns of %j: it would be shown', (template) => {
    expect(lint(template)).toMatchObject([{ severity: 'warning', line: 1, column: 3, message: /shown as it stands/ }]);
  });

  it('refuses a template beyond any size', () => {
    expect(lint('x'.repeat(70_000))).toMatchObject([{ severity: 'error', line: 1, column: 1 }]);
  });

  it('makes an error of what falls back, and of nothing else', () => {
    const part = fc.constantFrom(
      '{% if level %}',
      '{% endif %}',
      '${level}',
      '{{ x | nofi }}',
      '{% for a in b %}',
      '\n',
      'x',
      '${',
      '}',
      '{%',
      '%}',
      '{% endfor %}',
      '{% else %}',
      '{% raw %}',
      '{% nope %}',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const template = parts.join('');
        const hasError = lint(template).some(({ severity }) => severity === 'error');
        expect(hasError).toBe(compileTemplate(template).kind === 'invalid');
      }),
    );
  });

  it('points into the template, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '%', '}', '$', 'a', '|', ' ', '\n', '"', 'if ', 'endif ') }),
        (template) => {
          const lines = template.split('\n');
          for (const { line, column } of lint(template)) {
            expect(line).toBeLessThanOrEqual(lines.length);
            expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
          }
        },
      ),
    );
  });
});

describe('lint says what a product will not show', () => {
  it.each([
    ['a table', 'x\n| a | b |\n|---|---|', 'dingtalk', 'warning', 2, 1],
    ['a table', '| a | b |', 'wecom', 'warning', 1, 1],
    ['a block of code', 'x\n```\nlog\n```', 'dingtalk', 'warning', 2, 1],
    ['HTML', 'a <br> b', 'dingtalk', 'warning', 1, 3],
    ['a colour code', 'a <font color="${alarm_level_color}">x</font>', 'wecom', 'warning', 1, 3],
    ['colours', '<font color="#FF0000">x</font>', 'dingtalk', 'hint', 1, 1],
    ['an image', 'a ![x](${url})', 'wecom', 'warning', 1, 3],
    ['a list', 'x\n- ${level}', 'wecom', 'hint', 2, 1],
    ['a rule', 'x\n---\ny', 'wecom', 'hint', 2, 1],
  ] as const)('%s: %j in %s', (_, template, product, severity, line, column) => {
    expect(lint(template, { product })).toMatchObject([{ severity, line, column }]);
    expect(lint(template, { product, format: 'text' })).toEqual([]);
  });

  it.each([
    ['- ${level}', 'dingtalk'],
    ['![x](${url})', 'dingtalk'],
    ['<font color="warning">x</font>', 'wecom'],
    ['<@zhangsan> x', 'wecom'],
    ['{% if a < b %}x{% endif %}', 'wecom'],
    ['1 < 2 and 3 > 2', 'wecom'],
  ] as const)('nothing of %j in %s', (template, product) => {
    expect(lint(template, { product }).filter(({ message }) => !message.startsWith('unknown variable'))).toEqual([]);
  });
});
