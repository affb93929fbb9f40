import * as z from 'zod/mini';
import type { Column } from './table.ts';

/** A channel as lists show it. */
export const CHANNEL = z.object({
  name: z.string(),
  type: z.string(),
  enabled: z.boolean(),
  origin: z.optional(z.string()),
  robots: z.array(z.object({ name: z.string() })),
  message: z.object({ language: z.string() }),
  delivery: z.object({ fallbackChannel: z.optional(z.string()) }),
});

/** Channels as a table. */
export function channelColumns(): readonly Column<z.infer<typeof CHANNEL>>[] {
  return [
    { title: 'NAME', of: ({ name }) => name, mayShrink: true, tone: ({ enabled }) => (enabled ? undefined : 'quiet') },
    { title: 'TYPE', of: ({ type }) => type },
    {
      title: 'ENABLED',
      of: ({ enabled }) => (enabled ? 'yes' : 'no'),
      tone: ({ enabled }) => (enabled ? undefined : 'odd'),
    },
    { title: 'ROBOTS', of: ({ robots }) => robots.map(({ name }) => name).join(', '), mayShrink: true },
    { title: 'FALLBACK', of: ({ delivery }) => delivery.fallbackChannel ?? '', mayShrink: true },
    { title: 'LANGUAGE', of: ({ message }) => message.language },
    { title: 'FROM', of: ({ origin }) => (origin === 'file' ? 'tocsin.yaml' : (origin ?? '')) },
  ];
}
