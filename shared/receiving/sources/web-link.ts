/** Longest link kept, in characters; a cut link would lead nowhere, so longer ones are left out. */
const MAX_LENGTH = 2_048;

/** An http or https link as the sender gave it, or undefined when the text is none. */
export function webLink(text: string): string | undefined {
  const link = text.trim();
  if (link.length > MAX_LENGTH || !/^https?:\/\/[^\s\p{Cc}<>"]+$/iu.test(link)) return undefined;

  return URL.canParse(link) ? link.toWellFormed() : undefined;
}
