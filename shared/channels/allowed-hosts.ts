/**
 * Whether a URL's host was exempted from the vendor, https and private-address
 * rules. An entry is `host:port`, or `host` for all its ports; case does not
 * count. An IPv6 address is written in brackets.
 */
export function isAllowedHost(url: URL, allowedHosts: readonly string[]): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const names = [url.hostname.toLowerCase(), `${url.hostname.toLowerCase()}:${port}`];

  return allowedHosts.some((entry) => names.includes(entry.trim().toLowerCase()));
}
