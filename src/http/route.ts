import type { ZodOpenApiOperationObject } from 'zod-openapi'
import type { HttpRequest, HttpResponse } from './messages.ts'

/** One thing that the server does over HTTP. A GET route answers HEAD too; a POST route takes a JSON object. */
export interface Route {
  readonly method: 'GET' | 'POST'
  /** Literal but for segments like `{id}`. */
  readonly path: string
  /** Its requests are logged at debug level: probes and heartbeats come every few seconds. */
  readonly quiet?: boolean
  /** A POST that says everything by its path; a body that comes all the same is thrown away. */
  readonly takesNoBody?: boolean
  /** What the OpenAPI document says; absent for pages. */
  readonly operation?: ZodOpenApiOperationObject
  handle(request: HttpRequest): Promise<HttpResponse> | HttpResponse
}
