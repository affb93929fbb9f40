import * as z from 'zod/mini';

/** A channel as the relay shows it, as far as it is compared and continued. */
export const STORED = z.looseObject({
  name: z.string(),
  origin: z.optional(z.string()),
  proxy: z.optional(z.string()),
  robots: z.array(
    z.looseObject({
      name: z.string(),
      webhookUrl: z.optional(z.string()),
      signatureKey: z.optional(z.string()),
    }),
  ),
});

/** One of them. */
export type StoredChannel = z.infer<typeof STORED>;
