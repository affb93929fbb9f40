import type { JsonSchema } from '../operation.ts';

/** Previews. */
export const PREVIEW_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  PreviewInput: { type: 'object' },
  Preview: { type: 'object' },
};
