import type { ReadStream } from 'node:tty';

/** More than this is no secret, bytes; stops a mistaken pipe. */
const MAX_BYTES = 1_000_000;

/** Reads the value from a pipe or file, or, unseen, from a terminal up to the end of the line. */
export async function readValue(input: NodeJS.ReadStream, prompt: (text: string) => void): Promise<string> {
  if (!input.isTTY) return readAll(input);

  prompt('value (it is not shown; end with Enter): ');
  const value = await readHidden(input);
  prompt('\n');
  return value;
}

async function readAll(input: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    bytes += chunks.at(-1)?.length ?? 0;
    if (bytes > MAX_BYTES) break;
  }

  return Buffer.concat(chunks).toString('utf8');
}

const [ENTER, NEWLINE, END, INTERRUPT, BACKSPACE] = ['\r', '\n', '\u0004', '\u0003', '\u007f'];

async function readHidden(input: ReadStream): Promise<string> {
  let value = '';
  input.setRawMode(true).setEncoding('utf8');
  try {
    for await (const typed of input) {
      for (const char of String(typed)) {
        if (char === INTERRUPT) return '';
        if (char === ENTER || char === NEWLINE || char === END) return value;
        value = char === BACKSPACE ? value.slice(0, -1) : value + char;
      }
    }
  } finally {
    input.setRawMode(false);
  }

  return value;
}
