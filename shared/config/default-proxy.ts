import { parseProxy } from '../channels/proxy-url.ts';

/** The proxy of channels that name none, or what is wrong with the text given for it. */
export type DefaultProxy =
  | { readonly kind: 'proxy'; readonly url: string }
  | { readonly kind: 'refused'; readonly problem: string };

/**
 * Reads the proxy of channels that name none. It stands in environments and
 * templates, which are no place for a secret, so credentials are refused. The
 * problem never repeats the text.
 */
export function parseDefaultProxy(text: string): DefaultProxy {
  const result = parseProxy(text);
  if (result.kind === 'unfit') {
    return { kind: 'refused', problem: 'must be http://host:port, for example http://192.0.2.8:3128' };
  }
  const { url, credentials } = result.proxy;
  if (credentials.kind === 'absent' || credentials.kind === 'none') return { kind: 'proxy', url };

  return {
    kind: 'refused',
    problem:
      'must hold no credentials: leave them out here, and give the channels a proxy of their own as a secret, ' +
      'in tocsin.yaml proxy: { secret: NAME }',
  };
}
