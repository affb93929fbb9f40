import type { People } from '../alert/alert.ts';

/** An index entry is read for every waiting alert: of a long list of people, what goes beyond these bytes is left out. */
export const MAX_PEOPLE_BYTES = 400;

const PRODUCTS = { dingtalk: 'd', wecom: 'w' } as const;
const ALL = '*';
const USER = 'u';

/** Packs people: the product, then everyone, mobiles and user ids, between spaces. None of them holds one. */
export function packPeople({ product, mobiles, userIds, all }: People): string {
  let packed: string = PRODUCTS[product];
  for (const one of [...(all ? [ALL] : []), ...mobiles, ...userIds.map((id) => `${USER}${id}`)]) {
    if (Buffer.byteLength(packed) + Buffer.byteLength(one) < MAX_PEOPLE_BYTES) packed += ` ${one}`;
  }

  return packed;
}

/** Reads what `packPeople` wrote; undefined for anything else. */
export function unpackPeople(packed: string): People | undefined {
  const [mark, ...who] = packed.split(' ');
  const product = mark === PRODUCTS.dingtalk ? 'dingtalk' : mark === PRODUCTS.wecom ? 'wecom' : undefined;
  if (product === undefined) return undefined;

  return {
    product,
    all: who.includes(ALL),
    mobiles: who.filter((one) => one !== ALL && !one.startsWith(USER)),
    userIds: who.flatMap((one) => (one.startsWith(USER) ? [one.slice(USER.length)] : [])),
  };
}
