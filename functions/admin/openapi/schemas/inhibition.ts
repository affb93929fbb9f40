import { INHIBITION_SIZES } from '#shared/inhibition/inhibition-input.ts';
import { type JsonSchema, object, ref, text, texts } from '../operation.ts';

const MATCHERS = (description: string): JsonSchema => ({
  ...texts(description, { maxItems: INHIBITION_SIZES.matchers }),
  minItems: 1,
});

/** Inhibition rules. */
export const INHIBITION_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Inhibitions: object({
    rules: {
      type: ['array', 'null'],
      items: ref('InhibitionRule'),
      maxItems: INHIBITION_SIZES.rules,
      description: 'None when left out or null.',
    },
  }),
  InhibitionRule: object(
    {
      name: text('The ledger names it. Without a slash.'),
      sourceMatchers: MATCHERS(
        'Of the alert that inhibits while it fires; all have to match. One has to need a value.',
      ),
      targetMatchers: MATCHERS('Of the alerts that are not told then; all have to match.'),
      equal: texts('What both have in common: labels, or name, source, level, target, group. Missing is empty.', {
        maxItems: INHIBITION_SIZES.equal,
      }),
      channels: {
        ...texts('Only in these; in all when absent. The alert that inhibits may go anywhere.', {
          maxItems: INHIBITION_SIZES.channels,
        }),
        minItems: 1,
      },
      sourceTimeout: {
        ...text('An alert that is not received again for so long inhibits no more: 5m to 7d, like 90m, 6h, 2d.'),
        default: '6h',
      },
    },
    ['name', 'sourceMatchers', 'targetMatchers'],
  ),
};
