import { type JsonSchema, text } from '../operation.ts';

/** Errors, as RFC 9457 describes them. */
export const PROBLEM_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Problem: {
    type: 'object',
    properties: {
      type: text('Ends with a word for the way it failed, like no-channel.'),
      title: text('The same for every failure of this type.'),
      status: { type: 'integer' },
      detail: text('What is wrong here and what to do about it.'),
      errors: {
        type: 'array',
        description: 'Every field that is wrong.',
        items: {
          type: 'object',
          properties: { field: text('Its path, like alerts[3].level.'), message: text() },
          required: ['field', 'message'],
        },
      },
    },
    required: ['type', 'title', 'status', 'detail'],
  },
};
