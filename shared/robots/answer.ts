/** What a robot's HTTP body turned out to be. */
export type Answer =
  /** A JSON object; `errcode` only when it is a whole number, as such or as decimal text. */
  | {
      readonly kind: 'object';
      readonly fields: Readonly<Record<string, unknown>>;
      readonly errcode?: number;
      readonly errmsg: string;
    }
  /** A page of a gateway, a login portal or the vendor's flood guard: the robot itself answers no HTML. */
  | { readonly kind: 'html' }
  | { readonly kind: 'empty' }
  /** Text, JSON of another shape, or JSON that breaks off. */
  | { readonly kind: 'unreadable' };

/** Reads a body. Total: there is no body it throws at. */
export function readAnswer(body: string): Answer {
  // Real throttling answers have been seen to start with `\r\n`; `trim` also takes a byte order mark.
  const text = body.trim();
  if (text === '') return { kind: 'empty' };
  if (text.startsWith('<')) return { kind: 'html' };

  const fields = parseObject(text);
  if (fields === undefined) return { kind: 'unreadable' };
  const errcode = readErrcode(own(fields, 'errcode'));
  const errmsg = own(fields, 'errmsg');

  return {
    kind: 'object',
    fields,
    errmsg: typeof errmsg === 'string' ? errmsg : '',
    ...(errcode === undefined ? {} : { errcode }),
  };
}

/** A field of a parsed object, never one it inherits. */
export function own(fields: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/**
 * DingTalk documents errcode as a number and shows it as the string "0"
 * (open.dingtalk.com, custom robots, read 2026-11-21). Nothing else counts:
 * null, "", false and "00" all equal zero somewhere, and none of them is success.
 */
function readErrcode(value: unknown): number | undefined {
  if (typeof value === 'string' && !/^(?:0|-?[1-9]\d{0,14})$/.test(value)) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const code = Number(value);

  return Number.isSafeInteger(code) ? code : undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    // Not JSON: the caller gets 'unreadable'.
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
