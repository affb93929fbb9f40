/** The part of a syntax tree's node that tells a `default:` nobody reaches. */
interface Path {
  readonly node: {
    readonly type: string;
    readonly test?: unknown;
    readonly consequent?: readonly { readonly argument?: { readonly type: string } | null }[];
  };
}

/**
 * Leaves out `default: return x satisfies never`: the compiler proves that no
 * value gets there, so that no test can.
 */
export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'never-default',
    value: {
      shouldIgnore({ node }: Path): string | undefined {
        const isDefault = node.type === 'SwitchCase' && node.test === null;
        const [only] = Array.isArray(node.consequent) ? node.consequent : [];

        return isDefault && only?.argument?.type === 'TSSatisfiesExpression'
          ? 'no value gets here: the compiler says so'
          : undefined;
      },
    },
  },
];
