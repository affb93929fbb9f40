import type { Product } from '#shared/channels/channel.ts';

/** What the products call themselves. */
export const PRODUCT_NAMES: Readonly<Record<Product, string>> = { dingtalk: 'DingTalk', wecom: 'WeCom' };
