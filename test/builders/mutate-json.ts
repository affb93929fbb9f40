/** The ways a body may come otherwise than it should. */
export const MUTATIONS = ['value', 'extra', 'cut', 'garbled', 'form', 'as it is'] as const;

/** A body as text: with something in it replaced by anything, then perhaps cut or garbled. `at` says where. */
export function mutate(body: object, anything: unknown, at: number, how: (typeof MUTATIONS)[number]): string {
  const whole = JSON.stringify(body);
  switch (how) {
    case 'value':
      return JSON.stringify(replaceAt(body, anything, at));
    case 'extra':
      return JSON.stringify(Array.isArray(body) ? [...body, anything] : { ...body, extra: anything });
    case 'cut':
      return whole.slice(0, at % whole.length);
    case 'garbled':
      return whole.slice(0, at % whole.length) + JSON.stringify(anything) + whole.slice(at % whole.length);
    case 'form':
      return new URLSearchParams(
        Object.entries(body).map(([name, value]) => [name, formText(value)] as [string, string]),
      ).toString();
    case 'as it is':
      return whole;
    default:
      return how satisfies never;
  }
}

/** The value with one of its nodes replaced: the nth in the order of a walk, counted round and round. */
export function replaceAt(value: unknown, by: unknown, nth: number): unknown {
  return replaced(value, by, { left: nth % countOf(value) });
}

/** The value with one of its texts replaced by another, so that all stays of its type; the nth, counted round and round. */
export function replaceText(value: unknown, by: string, nth: number): unknown {
  const texts = textsIn(value);
  return texts === 0 ? value : textReplaced(value, by, { left: nth % texts });
}

function textsIn(value: unknown): number {
  if (typeof value === 'string') return 1;
  return value !== null && typeof value === 'object'
    ? Object.values(value).reduce((sum: number, one) => sum + textsIn(one), 0)
    : 0;
}

function textReplaced(value: unknown, by: string, walk: { left: number }): unknown {
  if (typeof value === 'string') return walk.left-- === 0 ? by : value;
  if (Array.isArray(value)) return value.map((one) => textReplaced(one, by, walk));
  if (value === null || typeof value !== 'object') return value;

  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, textReplaced(one, by, walk)]));
}

function formText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function countOf(value: unknown): number {
  return value !== null && typeof value === 'object'
    ? 1 + Object.values(value).reduce((sum: number, one) => sum + countOf(one), 0)
    : 1;
}

function replaced(value: unknown, by: unknown, walk: { left: number }): unknown {
  if (walk.left-- === 0) return by;
  if (Array.isArray(value)) return value.map((one) => replaced(one, by, walk));
  if (value === null || typeof value !== 'object') return value;

  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaced(one, by, walk)]));
}
