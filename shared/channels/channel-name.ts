import { CHANNEL_SIZES } from './channel-defaults.ts';

/** A name that is fit, or why not and what to do. */
export type NameResult =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'unfit'; readonly message: string };

/** Line ends, other control characters, those that turn writing direction, and halves of characters. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069]/u;

/**
 * A channel's name as it is stored and compared: trimmed, in Unicode's
 * composed form. It stands in paths, in `?channel=a,b` and in table keys, so
 * what would be read as a separator there is refused.
 */
export function parseChannelName(value: unknown): NameResult {
  const result = parseName(value);
  const message = result.kind === 'name' ? separatorProblem(result.name) : undefined;
  return message === undefined ? result : { kind: 'unfit', message };
}

/** A robot's or a quota pool's name: trimmed and composed likewise, but free in its characters. */
export function parseName(value: unknown): NameResult {
  // YAML reads a bare 1 as a number.
  const text = Number.isSafeInteger(value) ? String(value) : value;
  const name = typeof text === 'string' ? normaliseName(text) : '';
  const { length } = [...name];

  if (length === 0 || length > CHANNEL_SIZES.name) {
    return { kind: 'unfit', message: `must be a text of 1 to ${CHANNEL_SIZES.name} characters` };
  }
  return INVISIBLE.test(name)
    ? { kind: 'unfit', message: 'must not contain line ends or other control characters' }
    : { kind: 'name', name };
}

/** Whether a channel can have this name for its length: a longer one would not fit a key of the table. */
export function canNameChannel(name: string): boolean {
  return name !== '' && [...name].length <= CHANNEL_SIZES.name;
}

/** The stored form of a name that is looked up. */
export function normaliseName(name: string): string {
  return name.trim().normalize('NFC');
}

function separatorProblem(name: string): string | undefined {
  const separator = /[,/?#]/.exec(name)?.[0];
  if (separator !== undefined) return `must not contain "${separator}" (nor any of , / ? #): use a hyphen instead`;
  // URL parsers resolve these, also percent-encoded, before we see the path.
  return name === '.' || name === '..' ? 'must not be "." or ".."' : undefined;
}
