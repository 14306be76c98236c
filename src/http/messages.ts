import type { RequestContext } from '../base/request-context.ts'
import type { RequestRefusedError } from './request-refused-error.ts'

/** Lower-case names. A header that came several times is one comma-separated text. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** A request as a transport hands it over: Express in production, the virtual network in the simulator. */
export interface RawRequest {
  readonly method: string
  /** Path and query, still percent-encoded. */
  readonly target: string
  readonly headers: RequestHeaders
  /** Called at most once, and only by a route that takes a body; rejects with a `RequestRefusedError`. */
  readBody(): Promise<Uint8Array>
  /** Calls back when the client gives up before the answer. */
  onClientGone?(gone: () => void): void
  /** What the transport itself found wrong with the request. */
  readonly fault?: RequestRefusedError
}

/** What a transport sends back. */
export interface RawResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** `{id}` in a route's path gives the parameter `id`. */
export type PathParams = Readonly<Record<string, string>>

/** A key that came several times is an array: schemas that expect one text then refuse it. */
export type Query = Readonly<Record<string, string | readonly string[]>>

/** A request as a route sees it. */
export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly params: PathParams
  readonly query: Query
  readonly headers: RequestHeaders
  /** The JSON object that came with a POST. */
  readonly body: unknown
  readonly context: RequestContext
}

/** A route's answer. A text goes out as it is; any other body as JSON. */
export interface HttpResponse {
  readonly status: number
  readonly body?: unknown
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The header's text; `undefined` when it did not come. */
export function headerText(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : value?.join(', ')
}
