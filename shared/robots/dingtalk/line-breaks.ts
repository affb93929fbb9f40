import { type MarkdownLine, markdownLines } from '../markdown-lines.ts';

/** A line break inside a block: DingTalk swallows a newline without the two spaces. */
const BREAK = '  \n';
/** Between blocks. */
const PARAGRAPH = '\n\n';

/**
 * Neutral markdown with line breaks that DingTalk shows.
 *
 * A lone `\n` does not break there. Its FAQ (read 2026-11-21) names two forms
 * that do, spaces around the newline and an empty line. So lines of one block
 * are joined by two spaces and a newline, different blocks by an empty line (a
 * list or heading directly below text is else taken for its continuation), list
 * items by a plain newline, which already ends them.
 *
 * Plain lines lose their indent: four spaces would make them a code block.
 */
export function withLineBreaks(markdown: string): string {
  let shown = '';
  let previous: MarkdownLine = { kind: 'blank', text: '' };
  for (const line of markdownLines(markdown)) {
    if (line.kind === 'blank') {
      previous = line;
      continue;
    }
    const text = line.kind === 'list' ? line.text : line.text.trimStart();
    shown += shown === '' ? text : separator(previous, line) + text;
    previous = line;
  }

  return shown;
}

function separator(previous: MarkdownLine, next: MarkdownLine): string {
  if (previous.kind !== next.kind || next.kind === 'heading') return PARAGRAPH;

  return next.kind === 'list' ? '\n' : BREAK;
}
