import type { MessageFormat, Product, TemplateKind } from './channel.ts';

/**
 * Something to tell the author of a template. With an `error` the default
 * template is used in its place; a `warning` is probably not meant; a `hint`
 * says where a product shows less than is written. Line and column count from 1.
 */
export interface TemplateRemark {
  readonly severity: 'error' | 'warning' | 'hint';
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** What to write in place of the name that stands there, when it is clear what was meant. */
  readonly suggestion?: string;
}

/** A remark on one of a channel's templates. */
export interface PlacedRemark extends TemplateRemark {
  /** `message.templates.zh_CN.single`. */
  readonly field: string;
}

/** What a template is for. */
export interface TemplateUse {
  readonly kind: TemplateKind;
  readonly product: Product;
  readonly format: MessageFormat;
}

/** Says what is wrong or odd about a template. */
export type LintTemplate = (template: string, use: TemplateUse) => readonly TemplateRemark[];

/** A remark in one line, for a log or a list of warnings. */
export function remarkLine({ line, column, message }: TemplateRemark): string {
  return `line ${line}, column ${column}: ${message}`;
}
