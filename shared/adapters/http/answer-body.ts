/** Bytes of an answer that are read; robots answer with some hundred. */
export const MAX_ANSWER_BYTES = 65_536;

/** Collects an answer's body up to the limit. */
export interface AnswerBody {
  /** Takes a chunk and says whether more may come. */
  add(chunk: Buffer): 'more' | 'full';
  /** What came so far, as UTF-8; a character cut at the limit becomes U+FFFD. */
  text(): string;
}

/** An empty body. */
export function createAnswerBody(): AnswerBody {
  const chunks: Buffer[] = [];
  let size = 0;

  return {
    add(chunk) {
      chunks.push(chunk.subarray(0, MAX_ANSWER_BYTES - size));
      size = Math.min(size + chunk.length, MAX_ANSWER_BYTES);
      return size < MAX_ANSWER_BYTES ? 'more' : 'full';
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}
