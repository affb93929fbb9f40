import { describe, expect, it } from 'vitest';
import { DEFAULT_TEMPLATES } from '#shared/rendering/default-templates.ts';
import { lintTemplate } from '#shared/rendering/lint.ts';

describe('lint', () => {
  it('finds nothing wrong with the default templates', () => {
    for (const templates of Object.values(DEFAULT_TEMPLATES)) {
      for (const kind of ['single', 'aggregated', 'recovery', 'digest'] as const) {
        expect(lintTemplate(templates[kind], kind)).toEqual([]);
      }
    }
  });

  it.each([
    ['${alarm_nmae}', 'alarm_name'],
    ['${alarmName}', 'alarm_name'],
    ['${Alarm_Level}', 'alarm_level'],
    ['${alarm_tagret}', 'alarm_target'],
    ['{% if statu == "x" %}a{% endif %}', 'status'],
    ['{{ descripton | upcase }}', 'description'],
  ])('knows what was meant by %s', (template, meant) => {
    expect(lintTemplate(template)).toMatchObject([
      { severity: 'warning', message: expect.stringContaining(`did you mean "${meant}"`) },
    ]);
  });

  it('only warns of a name nobody knows, for it may be a label', () => {
    expect(lintTemplate('a\nb ${alarm_name} ${team}')).toEqual([
      {
        severity: 'warning',
        message: 'unknown variable "team": empty unless the alert has a label of this name',
        line: 2,
        column: 19,
      },
    ]);
  });

  it('knows labels, loops, own variables and the labels of OCP', () => {
    const template =
      '${labels.team}{% assign x = 1 %}${x}{% for a in alerts %}${a.name}${forloop.index}{% endfor %}${sql_id}';
    expect(lintTemplate(template)).toEqual([]);
  });

  it('knows that a digest has no single description', () => {
    expect(lintTemplate('${alarm_description}', 'digest')).toHaveLength(1);
    expect(lintTemplate('${alarm_description}', 'recovery')).toEqual([]);
  });

  it.each([
    ['{% if x %}', 'not closed', 1],
    ['a\n\n{{ x | nofilter }}', 'undefined filter: nofilter', 3],
    ['{% if level %}\na\n{% endif %}\n{% nope %}', 'tag "nope" not found', 4],
  ])('finds what is wrong with %j, and where', (template, message, line) => {
    expect(lintTemplate(template)).toMatchObject([
      { severity: 'error', message: expect.stringContaining(message), line },
    ]);
  });

  it('refuses a template beyond any size', () => {
    expect(lintTemplate('x'.repeat(70_000))).toMatchObject([{ severity: 'error' }]);
  });
});
