import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseFileProperty, toFileProperty } from '#shared/config/file-property.ts';

/** Of all code units, halves of pairs too. */
const anyText = fc.array(fc.nat({ max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units));

const through = (text: string): string => parseFileProperty(toFileProperty({ name: 'tocsin.yaml', text }))?.text ?? '';

test('comments stay at home, wherever they stand, and nothing else', () => {
  const text = `# top
version: 1 # one
text: "a # b" # c
plain: a#b
block: |
  # no comment
  words
flow: [a, # in between
  '# b']
folded: > # at its head
  more
`;

  expect(through(text)).not.toMatch(/top|one|# c|in between|at its head/);
  expect(parse(through(text))).toEqual(parse(text));
  expect(through(text).split('\n')).toHaveLength(text.split('\n').length);
});

test('the example file says the same without its comments', () => {
  const text = readFileSync('tocsin.example.yaml', 'utf8');

  expect(parse(through(text))).toEqual(parse(text));
  expect(through(text)).not.toContain('#');
});

test('any text arrives in ASCII and as it was', () => {
  fc.assert(
    fc.property(anyText, (name) => {
      const property = toFileProperty({ name, text: 'version: 1' });

      expect(property).toMatch(/^[ -~]*$/);
      expect(parseFileProperty(property)?.name).toBe(name);
    }),
  );
});

test.each([undefined, 7, '', '{', '[]', '{"name":"a"}', '{"name":"a","text":1}'])('%j is no file', (value) => {
  expect(parseFileProperty(value)).toBeUndefined();
});
