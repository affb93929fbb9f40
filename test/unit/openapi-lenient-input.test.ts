import { expect, test } from 'vitest';
import { withLenientInput } from '#functions/admin/openapi/lenient-input.ts';
import { object, ref, text, whole, word } from '#functions/admin/openapi/operation.ts';

const lenient = (schemas: Parameters<typeof withLenientInput>[0], answers: readonly string[] = []) =>
  withLenientInput(schemas, [ref('Body')], answers.map(ref));

test('what a body may leave out may be null as well, what it must have may not', () => {
  const { Body } = lenient({ Body: object({ name: text(), size: whole('') }, ['name']) });
  expect(Body).toMatchObject({ properties: { name: { type: 'string' }, size: { type: ['integer', 'null'] } } });
});

test('a word, a reference and a choice may be null beside what they are', () => {
  const { Body } = lenient({
    Body: object({ level: word(['down']), inner: ref('Inner'), time: { anyOf: [text(), whole('')] } }),
    Inner: object({ of: text() }),
  });
  expect(Body).toMatchObject({
    properties: {
      level: { anyOf: [{ type: 'string', enum: ['down'] }, { type: 'null' }] },
      inner: { anyOf: [ref('Inner'), { type: 'null' }] },
      time: { anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] },
    },
  });
});

test('what a body refers to is as lenient, however deep', () => {
  const { Inner } = lenient({
    Body: { anyOf: [{ type: 'array', items: ref('Inner') }] },
    Inner: object({ of: object({ deep: text() }) }),
  });
  expect(Inner).toMatchObject({ properties: { of: { properties: { deep: { type: ['string', 'null'] } } } } });
});

test('what an answer has too stays as it is', () => {
  const Shared = object({ of: text() });
  expect(lenient({ Body: ref('Shared'), Shared, Answer: ref('Shared') }, ['Answer'])['Shared']).toEqual(Shared);
});
