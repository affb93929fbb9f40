import { createHash } from 'node:crypto';
import type { Language } from '../channels/channel.ts';
import type { DefaultKind } from './default-templates.ts';

const HASH_CHARS = 8;

/**
 * Which template a message was made with: `own/single/zh_CN/5f2c1a90`, or
 * `default/…` of the relay's. The last part is made of the template's text, so
 * that two messages tell whether they had the same, and nobody has to count
 * versions.
 */
export function templateVersion(
  whose: 'own' | 'default',
  kind: DefaultKind,
  language: Language,
  template: string,
): string {
  const hash = createHash('sha256').update(template).digest('hex').slice(0, HASH_CHARS);
  return `${whose}/${kind}/${language}/${hash}`;
}
