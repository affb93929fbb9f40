import type { Product } from './channel.ts';
import { type FileChannel, type PlacedReference, withValues } from './file-channel.ts';

/**
 * A channel of the file with something fit and of no meaning where its secrets
 * will be, so that all the rest can be judged without them. Robots that refer
 * to the same webhook get the same one.
 */
export function withStandIns(
  { input, references }: Pick<FileChannel, 'input' | 'references'>,
  type: unknown,
): Readonly<Record<string, unknown>> {
  return withValues({ input, references }, (placed) => standInFor(placed, references, type));
}

function standInFor(placed: PlacedReference, all: readonly PlacedReference[], type: unknown): string {
  if (placed.field === 'proxy') return 'http://192.0.2.1:3128';
  if (placed.field === 'signatureKey') return 'SEC';

  const { robot = 0 } = all.find((other) => isSameReference(other, placed)) ?? placed;
  return WEBHOOKS[type === 'wecom' ? 'wecom' : 'dingtalk'] + String(robot).padStart(12, '0');
}

function isSameReference(a: PlacedReference, b: PlacedReference): boolean {
  const { kind, name } = b.reference;
  return a === b || (a.field === b.field && name !== '' && a.reference.kind === kind && a.reference.name === name);
}

const WEBHOOKS: Readonly<Record<Product, string>> = {
  dingtalk: `https://oapi.dingtalk.com/robot/send?access_token=${'0'.repeat(52)}`,
  wecom: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=00000000-0000-4000-8000-',
};
