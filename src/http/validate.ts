import type { z } from 'zod'
import { RequestRefusedError } from './request-refused-error.ts'
import type { FieldError } from './schema/problem.ts'

/** A body can be wrong in thousands of places; the first few are enough to mend it. */
const MAX_FIELD_ERRORS = 8

/** The input as the schema gives it back, without the fields that the schema does not name. */
export function validated<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const errors = result.error.issues.slice(0, MAX_FIELD_ERRORS).map(fieldError)
  const detail = errors.map(({ path, message }) => `${path} ${message}`).join('; ')
  throw new RequestRefusedError('invalid_request', detail, { errors })
}

function fieldError(issue: z.core.$ZodIssue): FieldError {
  return { path: issue.path.join('.'), message: issue.message }
}
