/// <reference types="zod-openapi" />
import { z } from 'zod'
import { regionName, sessionId } from './session.ts'

export const PROBLEM_TYPE = 'application/problem+json'

const fieldError = z.strictObject({
  path: z.string().max(256).meta({ example: 'user_id' }),
  message: z.string().max(512).meta({ example: 'must be a string' }),
})

/** RFC 9457. Strict, so that a server can also judge with it what another server answered. */
export const problemDocument = z
  .strictObject({
    type: z.string().max(256).meta({ example: 'urn:gamemesh:problem:session_not_found' }),
    title: z.string().max(256),
    status: z.int().min(400).max(599),
    detail: z.string().max(2048),
    code: z
      .string()
      .regex(/^[a-z_]{1,64}$/)
      .meta({ description: 'Stable: programs decide by this one.', example: 'session_not_found' }),
    request_id: z.string().max(128),
    errors: z
      .array(fieldError)
      .max(32)
      .optional()
      .meta({ description: 'What is wrong with which field of the request.' }),
    session_id: sessionId.optional().meta({
      description: 'With `active_session_exists`: the session that the user is in.',
    }),
    region: regionName.optional().meta({ description: 'With `active_session_exists`: where it is.' }),
  })
  .meta({ id: 'Problem', description: 'An error, as an RFC 9457 problem document.' })

export type ProblemDocument = z.infer<typeof problemDocument>
export type FieldError = z.infer<typeof fieldError>
