import { REGION } from '../stack/synth-stack.ts';
import { type Credentials, signedHeaders } from './signed-request.ts';

/** An answer that is no 2xx. */
export class AwsApiError extends Error {
  override name = 'AwsApiError' as const;
}

/** AWS's APIs at one endpoint, called as one user or role. */
export class AwsApi {
  readonly endpoint: string;
  readonly credentials: Credentials;

  constructor(endpoint: string, credentials: Credentials) {
    this.endpoint = endpoint;
    this.credentials = credentials;
  }

  /** The same APIs, as someone else. */
  as(credentials: Credentials): AwsApi {
    return new AwsApi(this.endpoint, credentials);
  }

  /** Calls an API of JSON, `Service_Version.Action`; answers the parsed answer. */
  async json(service: string, target: string, input: unknown): Promise<unknown> {
    const text = await this.#post(service, 'application/x-amz-json-1.1', JSON.stringify(input), target);
    return text === '' ? {} : JSON.parse(text);
  }

  /** Calls an API of form fields; answers the XML. */
  query(service: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const body = Object.entries(fields).map((field) => field.map(formEncoded).join('='));
    return this.#post(service, 'application/x-www-form-urlencoded; charset=utf-8', body.join('&'));
  }

  async #post(service: string, contentType: string, body: string, target?: string): Promise<string> {
    const { endpoint, credentials } = this;
    const call = { endpoint, region: REGION, service, credentials, contentType, body, ...(target && { target }) };
    const response = await fetch(`${endpoint}/`, { method: 'POST', headers: signedHeaders(call, Date.now()), body });
    const text = await response.text();
    if (!response.ok)
      throw new AwsApiError(`${service} ${target ?? body.slice(0, 60)}: ${response.status} ${text.slice(0, 500)}`);

    return text;
  }
}

/** The text of an element that occurs once in an XML answer; throws when it is missing. */
export function elementOf(xml: string, name: string): string {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  if (found === undefined) throw new Error(`no ${name} in ${xml.slice(0, 500)}`);

  return found
    .replaceAll('&quot;', '"')
    .replaceAll('&#34;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** As moto encodes the fields once more to look at the signature: all but letters, digits and `-._~`, and `+` for a space. */
function formEncoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
