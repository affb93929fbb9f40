import type { People } from '../../alert/alert.ts';

/** Longest user id and mobile number kept, in characters; WeCom's ids have at most 64. */
const MAX_LENGTH = 64;
/** People a message names at most (DingTalk, note on `atUserIds`). */
const MAX_PEOPLE = 50;

/** Whom a message names; undefined when nobody. What can be no name in a text is left out. */
export function peopleOf(
  product: People['product'],
  {
    mobiles,
    userIds,
    all,
  }: { readonly mobiles: readonly unknown[]; readonly userIds: readonly unknown[]; readonly all: boolean },
): People | undefined {
  const named = { product, mobiles: namesIn(mobiles).filter(isMobile), userIds: namesIn(userIds), all };

  return named.mobiles.length + named.userIds.length === 0 && !all ? undefined : named;
}

function namesIn(values: readonly unknown[]): readonly string[] {
  const texts = values.flatMap((value) =>
    typeof value === 'string' || typeof value === 'number' ? [String(value).trim().replace(/^@/, '')] : [],
  );
  const fit = texts.filter((text) => text.length <= MAX_LENGTH && /^[^\s<>@,*\p{Cc}]+$/u.test(text));

  return [...new Set(fit)].slice(0, MAX_PEOPLE);
}

/** Overseas numbers have a country code and a hyphen. */
function isMobile(text: string): boolean {
  return /^\+?[\d-]+$/.test(text);
}
