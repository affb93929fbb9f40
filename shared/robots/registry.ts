import type { Product } from '../channels/channel.ts';
import { DINGTALK } from './dingtalk/robot.ts';
import type { Robot } from './robot.ts';
import { WECOM } from './wecom/robot.ts';

/** Every product's robot. Adding a product is adding a folder and a line here. */
const ROBOTS: Readonly<Record<Product, Robot>> = { dingtalk: DINGTALK, wecom: WECOM };

/** The robot of a product; there is one for each. */
export function robotFor(product: Product): Robot {
  return ROBOTS[product];
}
