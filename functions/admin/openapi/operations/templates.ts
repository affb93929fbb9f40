import { type OperationDoc, ref } from '../operation.ts';

/** What templates are made of. */
export const TEMPLATE_OPERATIONS = {
  listTemplates: {
    tag: 'Channels',
    summary: 'The default templates, snippets and variables to make one’s own of',
    description:
      'They come with the relay and change only with its version. POST /v1/preview shows what becomes of one.',
    success: {
      status: 200,
      description: 'All of them.',
      schema: ref('Templates'),
      example: {
        defaults: [
          {
            language: 'en_US',
            kind: 'single',
            template: '### ${title}\n- Since: ${timing}',
            version: 'default/single/en_US/5f2c1a90',
          },
        ],
        snippets: [
          {
            name: 'link',
            says: 'A link to the alert at its sender.',
            kinds: ['single', 'recovery'],
            template: '[View alert](${url})',
          },
        ],
        variables: [{ name: 'alarm_id', in: ['single', 'aggregated', 'alert'], says: 'the sender’s id of the alert' }],
      },
    },
    problems: ['malformed'],
  },
} as const satisfies Readonly<Record<string, OperationDoc>>;
