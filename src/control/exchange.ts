import type { IncomingMessage } from 'node:http'
import type { Json } from '../gossip/crdt/codecs.ts'
import type { ControlledNode } from './ports.ts'

/** A request that is let in, as its route sees it. */
export interface ControlRequest {
  /** The part of the path behind the route's own, decoded. */
  readonly rest: string
  readonly query: URLSearchParams
  readonly body: Json | undefined
}

export type ControlAnswer =
  | { readonly kind: 'json'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'text'; readonly contentType: string; readonly text: string }
  | { readonly kind: 'empty' }
  /** Lines of JSON until somebody stops; `open` gives back how to stop. */
  | { readonly kind: 'stream'; readonly open: (line: (value: unknown) => void) => () => void }

export interface ControlRoute {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'
  /** With a `*` at its end it takes everything below. */
  readonly path: string
  readonly takesBody?: true
  readonly handle: (node: ControlledNode, request: ControlRequest) => ControlAnswer | Promise<ControlAnswer>
}

export function json(body: unknown, status = 200): ControlAnswer {
  return { kind: 'json', status, body }
}

export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
