import type { ZodOpenApiResponseObject } from 'zod-openapi'
import type { z } from 'zod'
import { PROBLEM_TYPE, problemDocument } from '../schema/problem.ts'

/** Pieces of the OpenAPI operations. */

export function jsonAnswer(description: string, schema: z.ZodType): ZodOpenApiResponseObject {
  return { description, content: { 'application/json': { schema } } }
}

export function problemAnswer(description: string): ZodOpenApiResponseObject {
  return { description, content: { [PROBLEM_TYPE]: { schema: problemDocument } } }
}

export const REFUSED_BODY = {
  400: problemAnswer('The request is not valid.'),
  413: problemAnswer('The body is too large.'),
  415: problemAnswer('The body is not JSON in UTF-8, or it is compressed.'),
}

export const UNAVAILABLE = problemAnswer('Try again after the seconds that Retry-After names.')
